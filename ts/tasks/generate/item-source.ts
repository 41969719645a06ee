/**
 * Items that are all there: split once, shuffled for each epoch.
 */
import type { Network } from "../../core/network.js";
import { Batches, countOf } from "../../data/batches.js";
import { largestOf } from "../../data/largest.js";
import type { Draws, Position, Source, TaskServices, Verdict } from "../source.js";
import { type ItemJob, itemJobs, packItems, sequencesOf, type Totals, verdictOf } from "./evaluation.js";
import { Sample } from "./sample.js";
import type { ItemSpec } from "./source-spec.js";

export class ItemSource implements Source {
  readonly drawsBatches = false;
  readonly isOver = false;
  readonly largest: Source["largest"];
  readonly #spec: ItemSpec;
  readonly #services: TaskServices;
  readonly #draws: Draws;
  readonly #rows: number;
  readonly #sample: Sample;
  readonly #heldBack = new Batches();
  /** Items to train on, and their order in this epoch. */
  #training = new Uint32Array();
  #order = this.#training;

  /** @param rows symbols that a validation takes at once */
  constructor(spec: ItemSpec, services: TaskServices, draws: Draws, rows: number) {
    this.#spec = spec;
    this.#services = services;
    this.#draws = draws;
    this.#rows = rows;
    this.#sample = new Sample(spec.sample);
    this.largest = largestOf(spec.items, spec.batchSize);
  }

  split(): void {
    const { items, validation } = this.#spec;
    const count = countOf(items);
    const held = typeof validation === "number" ? validation : 0;
    const order =
      held > 0 ? this.#draws.drawPermutation(count).slice(0, count) : Uint32Array.from({ length: count }, (_, i) => i);
    this.#training = order.slice(0, count - held);
    this.#order = this.#training;
    // The calling thread makes the model, which keeps frequencies of the training part.
    this.#services.call("split", this.#training);
    this.#heldBack.restart();
    if (typeof validation === "object") packItems(this.#heldBack, validation, this.#rows);
    else if (held > 0) packItems(this.#heldBack, items, this.#rows, order.subarray(count - held));
  }

  beginEpoch(): void {
    if (!this.#spec.shuffle) return;
    const training = this.#training;
    const places = this.#draws.drawPermutation(training.length).subarray(0, training.length);
    this.#order = places.map((place) => training[place] as number);
  }

  skip(_position: Position): void {}
  passedBy(_position: Position): undefined {}
  redraw(_count: number): void {}

  fill(batches: Batches, count: number, done: number): boolean {
    const { items, batchSize } = this.#spec;
    const { length } = this.#order;
    let from = done * batchSize;
    for (let i = 0; i < count && from < length; i++, from += batchSize)
      batches.pack(sequencesOf(items), this.#order, from, Math.min(from + batchSize, length));
    return from >= length;
  }

  jobs(): Iterable<ItemJob> {
    return itemJobs(this.#heldBack);
  }

  verdict(scores: readonly unknown[]): Verdict | undefined {
    const { validation } = this.#spec;
    return verdictOf(scores as Totals[], typeof validation === "number" ? validation : countOf(validation));
  }

  sample(network: Network): Uint32Array {
    return this.#sample.draw(network);
  }
}
