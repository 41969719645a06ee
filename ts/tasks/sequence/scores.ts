/**
 * Scores sequences that a network has not learned from, batch by batch.
 */
import type { Network } from "../../core/network.js";
import { layoutOf } from "../../core/network-batches.js";
import type { Sequences } from "../../data/batches.js";
import type { Pause, Scorer } from "../source.js";
import { batchesByLength, type SequenceBatch } from "./batches-by-length.js";

/** The outputs of a network for a batch. */
export interface SequenceScore extends Pick<SequenceBatch, "sequences"> {
  /** Mean loss of a sequence. */
  readonly loss: number;
  /** The most likely class of each sequence; empty for numbers. */
  readonly predictions: Uint32Array;
  /** The predicted numbers, `output.size` per sequence; empty for classes. */
  readonly values: Float32Array;
}

function scoreBatch(network: Network, { batches, sequences }: SequenceBatch): SequenceScore {
  const { length } = sequences;
  network.load(batches, 0, 1);
  network.evaluate(1);
  return {
    sequences,
    loss: network.results[0] as number,
    predictions: network.predictions.slice(0, length),
    values: network.values.slice(0, length * network.config.output.size),
  };
}

export const scoreSequences: Scorer = (network, job) => scoreBatch(network(), job as SequenceBatch);

/** Scores all sequences. */
export async function scoresOfAll(
  network: () => Network,
  sequences: Sequences,
  rows: number,
  pause: Pause,
): Promise<SequenceScore[]> {
  const scores: SequenceScore[] = [];
  for (const batch of batchesByLength(sequences, layoutOf(network().config), rows)) {
    scores.push(scoreBatch(network(), batch));
    await pause();
  }
  return scores;
}

/** Mean loss of a sequence. */
export function meanLoss(scores: readonly SequenceScore[]): number {
  let [sum, count] = [0, 0];
  for (const { loss, sequences } of scores) {
    sum += loss * sequences.length;
    count += sequences.length;
  }
  return sum / count;
}
