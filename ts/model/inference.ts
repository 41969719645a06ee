/**
 * Networks for the models that are asked something. A model keeps its weights as an array that the garbage collector owns; an engine
 * keeps a few networks and puts into one the weights of the model that is asked.
 */

import type { Engine } from "../core/engine.js";
import { currentEngine } from "../core/load.js";
import { Network, resultLength, slots } from "../core/network.js";
import { Batches, endOfBatch, longestFirst } from "../data/batches.js";
import { RnnError } from "../errors/rnn-error.js";
import { type ModelConfig, networkOf, rowsAtOnce } from "./config.js";

/** Models of different sizes that can be asked in turn without making a network anew. */
const kept = 4;

let made = 0;

/** Weights in PyTorch's layout and order, and the sizes that they belong to. */
export class ModelWeights {
  /** No other weights have it. */
  readonly id = ++made;
  readonly config: ModelConfig;
  readonly values: Float32Array;
  /** Models of equal sizes can share a network. Dropout is for training: here it makes no difference. */
  readonly sizes: string;

  constructor(config: ModelConfig, values: Float32Array) {
    this.config = Object.freeze(config);
    this.values = values;
    this.sizes = JSON.stringify({ ...config, dropout: 0 });
  }
}

interface Slot {
  readonly network: Network;
  /** Whose weights it has, by their id: it shall not keep them alive. */
  owner?: number;
}

/** By the sizes, least recently used first. An engine that crashed takes its networks with it. */
const networks = new WeakMap<Engine, Map<string, Slot>>();

/** A network with these weights, to be used at once: the next caller may get the same one. */
export function networkWith(weights: ModelWeights): Network {
  const slot = slotFor(currentEngine(), weights);
  if (slot.owner !== weights.id) {
    delete slot.owner;
    slot.network.write(slots.weights, weights.values);
    slot.owner = weights.id;
  }
  return slot.network;
}

function slotFor(engine: Engine, { config, sizes: key }: ModelWeights): Slot {
  let bySizes = networks.get(engine);
  if (!bySizes) {
    bySizes = new Map();
    networks.set(engine, bySizes);
  }
  const slot = bySizes.get(key) ?? { network: new Network(engine, networkOf(config)) };
  bySizes.delete(key);
  bySizes.set(key, slot);
  for (const [oldest, { network }] of bySizes) {
    if (bySizes.size <= kept) break;
    bySizes.delete(oldest);
    network.free();
  }
  return slot;
}

/** A network that has one sequence in its queue. */
export function networkReading(weights: ModelWeights, tokens: Int32Array): Network {
  const network = networkWith(weights);
  network.loadSequence(tokens);
  return network;
}

/** One at a time, and never across an await. */
const scratch = new Batches();

/**
 * The likeliest classes of many sequences, which lie one after another: sequence i at starts[i] … starts[i + 1]. They are read in batches
 * of similar lengths.
 */
export function classesOf(
  weights: ModelWeights,
  tokens: Int32Array,
  starts: ArrayLike<number>,
  count: number,
): Int32Array {
  const classes = new Int32Array(starts[count] as number);
  const network = networkWith(weights);
  // Without targets: what is found so far stands in for them, and nobody looks.
  const sequences = { inputs: tokens, targets: classes, starts };
  const order = longestFirst(starts, count);
  const rows = rowsAtOnce(weights.config);
  for (let from = 0; from < count; ) {
    const to = endOfBatch(starts, order, from, rows);
    if (to === from) break; // Only empty ones are left.
    scratch.restart().pack(sequences, order, from, to);
    network.load(scratch, 0, 1);
    network.classify(1);
    let row = 0;
    for (let time = 0; time < (scratch.timeStarts[1] as number); time++)
      for (let b = 0; b < (scratch.sizes[time] as number); b++)
        classes[(starts[order[from + b] as number] as number) + time] = network.predictions[row++] as number;
    from = to;
  }
  return classes;
}

/** What an evaluation adds up. */
export interface Totals {
  /** Sum of the losses of all symbols. */
  loss: number;
  /** Symbols that were right. */
  correct: number;
  symbols: number;
  /** Sequences that were right from end to end. */
  exact: number;
  sequences: number;
}

export const noTotals = (): Totals => ({ loss: 0, correct: 0, symbols: 0, exact: 0, sequences: 0 });

/**
 * Evaluates batches from `first` on, about `rows` symbols and at least one batch, and adds what it finds to `totals`.
 * @returns the first batch that is left
 */
export function evaluateSome(network: Network, batches: Batches, first: number, rows: number, totals: Totals): number {
  const { rowStarts } = batches;
  const start = rowStarts[first] as number;
  let end = first + 1;
  while (end < batches.count && (rowStarts[end + 1] as number) - start <= rows) end++;
  network.load(batches, first, end - first);
  network.evaluate(end - first);
  for (let batch = first; batch < end; batch++) {
    const symbols = (rowStarts[batch + 1] as number) - (rowStarts[batch] as number);
    const at = (batch - first) * resultLength;
    totals.loss += (network.results[at] as number) * symbols;
    totals.correct += network.results[at + 1] as number;
    totals.symbols += symbols;
    countExact(batches, batch, network.predictions, start, totals);
  }
  return end;
}

function countExact(batches: Batches, batch: number, predictions: Uint32Array, start: number, totals: Totals): void {
  const { sizes, timeStarts, rowStarts, targets } = batches;
  const first = timeStarts[batch] as number;
  const sequences = sizes[first] as number;
  const wrong = new Uint8Array(sequences);
  let row = rowStarts[batch] as number;
  for (let time = first; time < (timeStarts[batch + 1] as number); time++) {
    for (let b = 0; b < (sizes[time] as number); b++, row++)
      if (predictions[row - start] !== targets[row]) wrong[b] = 1;
  }
  totals.sequences += sequences;
  totals.exact += sequences - wrong.reduce((a, b) => a + b, 0);
}

/** Mean loss and accuracy. @throws RnnError `ERR_EMPTY_DATASET` for the mean of nothing */
export function means({ loss, correct, symbols }: Totals): { loss: number; accuracy: number } {
  if (symbols === 0) throw new RnnError("ERR_EMPTY_DATASET", "data: expected at least one symbol, got none");
  return { loss: loss / symbols, accuracy: correct / symbols };
}
