/**
 * The PyTorch program of regressors.
 */

import { lossText } from "../../formats/pytorch/losses.js";
import type { PyTorchExport } from "../../formats/pytorch/program.js";
import { python } from "../../formats/pytorch/python.js";
import { runDefaults } from "../../formats/pytorch/run-defaults.js";
import { defaultValidation, sequenceStop } from "../sequence/options.js";
import { sequenceParts } from "../sequence/pytorch.js";
import type { RegressLoss } from "./network.js";
import { regressDefaults } from "./options.js";

export const regressPyTorch: PyTorchExport = {
  kinds: ["valued"],
  defaults: () => runDefaults(regressDefaults, sequenceStop, { shuffle: true, validation: defaultValidation }),
  parts(_, description) {
    const { text, ...parts } = sequenceParts(description);
    return {
      ...parts,
      about: "a regressor of sequences",
      data: "lines of sequence TAB number, JSON arrays of the two, or CSV",
      file: "valued.tsv",
      flags: ['("--value", help="the column of a CSV file that has the values")'],
      text: `${text}\n\n\n${lossText(description["loss"] as RegressLoss)}\n\n\n${dataText}`,
    };
  },
};

const dataText = python`
class Data(Sequences):
    """Sequences with a value each, and how well a network estimates the values."""

    kind = "valued"
    column = "value"

    def __init__(self, metadata, arguments, options, device):
        self.values = metadata["values"]
        super().__init__(metadata, arguments, options, device)
        self.scales = torch.tensor(self.values["scales"], dtype=torch.float64)
        self.raw_targets = torch.tensor(self.answers, dtype=torch.float64)
        scaled = (self.raw_targets - self.scales[:, 0]) / self.scales[:, 1]
        self.targets = scaled.float()

    def answer_of(self, text, where):
        return number_in(text, where)

    def encoded(self, value, where):
        """The numbers of a value: itself, a list, or an object."""
        if isinstance(value, dict):
            value = [value[column] for column in self.values["columns"]]
        numbers = value if isinstance(value, list) else [value]
        if None in numbers or len(numbers) != len(self.values["columns"]):
            fail(
                f"{where}: expected {len(self.values['columns'])} numbers, got {value}"
            )
        return [float(number) for number in numbers]

    def add_answers(self, to, answers):
        to.add(words_of([number for numbers in answers for number in numbers]))

    def kept_options(self):
        """The options that a checkpoint keeps beside those of the run."""
        own = {name: self.metadata[name] for name in ("readout", "loss")}
        return {**own, **self.encoder.kept_options}

    def drawn_split(self, share):
        order = torch.randperm(self.count).tolist()
        kept = self.count - held_back(self.count, share)
        return order[:kept], order[kept:]

    def began(self, training, options):
        pass

    def weight(self, batch):
        """What the sum of a batch's losses is divided by: its numbers."""
        return len(batch) * self.targets.shape[1]

    def training_sums(self, model, which):
        """The loss of scaled values."""
        targets = self.targets[which].to(self.device)
        return loss_of(self.outputs(model, which), targets)[None]

    def training_scores(self, totals, weight, batch):
        return {"loss": totals[0] / weight}

    validation_size = 3

    def validation_sums(self, model, which):
        """Loss, absolute errors in the values' own units, and numbers."""
        outputs = self.outputs(model, which)
        loss = loss_of(outputs, self.targets[which].to(self.device))
        estimates = outputs[:, : self.targets.shape[1]].cpu().double()
        restored = estimates * self.scales[:, 1] + self.scales[:, 0]
        errors = (restored - self.raw_targets[which]).abs().sum()
        return torch.stack(
            [loss.cpu().double(), errors, errors.new_tensor(self.weight(which))]
        )

    def validation_scores(self, totals):
        loss, errors, numbers = totals
        return {"loss": loss / numbers, "mae": errors / numbers}
`;
