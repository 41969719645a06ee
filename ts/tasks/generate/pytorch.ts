/**
 * The PyTorch programs of generators: of running text, and of items.
 */
import type { ProgramParts, PyTorchExport } from "../../formats/pytorch/program.js";
import { python } from "../../formats/pytorch/python.js";
import { runDefaults } from "../../formats/pytorch/run-defaults.js";
import { alignedText } from "../../formats/pytorch/source.js";
import { alphabetText } from "../../formats/pytorch/text.js";
import type { Form } from "./codec.js";
import { generateDefaults, generateStop } from "./options.js";

export const generatePyTorch: PyTorchExport = {
  kinds: ["text", "items"],
  defaults: () => runDefaults(generateDefaults, generateStop, { validation: 0.1 }),
  parts: (_, description) => forms[description["form"] as Form](),
};

const forms: Readonly<Record<Form, () => ProgramParts>> = {
  text: () => ({
    about: "a generator of running text",
    data: "running text in UTF-8",
    file: "text.txt",
    options: [["bptt", "int", generateDefaults.bptt]],
    readout: "carried",
    text: [alphabetText, alignedText, bitsText, runningText].join("\n\n\n"),
  }),
  items: () => ({
    about: "a generator of items",
    data: "items, one a line, or JSON arrays; with TAB and a label if there are some",
    file: "items.txt",
    imports: ["import base64"],
    readout: "all",
    text: [alphabetText, alignedText, bitsText, seenText, itemsText].join("\n\n\n"),
  }),
};

const bitsText = python`
class Generated(Aligned):
    """Symbols that follow other symbols."""

    def kept_options(self):
        """The options that a checkpoint keeps beside those of the run."""
        return {name: self.metadata[name] for name in ("alphabet", "unknown")}

    def validation_scores(self, totals):
        scores = super().validation_scores(totals)
        return {**scores, "bitsPerSymbol": scores["loss"] / math.log(2)}


def symbol_counts(tokens, size):
    """How often each symbol occurs."""
    counts = [0] * size
    for token in tokens:
        counts[token] += 1
    return counts
`;

