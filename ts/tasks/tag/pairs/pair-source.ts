/**
 * A source of pairs in memory: split once, shuffled in each epoch.
 */
import { Batches, countOf } from "../../../data/batches.js";
import { largestOf } from "../../../data/largest.js";
import type { Draws } from "../../source.js";
import type { PairSpec } from "../source-spec.js";
import { TagSource } from "../tag-source.js";
import { firstOf } from "./first-example.js";

/** With fewer held-back pairs, accuracy and loss depend on chance too much to end a run. */
const minHeldOut = 10;

export class PairSource extends TagSource {
  readonly drawsBatches = false;
  readonly isOver = false;
  readonly largest: { readonly rows: number; readonly batch: number };
  readonly #spec: PairSpec;
  readonly #draws: Draws;
  readonly #heldBack = new Batches();
  /** The training pairs as validation batches, if few pairs are held back. */
  readonly #judgement = new Batches();
  /** The training pairs in the order of this epoch. */
  #training = new Uint32Array();
  #order = this.#training;

  /** @param rows symbols per batch of a validation */
  constructor(spec: PairSpec, draws: Draws, rows: number) {
    super(rows);
    const { pairs, batchSize } = spec;
    this.#spec = spec;
    this.#draws = draws;
    this.largest = largestOf(pairs, batchSize);
  }

  override split(): void {
    const { pairs, validation } = this.#spec;
    const count = countOf(pairs);
    const held = typeof validation === "number" ? validation : 0;
    const order =
      held > 0 ? this.#draws.drawPermutation(count).slice(0, count) : Uint32Array.from({ length: count }, (_, i) => i);
    this.#training = order.subarray(0, count - held);
    this.#order = this.#training;
    const [from, which] =
      typeof validation === "number" ? [pairs, order.subarray(count - held)] : [validation, undefined];
    this.#heldBack.restart().packByLength(from, this.rows, which);
    this.#judgement.restart();
    if (held > 0 && held < minHeldOut) this.#judgement.packByLength(pairs, this.rows, this.#training);
    this.example = firstOf(new Batches().pack(from, [which ? (which[0] ?? 0) : 0], 0, 1));
  }

  override beginEpoch(): void {
    if (!this.#spec.shuffle) return;
    const training = this.#training;
    this.#order = this.#draws.drawPermutation(training.length).slice(0, training.length);
    for (let i = 0; i < training.length; i++) this.#order[i] = training[this.#order[i] as number] as number;
  }

  fill(batches: Batches, count: number, done: number): boolean {
    const { pairs, batchSize } = this.#spec;
    const { length } = this.#order;
    let from = done * batchSize;
    for (let i = 0; i < count && from < length; i++, from += batchSize)
      batches.pack(pairs, this.#order, from, Math.min(from + batchSize, length));
    return from >= length;
  }

  protected override *heldBack(): Iterable<Batches> {
    if (this.#heldBack.count) yield this.#heldBack;
  }

  protected override *judgement(): Iterable<Batches> {
    if (this.#judgement.count) yield this.#judgement;
  }
}
