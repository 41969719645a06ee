/**
 * The PyTorch program of taggers: pairs of sequences, and a class for each symbol.
 */
import type { PyTorchExport } from "../../formats/pytorch/program.js";
import { python } from "../../formats/pytorch/python.js";
import { runDefaults } from "../../formats/pytorch/run-defaults.js";
import { alignedText } from "../../formats/pytorch/source.js";
import { alphabetText } from "../../formats/pytorch/text.js";
import { tagDefaults, tagStop } from "./options.js";

export const tagPyTorch: PyTorchExport = {
  kinds: ["pairs"],
  defaults: () => runDefaults(tagDefaults, tagStop, { shuffle: true, validation: 0.1 }),
  parts: () => ({
    about: "a tagger on pairs of sequences",
    data: "lines of input TAB target, or JSON arrays of two texts or lists of words",
    file: "pairs.tsv",
    readout: "all",
    text: `${alphabetText}\n\n\n${alignedText}\n\n\n${dataText}`,
  }),
};

const dataText = python`
class Data(Aligned):
    """Pairs of sequences, and how well a network tells the targets."""

    kind = "pairs"

    def __init__(self, metadata, arguments, options, device):
        self.metadata, self.device = metadata, device
        self.alphabet = Alphabet(metadata["alphabet"], metadata["unknown"])
        self.outputs = Alphabet(metadata["outputAlphabet"])
        self.inputs, self.targets = [], []
        self.read(arguments.data)
        self.count = len(self.inputs)
        if isinstance(options.validation, str):
            self.read(options.validation)

    def read(self, path):
        """Appends the pairs of a file. Its first line tells JSON from tabs."""
        before, is_json = len(self.inputs), None
        for number, line in read_lines(path):
            where = f"{path}, line {number}"
            if is_json is None:
                is_json = isinstance(parsed(line), list)
            pair = parsed(line) if is_json else line.split("\t")
            if not isinstance(pair, list) or len(pair) != 2:
                fail(f"{where}: expected {DATA_FILE}")
            inputs = self.alphabet.encode(pair[0], f"{where}, input")
            targets = self.outputs.encode(pair[1], f"{where}, target")
            if len(inputs) != len(targets):
                fail(f"{where}: expected as many symbols on both sides")
            if inputs:
                self.inputs.append(torch.tensor(inputs))
                self.targets.append(torch.tensor(targets))
        if len(self.inputs) == before:
            fail(f"{path}: expected at least one pair that is not empty, got none")

    def fingerprint(self):
        """By which checkpoints recognize the data."""
        data = Fingerprint().add_texts(self.alphabet.symbols)
        data.add_texts(self.outputs.symbols)
        digest = self.add_pairs(data, 0, self.count).digest()
        if len(self.inputs) == self.count:
            return digest
        held = self.add_pairs(Fingerprint(), self.count, len(self.inputs))
        return f"{digest}-{held.digest()}"

    def add_pairs(self, to, first, end):
        ends = [0]
        for sequence in self.inputs[first:end]:
            ends.append(ends[-1] + len(sequence))
        to.add(ends)
        for sequences in (self.inputs, self.targets):
            to.add(torch.cat(sequences[first:end]).tolist())
        return to

    def kept_options(self):
        """The options that a checkpoint keeps beside those of the run."""
        names = ["alphabet", "outputAlphabet", "unknown"]
        return {name: self.metadata[name] for name in names}

    def split(self, options):
        """The pairs to train on, and those that are held back."""
        everything = list(range(len(self.inputs)))
        if isinstance(options.validation, str):
            return everything[: self.count], everything[self.count :]
        held = held_back(self.count, options.validation)
        if held == 0:
            return everything, []
        order = torch.randperm(self.count).tolist()
        return order[: self.count - held], order[self.count - held :]

    def judged_with(self, training, held):
        """Pairs that are scored too where those held back are too few to judge by."""
        is_share = len(self.inputs) == self.count
        return training if is_share and len(held) < 10 else []
`;
