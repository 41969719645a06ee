/**
 * The base of a tagger's sources: validation, and the example in each progress.
 */
import type { Network } from "../../core/network.js";
import { Batches } from "../../data/batches.js";
import type { Position, Source, Verdict } from "../source.js";
import { evaluateAll, means } from "./evaluation.js";
import type { Example } from "./source-spec.js";

/** An example with the model's output. */
export interface RawSample extends Example {
  readonly predictions: Int32Array;
}

export abstract class TagSource implements Source {
  abstract readonly largest: Source["largest"];
  abstract readonly drawsBatches: boolean;
  abstract readonly isOver: boolean;
  /** Available from the first batch on. */
  protected example: Example | undefined;
  /** Symbols per batch of a validation. */
  protected readonly rows: number;
  readonly #sample = new Batches();

  constructor(rows: number) {
    this.rows = rows;
  }

  abstract fill(batches: Batches, count: number, done: number): boolean | Promise<boolean>;

  /** The validation batches, drawn on demand. */
  protected abstract heldBack(): Iterable<Batches | Promise<Batches>>;

  /** Further batches for early stopping, if too few pairs are held back. */
  protected judgement(): Iterable<Batches> {
    return [];
  }

  split(): void {}

  beginEpoch(): void {}

  skip(_position: Position): void | Promise<void> {}

  passedBy(_position: Position): string | undefined {
    return undefined;
  }

  redraw(_count: number): void {}

  async validate(network: Network, pause: () => undefined | Promise<void>): Promise<Verdict | undefined> {
    const validation = await evaluateAll(() => network, this.heldBack(), this.rows, pause);
    if (validation.symbols === 0) return undefined;
    const scores = { ...means(validation) };
    const all = await evaluateAll(() => network, this.judgement(), this.rows, pause, { ...validation });
    return { scores, judged: all.symbols > validation.symbols ? { ...means(all) } : undefined };
  }

  sample(network: Network): RawSample {
    const example = this.example as Example;
    const { tokens, targets } = example;
    if (this.#sample.count === 0) {
      const row = this.#sample.rectangle(tokens.length, 1);
      this.#sample.inputs.set(tokens, row);
      this.#sample.targets.set(targets, row);
    }
    network.load(this.#sample, 0, 1);
    network.evaluate(1);
    return { ...example, predictions: Int32Array.from(network.predictions.subarray(0, tokens.length)) };
  }
}
