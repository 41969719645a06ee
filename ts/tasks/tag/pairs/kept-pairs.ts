/**
 * Keeps the pairs of a source that can be read only once, for later passes.
 */
import { type AlignedSequences, type Batches, countOf } from "../../../data/batches.js";
import { IntList } from "../../../data/sequence.js";

/** The maximum number of symbols to keep, 64 MB with their targets, because a source may be endless. */
export const maxKeptSymbols = 2 ** 23;

export class KeptPairs {
  readonly #inputs = new IntList();
  readonly #targets = new IntList();
  readonly #starts = new IntList();
  #pairs: AlignedSequences | undefined;
  #order = new Int32Array();
  #next = 0;

  constructor() {
    this.#starts.push(0);
  }

  /** Adds the first `count` pairs. @returns false if that exceeds the maximum */
  add({ inputs, targets, starts }: AlignedSequences, count: number): boolean {
    const end = starts[count] as number;
    const before = this.#inputs.length;
    if (before + end > maxKeptSymbols) return false;
    for (let i = 0; i < end; i++) {
      this.#inputs.push(inputs[i] as number);
      this.#targets.push(targets[i] as number);
    }
    for (let i = 1; i <= count; i++) this.#starts.push(before + (starts[i] as number));
    return true;
  }

  /** Appends up to `count` batches; after the last pair it continues with the first one. @returns whether they include the last pair */
  fill(batches: Batches, count: number, batchSize: number): boolean {
    this.#pairs ??= { inputs: this.#inputs.take(), targets: this.#targets.take(), starts: this.#starts.take() };
    const length = countOf(this.#pairs);
    if (this.#order.length === 0) this.#order = Int32Array.from({ length }, (_, i) => i);
    for (let i = 0; i < count && this.#next < length; i++) {
      const from = this.#next;
      this.#next = Math.min(from + batchSize, length);
      batches.pack(this.#pairs, this.#order, from, this.#next);
    }
    if (this.#next < length) return false;
    this.#next = 0;
    return true;
  }
}
