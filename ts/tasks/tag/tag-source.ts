/**
 * The base of a tagger's sources: validation, and the example in each progress.
 */
import type { Network } from "../../core/network.js";
import { Batches } from "../../data/batches.js";
import type { Position, Scorer, Source, Verdict } from "../source.js";
import { type BatchRange, evaluateRange, means, rangesOf, sumOf, type Totals } from "./evaluation.js";
import type { Example } from "./source-spec.js";

/** An example with the model's output. */
export interface RawSample extends Example {
  readonly predictions: Int32Array;
}

/** Batches of a validation. */
interface TagJob extends BatchRange {
  /** Whether they are only for early stopping. */
  readonly judges: boolean;
}

type TagScore = Totals & Pick<TagJob, "judges">;

export const scoreTags: Scorer = (network, job): TagScore => ({
  ...evaluateRange(network(), job as TagJob),
  judges: (job as TagJob).judges,
});

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

  *jobs(): Iterable<TagJob | Promise<TagJob>> {
    for (const judges of [false, true])
      for (const part of judges ? this.judgement() : this.heldBack()) {
        if (part instanceof Promise)
          yield part.then((batches) => ({ batches, first: 0, count: batches.count, judges }));
        else for (const range of rangesOf(part, this.rows)) yield { ...range, judges };
      }
  }

  verdict(scores: readonly unknown[]): Verdict | undefined {
    const all = scores as readonly TagScore[];
    const held = all.filter(({ judges }) => !judges);
    const validation = sumOf(held);
    if (validation.symbols === 0) return undefined;
    return {
      count: validation.sequences,
      scores: { ...means(validation) },
      judged: all.length > held.length ? { ...means(sumOf(all)) } : undefined,
    };
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
