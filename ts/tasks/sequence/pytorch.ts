/**
 * What the PyTorch programs of classifiers and regressors have in common: files of sequences with an answer each.
 */
import type { OptionField } from "../../formats/pytorch/options.js";
import type { ProgramParts } from "../../formats/pytorch/program.js";
import { python } from "../../formats/pytorch/python.js";
import { alphabetText } from "../../formats/pytorch/text.js";
import type { JsonObject } from "../../model/file.js";
import type { SequenceReadout } from "./options.js";

/** The parts that follow from a model's metadata. */
export function sequenceParts(
  description: JsonObject,
): Pick<ProgramParts, "readout" | "imports"> & { readonly options: readonly OptionField[]; readonly text: string } {
  const isOfSymbols = description["alphabet"] !== undefined;
  const readout = description["readout"] as SequenceReadout;
  const inputs = isOfSymbols ? `${alphabetText}\n\n\n${symbolsText}` : numbersText;
  return {
    readout,
    options: isOfSymbols ? [["symbolDropout", "float", 0]] : [],
    imports: ["import csv", "import re", ...(readout === "last" ? [] : ["pad_packed_sequence"])],
    text: `${inputs}\n\n\n${filesText}\n\n\n${sequencesText}`,
  };
}

/** Symbols as inputs: `Inputs(metadata)` with encode, add_to and kept_options. */
const symbolsText = python`
class Inputs:
    """Sequences of symbols as indices."""

    def __init__(self, metadata):
        self.alphabet = Alphabet(metadata["alphabet"], metadata["unknown"])
        self.kept_options = {name: metadata[name] for name in ("alphabet", "unknown")}

    def encode(self, sequence, where):
        indices = self.alphabet.encode(sequence, where)
        return torch.tensor(indices), indices, None

    def add_to(self, fingerprint, raw, gaps):
        fingerprint.add(raw)
        fingerprint.add_texts(self.alphabet.symbols)
`;

/** Numbers as inputs. */
const numbersText = python`
class Inputs:
    """Sequences of numbers, scaled as the model's file says."""

    def __init__(self, metadata):
        self.metadata, self.columns = metadata, metadata["columns"]
        self.kept_options = {name: metadata[name] for name in ("scale", "missing")}

    def encode(self, sequence, where):
        """The inputs of a sequence, its numbers, and 1 for each that was missing."""
        rows = rows_of(sequence, self.columns, where)
        if not rows:
            fail(f"{where}: expected at least one step, got an empty sequence")
        gaps = [[int(cell is None) for cell in row] for row in rows]
        if any(map(any, gaps)) and self.metadata["missing"] == "error":
            fail(f"{where}: expected numbers, got none in a row")
        columns = [carried(column) for column in zip(*rows, strict=True)]
        inputs = [
            [mean if math.isnan(value) else value for value in column]
            for column, mean in zip(columns, self.metadata["means"], strict=True)
        ]
        scales = torch.tensor(self.metadata["scales"], dtype=torch.float64)
        values = (torch.tensor(inputs, dtype=torch.float64).T - scales[:, 0]) / scales[
            :, 1
        ]
        flags = torch.tensor(gaps)[:, self.metadata["gapColumns"]]
        numbers = [value for row in zip(*columns, strict=True) for value in row]
        flat_gaps = [gap for row in gaps for gap in row]
        return torch.cat([values.float(), flags.float()], 1), numbers, flat_gaps

    def add_to(self, fingerprint, raw, gaps):
        fingerprint.add(words_of(raw))
        if any(gaps):
            fingerprint.add(gaps)
        fingerprint.add_texts([str(column) for column in self.columns])


def rows_of(sequence, columns, where):
    """The rows of a table: numbers of one column, rows, row objects, or columns."""
    try:
        if isinstance(sequence, dict):
            rows = zip(*(sequence[column] for column in columns), strict=True)
        elif sequence and isinstance(sequence[0], dict):
            rows = ([row.get(column) for column in columns] for row in sequence)
        elif sequence and isinstance(sequence[0], list):
            rows = iter(sequence)
        else:
            rows = ([cell] for cell in sequence)
        return [[None if cell is None else float(cell) for cell in row] for row in rows]
    except (KeyError, TypeError, ValueError) as error:
        fail(f"{where}: expected numbers in the columns {columns}, got {error}")


def carried(column):
    """A column whose gaps repeat the number before them, or the first one."""
    first = next((cell for cell in column if cell is not None), math.nan)
    last, cells = first, []
    for cell in column:
        last = last if cell is None else cell
        cells.append(last)
    return cells
`;

