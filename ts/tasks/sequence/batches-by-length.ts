/**
 * Passes over many sequences in batches of similar lengths.
 */
import { type BatchLayout, layoutOf } from "../../core/network-batches.js";
import {
  type BatchArrays,
  Batches,
  countOf,
  endOfBatch,
  longestFirst,
  type SequenceBounds,
  type Sequences,
} from "../../data/batches.js";
import { rowsAtOnce } from "../../model/config.js";
import { type ModelWeights, networkWith } from "../../model/inference.js";
import type { NetworkInputs } from "./input.js";

/** A batch of sequences. */
export interface SequenceBatch {
  readonly batches: BatchArrays;
  readonly first: 0;
  readonly count: 1;
  /** The index of each sequence, in the order of the network's answers. */
  readonly sequences: readonly number[];
}

/**
 * Packs sequences batch by batch. Each is valid until the next one is asked for.
 * @param rows about how many a batch has
 * @param which the sequences; default all
 */
export function* batchesByLength(
  sequences: Sequences,
  layout: BatchLayout,
  rows: number,
  which?: ArrayLike<number>,
): Generator<SequenceBatch> {
  const order = longestFirst(sequences, which ?? countOf(sequences));
  const batches = new Batches(layout);
  for (let first = 0; first < order.length; ) {
    const end = endOfBatch(sequences, order, first, rows);
    batches.restart().pack(sequences, order, first, end);
    const which = Array.from({ length: end - first }, (_, i) => order[first + i] as number);
    yield { batches, first: 0, count: 1, sequences: which };
    first = end;
  }
}

/** The network's outputs for each sequence, `size` numbers each, in the order of the sequences. */
export function outputsOf(weights: ModelWeights, inputs: NetworkInputs, bounds: SequenceBounds): Float32Array {
  const count = countOf(bounds);
  const { output } = weights.config;
  const outputs = new Float32Array(count * output.size);
  // Batches have targets, which predicting does not read.
  const isOfClasses = output.loss.kind === "crossEntropy";
  const targets = isOfClasses ? new Int32Array(count) : new Float32Array(count * output.size);
  const all = { inputs, targets, ...bounds };
  const { config } = weights;
  for (const { batches, sequences } of batchesByLength(all, layoutOf(config), rowsAtOnce(config))) {
    const network = networkWith(weights);
    network.load(batches, 0, 1);
    const found = network.predict(sequences.length);
    for (let i = 0; i < sequences.length; i++)
      outputs.set(found.subarray(i * output.size, (i + 1) * output.size), (sequences[i] as number) * output.size);
  }
  return outputs;
}