const runningText = python`
def read_text(path, alphabet):
    """The indices of a text's symbols."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            text = file.read()
    except (OSError, UnicodeDecodeError) as error:
        fail(f"cannot read {path}: {error}")
    return torch.tensor(alphabet.encode(text, path))


class Data(Generated):
    """A text in columns, as many as the batch size, with states carried on."""

    kind = "text"
    without = ("shuffle",)

    def __init__(self, metadata, arguments, options, device):
        self.metadata, self.device, self.options = metadata, device, options
        self.alphabet = Alphabet(metadata["alphabet"], metadata["unknown"])
        self.tokens = read_text(arguments.data, self.alphabet)
        self.other = None
        if isinstance(options.validation, str):
            self.other = read_text(options.validation, self.alphabet)
        self.states = None

    def fingerprint(self):
        """By which checkpoints recognize the data."""
        own = Fingerprint().add_texts(self.alphabet.symbols).add_texts([])
        digest = own.add(self.tokens.tolist()).digest()
        if self.other is None:
            return digest
        return f"{digest}-{Fingerprint().add(self.other.tolist()).digest()}"

    def split(self, options):
        """The symbols to train on, and those at the end that are held back."""
        count, held = len(self.tokens), self.other
        given = 0 if held is not None else options.validation
        size = held_back(count, given)
        training = self.tokens[: count - size]
        held = self.tokens[count - size :] if held is None else held
        self.length = len(training) // options.batch_size
        if self.length < 2:
            fail(f"expected two symbols for each of {options.batch_size} columns")
        columns = training[: self.length * options.batch_size]
        self.columns = columns.view(options.batch_size, self.length).t()
        own = int(os.environ.get("RANK", "0"))
        self.own = self.columns[:, own :: int(os.environ.get("WORLD_SIZE", "1"))]
        size = len(self.alphabet.symbols) + (self.alphabet.unknown is not None)
        self.metadata["counts"] = symbol_counts(training.tolist(), size)
        return training, held if len(held) > 1 else []

    def steps_per_epoch(self, count, batch_size):
        return math.ceil((self.length - 1) / self.options.bptt)

    def batches(self, order, batch_size, world):
        """The steps of each update, of which this process has some columns."""
        for start in range(0, self.length - 1, self.options.bptt):
            steps = range(start, min(start + self.options.bptt, self.length - 1))
            yield steps, steps

    def symbols(self, batch):
        return len(batch) * self.columns.shape[1]

    weight = symbols

    def begin_epoch(self, world):
        self.states = None

    def training_sums(self, model, which):
        """Loss, symbols that are right, and symbols, in some steps of all columns."""
        inputs = self.own[which.start : which.stop].to(self.device)
        targets = self.own[which.start + 1 : which.stop + 1].to(self.device)
        logits, states = model(inputs, self.states)
        self.states = detached(states)
        return class_sums(logits, targets.flatten())

    def carried(self, world):
        """The states of all columns: h, then c."""
        if self.states is None:
            return None
        states = self.states if isinstance(self.states, tuple) else (self.states,)
        parts = world.gather(torch.stack(states))
        columns = self.columns.shape[1]
        whole = torch.zeros(*parts[0].shape[:2], columns, parts[0].shape[3])
        for rank, part in enumerate(parts):
            whole[:, :, rank :: world.size] = part.cpu()
        return whole.flatten()

    def continue_from(self, carried, world):
        if carried is None:
            return
        count = len(carried) // (NETWORK["numLayers"] * NETWORK["hiddenSize"])
        shape = (-1, NETWORK["numLayers"], self.columns.shape[1], NETWORK["hiddenSize"])
        own = carried.view(shape)[:, :, world.rank :: world.size].to(self.device)
        self.states = (
            tuple(own.contiguous()) if count and len(own) > 1 else own[0].contiguous()
        )

    def evaluate(self, network, which, size, world):
        """Scores each symbol but the first, by those before it."""
        predictions = len(which) - 1
        columns = min(max(predictions // 1024, 1), 64)
        # Columns of a long text; each reads 256 symbols before those it scores.
        warm = 256 if columns > 1 else 0
        length = (predictions - warm) // columns
        totals, state = torch.zeros(3, dtype=torch.float64), None
        starts = torch.arange(columns) * length
        for first in range(0, warm + length, 256):
            steps = torch.arange(first, min(first + 256, warm + length))
            places = steps[:, None] + starts
            scored = (steps[:, None] >= warm) | (torch.arange(columns) == 0)
            state = self.score(network, which, places, scored, state, totals)
        if state is not None:
            state = last_column(state)
        for first in range((columns - 1) * length + warm + length, predictions, 256):
            places = torch.arange(first, min(first + 256, predictions))[:, None]
            scored = torch.ones_like(places, dtype=torch.bool)
            state = self.score(network, which, places, scored, state, totals)
        return totals.tolist()

    def score(self, network, tokens, places, scored, state, totals):
        """Adds the sums over scored places. Returns the state after them."""
        inputs, targets = tokens[places], tokens[places + 1]
        logits, state = network(inputs.to(self.device), state)
        wanted = scored.flatten().to(self.device)
        sums = class_sums(logits[wanted], targets.flatten().to(self.device)[wanted])
        totals += sums.cpu().double()
        return state


def detached(states):
    """States without the history of their gradients."""
    if isinstance(states, tuple):
        return tuple(state.detach() for state in states)
    return states.detach()


def last_column(states):
    """The state of the last of some columns."""
    if isinstance(states, tuple):
        return tuple(state[:, -1:].contiguous() for state in states)
    return states[:, -1:].contiguous()
`;