/** Readers of files, and the bits of numbers. */
const filesText = python`
def words_of(numbers):
    """The bits of numbers, as integers."""
    return struct.unpack(
        f"<{2 * len(numbers)}i", struct.pack(f"<{len(numbers)}d", *numbers)
    )


def read_csv(path):
    """The columns of a CSV file, and its rows."""
    try:
        with open(path, encoding="utf-8-sig", newline="") as file:
            header, *rows = [row for row in csv.reader(file) if row]
    except (OSError, UnicodeDecodeError, ValueError) as error:
        fail(f"cannot read {path}: {error}")
    return [name.strip() for name in header], rows


def number_in(cell, where):
    """A number; None for a blank cell."""
    try:
        return float(cell) if cell.strip() else None
    except ValueError:
        fail(f"{where}: expected a number, got {cell!r}")


def read_answered(path, column, answer_of):
    """Sequences with their answers, and where each is."""
    if Path(path).is_dir():
        by_number = sorted(Path(path).glob("*.[cC][sS][vV]"), key=number_order)
        for file in by_number:
            columns, rows = read_csv(file)
            cells = [[number_in(cell, file) for cell in row] for row in rows]
            sequence = dict(zip(columns, zip(*cells, strict=True), strict=True))
            yield sequence, answer_of(re.sub(r"-\d+$", "", file.stem), file), file
    elif column:
        columns, rows = read_csv(path)
        if column not in columns:
            fail(f"{path}: expected a column {column}, got {', '.join(columns)}")
        at = columns.index(column)
        for number, row in enumerate(rows, 2):
            where = f"{path}, row {number}"
            cells = row[:at] + row[at + 1 :]
            numbers = cells if len(cells) == 1 else [number_in(c, where) for c in cells]
            yield (
                numbers[0] if len(cells) == 1 else numbers,
                answer_of(row[at], where),
                where,
            )
    else:
        yield from read_answered_lines(path, answer_of)


def read_answered_lines(path, answer_of):
    """The same from lines: sequence TAB answer, or JSON arrays of the two."""
    is_json = None
    for number, line in read_lines(path):
        where = f"{path}, line {number}"
        if is_json is None:
            is_json = isinstance(parsed(line), list)
        item = parsed(line) if is_json else line.split("\t")
        if not isinstance(item, list) or len(item) != 2:
            fail(f"{where}: expected {DATA_FILE}")
        yield item[0], item[1] if is_json else answer_of(item[1], where), where


def number_order(path):
    """shake-2.csv before shake-10.csv."""
    parts = re.split(r"(\d+)", path.name.lower())
    return [(part.isdigit(), int(part) if part.isdigit() else part) for part in parts]
`;

/** The base of the class Data. */
const sequencesText = python`
class Sequences(Source):
    """Sequences of files, with an answer each: those of --data, then --validation's."""

    def __init__(self, metadata, arguments, options, device):
        self.metadata, self.device = metadata, device
        self.encoder = Inputs(metadata)
        self.inputs, self.raw, self.gaps, self.answers = [], [], [], []
        self.read(arguments, arguments.data)
        self.count = len(self.inputs)
        self.trained_inputs = self.inputs
        self.symbol_dropout = getattr(options, "symbol_dropout", 0)
        if isinstance(options.validation, str):
            self.read(arguments, options.validation)

    def read(self, arguments, path):
        before = len(self.inputs)
        column = getattr(arguments, self.column)
        for sequence, answer, where in read_answered(path, column, self.answer_of):
            inputs, raw, gaps = self.encoder.encode(sequence, where)
            if len(inputs) == 0:
                fail(f"{where}: expected at least one step, got an empty sequence")
            self.inputs.append(inputs)
            self.raw.append(raw)
            self.gaps.append(gaps)
            self.answers.append(self.encoded(answer, where))
        if len(self.inputs) == before:
            fail(f"{path}: expected at least one sequence, got none")

    def fingerprint(self):
        """By which checkpoints recognize the data."""
        digest = self.digest(0, self.count)
        if len(self.inputs) == self.count:
            return digest
        return f"{digest}-{self.digest(self.count, len(self.inputs))}"

    def digest(self, first, end):
        starts = [0]
        for inputs in self.inputs[first:end]:
            starts.append(starts[-1] + len(inputs))
        to = Fingerprint().add(starts)
        raw = [value for values in self.raw[first:end] for value in values]
        gaps = [gap for flags in self.gaps[first:end] for gap in flags or []]
        self.encoder.add_to(to, raw, gaps)
        self.add_answers(to, self.answers[first:end])
        return to.digest()

    def split(self, options):
        """The sequences to train on, and those that are held back."""
        everything = list(range(len(self.inputs)))
        training, held = everything[: self.count], everything[self.count :]
        share = 0 if held else options.validation
        if share >= 1:
            share = held_back(self.count, share) / self.count
        if share:
            training, held = self.drawn_split(share)
        self.began(training, options)
        return training, held

    def begin_epoch(self, world):
        """Makes some symbols unknown, others in each epoch."""
        if self.symbol_dropout == 0:
            return
        lengths = [len(inputs) for inputs in self.inputs[: self.count]]
        draws = world.from_first(torch.randint(0, 2**24, [sum(lengths)]))
        is_dropped = (draws < math.ceil(self.symbol_dropout * 2**24)).split(lengths)
        unknown = len(self.encoder.alphabet.symbols)
        self.trained_inputs = [
            inputs.masked_fill(where, unknown)
            for inputs, where in zip(self.inputs, is_dropped)
        ]

    def continue_from(self, carried, world):
        self.begin_epoch(world)

    def symbols(self, batch):
        return sum(len(self.inputs[i]) for i in batch)

    def outputs(self, model, which):
        """The network's outputs for some sequences."""
        all_inputs = self.trained_inputs if model.training else self.inputs
        inputs = [all_inputs[i] for i in which]
        lengths = torch.tensor([len(sequence) for sequence in inputs])
        return model(pad_sequence(inputs).to(self.device), lengths)
`;
