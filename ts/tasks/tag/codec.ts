/**
 * The symbols of a tagger, in and out, and the kind of sequences that it answers with: what its file keeps beside the weights.
 */
import type { SequenceKind, SymbolSequence } from "../../data/sequence.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import { RnnError } from "../../errors/rnn-error.js";
import type { JsonObject } from "../../model/file.js";

export interface TagCodec {
  readonly alphabet: Vocabulary;
  readonly outputAlphabet: Vocabulary;
  /** What it answers with. */
  readonly kind: SequenceKind;
}

export const encodeCodec = ({ alphabet, outputAlphabet, kind }: TagCodec): JsonObject => ({
  alphabet: alphabet.asGiven,
  outputAlphabet: outputAlphabet.asGiven,
  unknown: alphabet.unknown,
  kind,
});

/** The symbols of classes, as a sequence of the codec's kind. */
export function decodeClasses({ kind, outputAlphabet }: TagCodec, classes: Int32Array | Uint32Array): SymbolSequence {
  if (kind === "text") return textOf(outputAlphabet, classes);
  if (kind === "list") return Array.from(classes, (index) => outputAlphabet.symbol(index));
  return Int32Array.from(classes);
}

export function textOf(alphabet: Vocabulary, indices: Int32Array | Uint32Array): string {
  let text = "";
  for (const index of indices) text += alphabet.symbol(index);
  return text;
}

/** The error for weights without symbols: a file or state dict of PyTorch's has none, and no option gave them. */
export const missingAlphabet = (name: "alphabet" | "outputAlphabet", size: number): RnnError =>
  new RnnError(
    "ERR_FORMAT",
    `${name}: expected ${size} symbols as an option (the weights have none with them), got undefined`,
  );
