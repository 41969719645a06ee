/**
 * Pairs of a source that can be read once, kept for the passes after the first.
 */
import { type AlignedSequences, type Batches, countOf } from "../../../data/batches.js";
import { IntList } from "../../../data/sequence.js";

/** Symbols that are kept at most: with their targets 64 MB. A source that never ends must not fill the memory. */
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

  /** Adds the first `count` of some pairs. Whether there was room. */
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

  /** Appends up to `count` batches, from the first pair again after the last one. Whether the last one is among them. */
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
