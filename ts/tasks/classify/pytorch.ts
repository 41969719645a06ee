/**
 * The PyTorch program of classifiers.
 */
import type { PyTorchExport } from "../../formats/pytorch/program.js";
import { python } from "../../formats/pytorch/python.js";
import { runDefaults } from "../../formats/pytorch/run-defaults.js";
import { defaultValidation } from "../sequence/options.js";
import { sequenceParts } from "../sequence/pytorch.js";
import { classifyDefaults, classifyStop, weightDecayOfNumbers } from "./options.js";

export const classifyPyTorch: PyTorchExport = {
  kinds: ["labeled"],
  defaults(description) {
    const isOfSymbols = description["alphabet"] !== undefined;
    const defaults = isOfSymbols ? classifyDefaults : { ...classifyDefaults, weightDecay: weightDecayOfNumbers };
    return runDefaults(defaults, classifyStop, { shuffle: true, validation: defaultValidation });
  },
  parts(_, description) {
    const { text, ...parts } = sequenceParts(description);
    return {
      ...parts,
      about: "a classifier of sequences",
      data: "lines of sequence TAB label, JSON arrays of the two, CSV, or a folder",
      file: "labeled.tsv",
      options: [
        ...parts.options,
        ["classWeights", "str | list | dict | None", null],
        ["labelSmoothing", "float", 0],
        ["monitor", "str | None", null],
      ],
      flags: ['("--label", help="the column of a CSV file that has the labels")'],
      text: `${text}\n\n\n${dataText}`,
    };
  },
};

const dataText = python`
def text_of(label):
    """A label as JavaScript writes it."""
    if isinstance(label, bool):
        return "true" if label else "false"
    is_whole = isinstance(label, float) and label.is_integer()
    return str(int(label) if is_whole else label)


class Data(Sequences):
    """Sequences with a label each, and how well a network tells the labels."""

    kind = "labeled"
    column = "label"

    def __init__(self, metadata, arguments, options, device):
        self.classes = [text_of(label) for label in metadata["classes"]]
        self.validation_size = 2 + len(self.classes) ** 2
        super().__init__(metadata, arguments, options, device)
        self.targets = torch.tensor(self.answers)

    def answer_of(self, text, where):
        return text

    def encoded(self, label, where):
        if text_of(label) not in self.classes:
            fail(f"{where}: expected a label of the model, got {label!r}")
        return self.classes.index(text_of(label))

    def add_answers(self, to, answers):
        to.add(answers)
        to.add_texts(self.classes)

    def kept_options(self):
        """The options that a checkpoint keeps beside those of the run."""
        own = {name: self.metadata[name] for name in ("readout", "classes")}
        return {**own, **self.encoder.kept_options}

    def drawn_split(self, share):
        """Holds back a share of each class."""
        training, held = [], []
        for label in range(len(self.classes)):
            members = [i for i in range(self.count) if self.answers[i] == label]
            order = torch.randperm(len(members)).tolist()
            kept = len(members) - held_back(len(members), share)
            training += [members[i] for i in order[:kept]]
            held += [members[i] for i in order[kept:]]
        return training, held

    def began(self, training, options):
        """Counts the classes of the training part, and weights them in the loss."""
        counts = [0] * len(self.classes)
        for i in training:
            counts[self.answers[i]] += 1
        self.metadata["counts"] = counts
        self.smoothing = options.label_smoothing
        given = options.class_weights
        weights = [1.0] * len(counts)
        if given == "balanced":
            size = len(training) / len(counts)
            weights = [size / count if count else 1.0 for count in counts]
        elif isinstance(given, dict):
            weights = [given.get(label, 1.0) for label in self.classes]
        elif given is not None:
            weights = given
        self.class_weights = torch.tensor(weights, device=self.device)

    def weight(self, batch):
        """What the sum of a batch's losses is divided by."""
        return self.class_weights[self.targets[batch].to(self.device)].sum().item()

    def training_sums(self, model, which):
        """Loss with weights and smoothing, and sequences that are right."""
        outputs = self.outputs(model, which)
        targets = self.targets[which].to(self.device)
        loss = F.cross_entropy(
            outputs,
            targets,
            weight=self.class_weights,
            label_smoothing=self.smoothing,
            reduction="sum",
        )
        return torch.stack([loss, (outputs.argmax(1) == targets).sum().to(loss)])

    def training_scores(self, totals, weight, batch):
        return {"loss": totals[0] / weight, "accuracy": totals[1] / len(batch)}

    def validation_sums(self, model, which):
        """Plain loss, sequences, and how often each class was answered with each."""
        outputs = self.outputs(model, which)
        targets = self.targets[which].to(self.device)
        loss = F.cross_entropy(outputs, targets, reduction="sum")
        size = len(self.classes)
        counts = torch.bincount(targets * size + outputs.argmax(1), minlength=size**2)
        return torch.cat([loss[None], loss.new_tensor([len(which)]), counts.to(loss)])

    def validation_scores(self, totals):
        loss, count, *counts = totals
        table = torch.tensor(counts).view(len(self.classes), len(self.classes))
        right = table.diagonal()
        # Of each class 2TP / (2TP + FP + FN); 0 for a class without any.
        f1 = 2 * right / (table.sum(0) + table.sum(1)).clamp(min=1)
        scores = {"loss": loss / count, "accuracy": right.sum().item() / count}
        return {**scores, "macroF1": f1.mean().item()}
`;
