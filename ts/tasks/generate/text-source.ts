/**
 * Running text in columns, as PyTorch's word language model reads it: `batchSize` columns, `bptt` steps an update.
 */
import type { Network } from "../../core/network.js";
import type { Batches } from "../../data/batches.js";
import type { Position, Source, Verdict } from "../source.js";
import { type ColumnJob, type Totals, textJobs, verdictOf } from "./evaluation.js";
import { Sample } from "./sample.js";
import type { TextSpec } from "./source-spec.js";
import type { Integers } from "./symbol-list.js";

export class TextSource implements Source {
  readonly drawsBatches = false;
  readonly isOver = false;
  readonly largest: Source["largest"];
  readonly #spec: TextSpec;
  readonly #sample: Sample;
  /** Steps of an epoch: each column's symbols but the last. */
  readonly #steps: number;
  readonly #heldBack: Integers;

  constructor(spec: TextSpec) {
    const { tokens, validation, batchSize, bptt, sample } = spec;
    const held = typeof validation === "number" ? validation : 0;
    const training = tokens.length - held;
    this.#spec = spec;
    this.#sample = new Sample(sample);
    this.#steps = Math.max(columnLength(training, batchSize) - 1, 1);
    this.#heldBack = typeof validation === "number" ? (tokens.subarray(training) as Integers) : validation;
    this.largest = { rows: batchSize * Math.min(bptt, this.#steps), batch: batchSize };
  }

  split(): void {}
  beginEpoch(): void {}
  skip(_position: Position): void {}
  passedBy(_position: Position): undefined {}
  redraw(_count: number): void {}

  fill(batches: Batches, count: number, done: number): boolean {
    const { tokens, batchSize, bptt } = this.#spec;
    const column = this.#steps + 1;
    let from = done * bptt;
    for (let i = 0; i < count && from < this.#steps; i++) {
      const to = Math.min(from + bptt, this.#steps);
      let row = batches.rectangle(to - from, batchSize);
      // PERF: fields are read once.
      const { inputs, targets } = batches;
      for (let time = from; time < to; time++) {
        for (let b = 0, at = time; b < batchSize; b++, at += column, row++) {
          inputs[row] = tokens[at] as number;
          targets[row] = tokens[at + 1] as number;
        }
      }
      from = to;
    }
    return from >= this.#steps;
  }

  jobs(): Iterable<ColumnJob> {
    return textJobs(this.#heldBack);
  }

  verdict(scores: readonly unknown[]): Verdict | undefined {
    return verdictOf(scores as Totals[]);
  }

  sample(network: Network): Uint32Array {
    return this.#sample.draw(network);
  }
}

/** Symbols of a column, as in PyTorch's `batchify`: the remainder is not used. */
export const columnLength = (symbols: number, batchSize: number): number => Math.floor(symbols / batchSize);

/** Updates of an epoch. */
export const textSteps = (symbols: number, batchSize: number, bptt: number): number =>
  Math.max(Math.ceil((columnLength(symbols, batchSize) - 1) / bptt), 1);
