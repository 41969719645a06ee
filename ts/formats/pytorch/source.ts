/**
 * What the class Data of every program has, in Python, and what those share whose sequences have a class at each step.
 */
import { python } from "./python.js";

/** The base of the class Data: sequences in batches, with nothing to carry from one to the next. */
export const sourceText = python`
class Source:
    """Data as the loop asks for it."""

    # Options that this data does not have.
    without = ()

    def judged_with(self, training, held):
        """Sequences that are scored too where those held back are too few."""
        return []

    def begin_epoch(self, world):
        pass

    def continue_from(self, carried, world):
        pass

    def carried(self, world):
        """What the next update begins with, if it is not zeros."""

    def batches(self, order, batch_size, world):
        """Each batch of an epoch, and this process's part of it."""
        return world.batches(order, batch_size)

    def steps_per_epoch(self, count, batch_size):
        return math.ceil(count / batch_size)

    def evaluate(self, network, which, size, world):
        """Sums of the scores over some sequences, which all processes share."""
        totals = [0.0] * self.validation_size
        own = which[world.rank :: world.size]
        for start in range(0, len(own), size):
            sums = self.validation_sums(network, own[start : start + size])
            totals = [a + b for a, b in zip(totals, sums.tolist(), strict=True)]
        return world.sum(totals)


def held_back(count, share):
    """How many of some are held back: a number, or a share of at least one."""
    if share >= 1:
        if share >= count or share % 1:
            fail(f"validation: expected a share, or a count below {count}, got {share}")
        return int(share)
    if share == 0 or count < 2:
        return 0
    return min(max(math.floor(count * share + 0.5), 1), count - 1)
`;

/** Sequences of inputs with a class for each: those of the lists `inputs` and `targets`. */
export const alignedText = python`
class Aligned(Source):
    """Sequences of symbols with a class for each symbol."""

    validation_size = 3

    def symbols(self, batch):
        return sum(len(self.inputs[i]) for i in batch)

    # What the sum of a batch's losses is divided by.
    weight = symbols

    def training_sums(self, model, which):
        """Loss, symbols that are right, and symbols, over some sequences."""
        lengths = torch.tensor([len(self.inputs[i]) for i in which])
        inputs = pad_sequence([self.inputs[i] for i in which]).to(self.device)
        targets = pad_sequence([self.targets[i] for i in which]).to(self.device)
        logits = model(inputs, lengths)
        wanted = pack_padded_sequence(targets, lengths, enforce_sorted=False).data
        return class_sums(logits, wanted)

    validation_sums = training_sums

    def training_scores(self, totals, weight, batch):
        return self.validation_scores([*totals[:2], weight])

    def validation_scores(self, totals):
        loss, right, symbols = totals
        return {"loss": loss / symbols, "accuracy": right / symbols}


def class_sums(logits, targets):
    """Loss, rows that are right, and rows."""
    loss = F.cross_entropy(logits, targets, reduction="sum")
    right = (logits.argmax(1) == targets).sum()
    return torch.stack([loss, right.to(loss), loss.new_tensor(len(targets))])
`;
