/**
 * The codec of a generator: its symbols, the kind of its data, and what it keeps of that data. Its file stores them as metadata.
 */
import type { Label } from "../../data/labels.js";
import type { SequenceKind } from "../../data/sequence.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import type { JsonObject } from "../../model/file.js";
import type { SeenItems } from "./seen-items.js";

/** Running text, or items with a beginning and an end. */
export type Form = "text" | "items";

export interface GenerateCodec {
  readonly form: Form;
  readonly alphabet: Vocabulary;
  /** Whether texts are strings, or arrays of symbols. */
  readonly kind: Exclude<SequenceKind, "indices">;
  /** The labels of the items; empty without labels. */
  readonly labels: readonly Label[];
  /** How often each label is in the training part. */
  readonly labelCounts: readonly number[];
  /** How often each output is in the training part, the end of items last. */
  readonly counts: readonly number[];
  /** The items of the data. */
  readonly seen: SeenItems | undefined;
}

export const encodeCodec = ({ alphabet, seen, ...codec }: GenerateCodec): JsonObject => ({
  ...codec,
  alphabet: alphabet.asGiven,
  unknown: alphabet.unknown,
  seen: seen?.toText(),
});

/** Symbols of indices as a text of the codec's kind. */
export const textOf = ({ alphabet, kind }: GenerateCodec, indices: ArrayLike<number>): string | string[] => {
  const symbols = Array.from(indices, (index) => alphabet.symbol(index));
  return kind === "text" ? symbols.join("") : symbols;
};

/** The inputs and outputs of the network, and the indices that are no symbols. */
export function sizesOf(form: Form, alphabetSize: number, labelCount: number) {
  const isItems = form === "items";
  return {
    /** Symbols, then the start of items, or one for each label. */
    vocabSize: alphabetSize + (isItems ? Math.max(labelCount, 1) : 0),
    /** Symbols, then the end of items. */
    numClasses: alphabetSize + (isItems ? 1 : 0),
  };
}

/** The input that begins an item of a label, by index. */
export const startOf = ({ alphabet }: GenerateCodec, label: number): number => alphabet.size + label;

/** The output that ends an item; undefined for running text. */
export const endOf = ({ form, alphabet }: GenerateCodec): number | undefined =>
  form === "items" ? alphabet.size : undefined;

/** The output that is never drawn. */
export const unknownOf = ({ alphabet }: GenerateCodec): number | undefined =>
  alphabet.unknown === "symbol" ? alphabet.symbols.length : undefined;

/** The probability of each label. */
export const labelWeights = ({ labelCounts }: GenerateCodec): Float32Array => {
  const total = labelCounts.reduce((a, b) => a + b, 0);
  return Float32Array.from(labelCounts, (count) => (total > 0 ? count / total : 1 / labelCounts.length));
};
