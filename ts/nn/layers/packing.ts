/**
 * Sequences of different lengths as the core runs them: longest first, step by step, without padding (PyTorch's
 * `pack_padded_sequence` with `enforce_sorted=False`).
 */

import { byLength, stillRunning } from "../../data/packing.js";
import { isInt32Array } from "../../errors/realms.js";
import { checkInteger, invalidOption } from "../../errors/validate.js";
import { mismatch } from "../arrays/mismatch.js";
import { flat } from "../arrays/storage.js";
import { checkTensor } from "../tensor/operands.js";
import { Tensor } from "../tensor/tensor.js";

/** A batch of T steps and B sequences, and the order of its rows in the core. */
export interface Packing {
  readonly steps: number;
  readonly batch: number;
  /** The number of rows without padding. */
  readonly rows: number;
  /** Whether the order or number of rows differs from the input. */
  readonly mapped: boolean;
  /** The map that the core reads: the number of sequences at each step, the index of each packed row, the index of each sequence. */
  readonly words: Uint32Array | undefined;
}

/**
 * Packs a batch.
 * @param batchFirst whether row (t, b) is at b·T + t instead of t·B + b
 * @param lengths the length of each sequence, in any order; undefined: all T
 */
export function pack(
  steps: number,
  batch: number,
  batchFirst: boolean,
  lengths: readonly number[] | undefined,
): Packing {
  if (!lengths && (!batchFirst || batch === 1)) {
    return { steps, batch, rows: steps * batch, mapped: false, words: undefined };
  }
  const given = lengths ?? new Array<number>(batch).fill(steps);
  const order = byLength(given);
  const sorted = order.map((b) => given[b] as number);
  const longest = sorted[0] as number;
  const rows = sorted.reduce((sum, length) => sum + length, 0);
  const words = new Uint32Array(longest + rows + batch);
  let at = longest;
  let running = batch;
  for (let t = 0; t < longest; t++) {
    running = stillRunning(sorted, running, t);
    words[t] = running;
    for (let i = 0; i < running; i++)
      words[at++] = batchFirst ? (order[i] as number) * steps + t : t * batch + (order[i] as number);
  }
  words.set(order, at);
  return { steps: longest, batch, rows, mapped: true, words };
}

/** Checks the lengths of sequences. @throws RnnError `ERR_INVALID_OPTION`, `ERR_SHAPE`, `ERR_DTYPE` */
export function checkLengths(lengths: unknown, steps: number, batch: number): readonly number[] {
  const given = lengths instanceof Tensor ? flat(checkTensor("lengths", lengths, "int32")) : lengths;
  if (!Array.isArray(given) && !isInt32Array(given))
    throw invalidOption("lengths", "an array of sequence lengths", lengths);
  if (given.length !== batch)
    throw mismatch("ERR_SHAPE", "lengths", `${batch}, one for each sequence`, String(given.length));
  return Array.from(given as ArrayLike<number>, (length, b) => checkInteger(`lengths[${b}]`, length, 1, steps));
}
