/**
 * Passes over many sequences in batches of similar lengths.
 */
import type { Network } from "../../core/network.js";
import { layoutOf } from "../../core/network-batches.js";
import { Batches, countOf, endOfBatch, longestFirst, type SequenceBounds, type Sequences } from "../../data/batches.js";
import { rowsAtOnce } from "../../model/config.js";
import { type ModelWeights, networkWith } from "../../model/inference.js";
import type { NetworkInputs } from "./input.js";

/** Sequences in a network's queue. */
export interface LoadedBatch {
  readonly network: Network;
  /** The index of each sequence, in the order of the network's answers. */
  readonly sequences: ArrayLike<number>;
}

/**
 * Loads sequences batch by batch. Each is to be used before the next one is asked for.
 * @param network asked for each batch, because others may use the same one in between
 * @param rows about how many a batch has
 * @param which the sequences; default all
 */
export function* batchesByLength(
  network: () => Network,
  sequences: Sequences,
  rows: number,
  which?: ArrayLike<number>,
): Generator<LoadedBatch> {
  const order = longestFirst(sequences, which ?? countOf(sequences));
  const batches = new Batches(layoutOf(network().config));
  for (let first = 0; first < order.length; ) {
    const end = endOfBatch(sequences, order, first, rows);
    batches.restart().pack(sequences, order, first, end);
    const loaded = network();
    loaded.load(batches, 0, 1);
    yield { network: loaded, sequences: Array.from({ length: end - first }, (_, i) => order[first + i] as number) };
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
  for (const { network, sequences } of batchesByLength(() => networkWith(weights), all, rowsAtOnce(weights.config))) {
    const found = network.predict(sequences.length);
    for (let i = 0; i < sequences.length; i++)
      outputs.set(found.subarray(i * output.size, (i + 1) * output.size), (sequences[i] as number) * output.size);
  }
  return outputs;
}
