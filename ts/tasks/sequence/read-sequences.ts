/**
 * Reads the sequences of a run, and finds what they are: symbols or numbers, and of which alphabet or columns.
 */

import { readItems } from "../../data/read-items.js";
import { type MissingPolicy, readTable } from "../../data/read-table.js";
import type { ReadingControl } from "../../data/reading.js";
import type { ScaleMethod } from "../../data/scaling.js";
import { IntList } from "../../data/sequence.js";
import { Vocabulary } from "../../data/vocabulary.js";
import { isInt32Array } from "../../errors/realms.js";
import { invalidOption } from "../../errors/validate.js";
import type { NetworkShape } from "../../model/config.js";
import { missingAlphabet } from "../symbol-weights.js";
import type { AnsweredItems } from "./answered-data.js";
import { emptySequence, NumberInput, type SequenceInput, SymbolInput } from "./input.js";
import type { InputOptions } from "./options.js";
import { NumberRowList, type StepRows } from "./rows.js";

/** Sequences one after another: the rows of sequence i are starts[i] … starts[i + 1] − 1. */
export interface ReadSequences {
  readonly rows: StepRows;
  readonly starts: Int32Array;
}

/** Reads one set of sequences after another, all of the same kind. */
export interface SequenceReader {
  /** @throws RnnError that names the sequence and the place in it */
  read(items: AnsweredItems, control: ReadingControl): Promise<ReadSequences>;
  /** What the sequences are, when all of them were read. */
  close(): SequenceInput;
}

/** What is known of the input before the data is read. */
export interface KnownInput {
  /** That of the weights or the checkpoint of a run. */
  readonly own: SequenceInput | undefined;
  /** That of the model which gave the state dict to start from. Only its symbols hold. */
  readonly origin?: SequenceInput | undefined;
  /** The network's input in weights to start from. */
  readonly shape: NetworkShape["input"] | undefined;
}

/**
 * @param first the first sequence, which tells symbols from numbers
 * @throws RnnError `ERR_INVALID_OPTION` for options that such sequences do not have, or that contradict the weights
 */
export function readerFor(first: unknown, options: InputOptions, known: KnownInput): SequenceReader {
  const kind = known.own?.kind ?? (isOfSymbols(first) ? "symbols" : "numbers");
  for (const name of lacking[kind])
    if (options[name] !== undefined)
      throw invalidOption(name, `no such option for sequences of ${kind}`, options[name]);
  return kind === "symbols" ? symbolReader(options, known) : numberReader(options, known);
}

/** Options that each kind of sequences lacks. The values of a regressor are scaled whatever its sequences are. */
const lacking = {
  symbols: ["missing"],
  numbers: ["alphabet", "unknown", "embeddingDim", "symbolDropout"],
} as const satisfies Record<string, readonly (keyof InputOptions)[]>;

const isOfSymbols = (sequence: unknown): boolean =>
  typeof sequence === "string" ||
  isInt32Array(sequence) ||
  (Array.isArray(sequence) && sequence.some((item) => typeof item === "string"));

function symbolReader(options: InputOptions, { own, origin, shape }: KnownInput): SequenceReader {
  const known = own ?? origin;
  const ofWeights = known?.kind === "symbols" ? known.alphabet : undefined;
  const given = options.alphabet ?? ofWeights?.asGiven;
  // Symbols in the order of other data would be other rows of the embedding than those that were trained.
  if (given === undefined && shape?.kind === "tokens") throw missingAlphabet("alphabet", shape.vocabSize);
  const { symbolDropout = 0 } = options;
  const unknown = options.unknown ?? ofWeights?.unknown ?? (symbolDropout > 0 ? "symbol" : "error");
  if (symbolDropout > 0 && unknown === "error")
    throw invalidOption("unknown", '"symbol", by which symbolDropout replaces symbols', unknown);
  const alphabet = new Vocabulary("alphabet", given, unknown);
  return {
    async read(items, control) {
      const [tokens, starts] = [new IntList(), new IntList()];
      await readEach(items, starts, control, (sequence, name) => {
        alphabet.encode(sequence, name, tokens);
        return tokens.length;
      });
      return { rows: { kind: "tokens", tokens: tokens.take() }, starts: starts.take() };
    },
    close: () => new SymbolInput(alphabet.close()),
  };
}

function numberReader(options: InputOptions, { own }: KnownInput): SequenceReader {
  const ofWeights = own?.kind === "numbers" ? own : undefined;
  for (const name of ["scale", "missing"] as const)
    if (ofWeights && options[name] !== undefined && options[name] !== ofWeights[name])
      throw invalidOption(name, `"${ofWeights[name]}", as in the weights`, options[name]);
  const missing: MissingPolicy = options.missing ?? ofWeights?.missing ?? "error";
  const scale: ScaleMethod = options.scale ?? ofWeights?.scale ?? "standard";
  let form = ofWeights?.form;
  const withGaps = new Set<number>();
  let isFirstSet = true;
  return {
    async read(items, control) {
      const [list, starts] = [new NumberRowList(), new IntList()];
      let rows = 0;
      await readEach(items, starts, control, (sequence, name) => {
        const table = readTable(sequence, name(), { expected: form, missing });
        const width = table.form.columns.length;
        if (width > 0) form ??= table.form;
        list.add(table.values, table.gaps);
        if (isFirstSet)
          table.gaps?.forEach((isGap, at) => {
            if (isGap) withGaps.add(at % width);
          });
        rows += table.rows;
        return rows;
      });
      isFirstSet = false;
      return { rows: list.take(form?.columns.length ?? 0), starts: starts.take() };
    },
    close() {
      const gapColumns = ofWeights?.gapColumns ?? [...withGaps].sort((a, b) => a - b);
      // There is a form, because there is a sequence that is not empty.
      const settings = { form: form as NonNullable<typeof form>, scale, missing, gapColumns };
      return new NumberInput(settings, ofWeights?.scaling);
    },
  };
}

/**
 * @param take appends a sequence
 * @returns the number of rows with it
 */
async function readEach(
  { sequences, sequenceName }: AnsweredItems,
  starts: IntList,
  control: ReadingControl,
  take: (sequence: unknown, name: () => string) => number,
): Promise<void> {
  let [index, before] = [0, 0];
  starts.push(0);
  await readItems(
    sequences,
    (sequence) => {
      const at = index++;
      const end = take(sequence, () => sequenceName(at));
      if (end === before) throw emptySequence(sequenceName(at));
      starts.push(end);
      before = end;
    },
    control,
  );
}
