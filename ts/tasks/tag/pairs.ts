/**
 * Pairs of sequences: as they are given, and as they are kept.
 */

import type { Sequence } from "../../data/sequence.js";
import { invalidOption } from "../../errors/validate.js";

/** An input and its target, of equal length in symbols. */
export type Pair<Target extends Sequence = Sequence> = readonly [input: Sequence, target: Target];

/** Whatever iterates over pairs: an array, a generator, a stream; endless too. */
export type PairSource<Target extends Sequence = Sequence> = Iterable<Pair<Target>> | AsyncIterable<Pair<Target>>;

/** @throws RnnError `ERR_INVALID_OPTION` for what does not iterate, and for a text, which iterates over letters */
export function checkPairs(name: string, pairs: unknown): PairSource {
  const isIterable =
    typeof pairs === "object" && pairs !== null && (Symbol.iterator in pairs || Symbol.asyncIterator in pairs);
  if (!isIterable) throw invalidOption(name, "an array or iterable of [input, target]", pairs);
  return pairs as PairSource;
}