/** The filter of seen-items.ts. */
const seenText = python`
def seen_items(items):
    """A Bloom filter of items, 20 bits for each, in base64."""
    bits = bytearray(max(8, math.ceil(len(items) * 20 / 8)))
    for item in items:
        first, second = 0x811C9DC5, 0x9E3779B9
        for token in item:
            first = (first ^ token + 1) * 0x01000193 & 0xFFFFFFFF
            second = ((second << 13 | second >> 19) ^ token) * 0x85EBCA6B & 0xFFFFFFFF
        first, second = mixed(first), mixed(second) | 1
        for i in range(14):
            bit = (first + i * second & 0xFFFFFFFF) % (len(bits) * 8)
            bits[bit >> 3] |= 1 << (bit & 7)
    return base64.b64encode(bits).decode()


def mixed(bits):
    once = (bits ^ bits >> 16) * 0x85EBCA6B & 0xFFFFFFFF
    twice = (once ^ once >> 13) * 0xC2B2AE35 & 0xFFFFFFFF
    return twice ^ twice >> 16
`;

const itemsText = python`
class Data(Generated):
    """Items, each after a start symbol and before an end."""

    kind = "items"

    def __init__(self, metadata, arguments, options, device):
        self.metadata, self.device = metadata, device
        self.alphabet = Alphabet(metadata["alphabet"], metadata["unknown"])
        self.label_names = [text_of(label) for label in metadata["labels"]]
        self.items, self.labels = [], []
        self.read(arguments.data)
        self.count = len(self.items)
        if isinstance(options.validation, str):
            self.read(options.validation)
        # The end's index, and the first of the start symbols.
        self.size = len(self.alphabet.symbols) + (self.alphabet.unknown is not None)
        labels = self.labels or [0] * len(self.items)
        self.inputs = [
            torch.tensor([self.size + label, *item])
            for item, label in zip(self.items, labels, strict=True)
        ]
        self.targets = [torch.tensor([*item, self.size]) for item in self.items]

    def read(self, path):
        """Appends the items of a file. Its first line tells JSON from text."""
        before, is_json = len(self.items), None
        for number, line in read_lines(path):
            where = f"{path}, line {number}"
            if is_json is None:
                is_json = isinstance(parsed(line), list)
            item = parsed(line) if is_json else line
            if self.label_names:
                item, label = item if is_json else item.rsplit("\t", 1)
                if text_of(label) not in self.label_names:
                    fail(f"{where}: expected a label of the model, got {label!r}")
                self.labels.append(self.label_names.index(text_of(label)))
            self.items.append(self.alphabet.encode(item, where))
        if len(self.items) == before:
            fail(f"{path}: expected at least one item, got none")

    def fingerprint(self):
        """By which checkpoints recognize the data."""
        own = Fingerprint().add_texts(self.alphabet.symbols).add_texts(self.label_names)
        digest = self.add_items(own, 0, self.count).digest()
        if len(self.items) == self.count:
            return digest
        held = self.add_items(Fingerprint(), self.count, len(self.items))
        return f"{digest}-{held.digest()}"

    def add_items(self, to, first, end):
        starts = [0]
        for item in self.items[first:end]:
            starts.append(starts[-1] + len(item))
        to.add(starts)
        for item in self.items[first:end]:
            to.add(item)
        return to.add(self.labels[first:end])

    def split(self, options):
        """The items to train on, and those that are held back."""
        everything = list(range(len(self.items)))
        training, held = everything[: self.count], everything[self.count :]
        given = 0 if held else options.validation
        size = held_back(self.count, given)
        if size:
            order = torch.randperm(self.count).tolist()
            training, held = order[: self.count - size], order[self.count - size :]
        tokens = [token for i in training for token in self.items[i]]
        self.metadata["counts"] = [*symbol_counts(tokens, self.size), len(training)]
        if self.labels:
            labels = [self.labels[i] for i in training]
            self.metadata["labelCounts"] = symbol_counts(labels, len(self.label_names))
        self.metadata["seen"] = seen_items(self.items[: self.count])
        return training, held


def text_of(label):
    """A label as JavaScript writes it."""
    if isinstance(label, bool):
        return "true" if label else "false"
    is_whole = isinstance(label, float) and label.is_integer()
    return str(int(label) if is_whole else label)
`;
