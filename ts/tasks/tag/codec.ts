/**
 * The codec of a tagger: its input and output symbols, and the kind of its output sequences. Its file stores them as metadata.
 */
import type { SequenceKind, SymbolSequence } from "../../data/sequence.js";
import type { Vocabulary } from "../../data/vocabulary.js";
import type { JsonObject } from "../../model/file.js";

export interface TagCodec {
  readonly alphabet: Vocabulary;
  readonly outputAlphabet: Vocabulary;
  /** The kind of output sequences. */
  readonly kind: SequenceKind;
}

export const encodeCodec = ({ alphabet, outputAlphabet, kind }: TagCodec): JsonObject => ({
  alphabet: alphabet.asGiven,
  outputAlphabet: outputAlphabet.asGiven,
  unknown: alphabet.unknown,
  kind,
});

/** Decodes classes to a sequence of the codec's kind. */
export function decodeClasses({ kind, outputAlphabet }: TagCodec, classes: Int32Array | Uint32Array): SymbolSequence {
  if (kind === "text") return outputAlphabet.textOf(classes);
  if (kind === "list") return Array.from(classes, (index) => outputAlphabet.symbol(index));
  return Int32Array.from(classes);
}
