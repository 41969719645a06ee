/**
 * Long lists of small integers, in the smallest arrays that hold them: a text of 100 MB takes 100 MB.
 */

/** Integers of 8, 16 or 32 bits. */
export type Integers = Uint8Array<ArrayBuffer> | Uint16Array<ArrayBuffer> | Uint32Array<ArrayBuffer>;

/** A growable list, whose integers become wider when a larger one comes. */
export class SymbolList {
  length = 0;
  #data: Integers;

  constructor(capacity = 1024) {
    this.#data = new Uint8Array(capacity);
  }

  append(values: Int32Array): void {
    const max = values.reduce((max, value) => Math.max(max, value), 0);
    const end = this.length + values.length;
    const bytes = Math.max(this.#data.BYTES_PER_ELEMENT, max < 2 ** 8 ? 1 : max < 2 ** 16 ? 2 : 4);
    if (bytes > this.#data.BYTES_PER_ELEMENT || end > this.#data.length) {
      const capacity = end > this.#data.length ? Math.max(end, 2 * this.#data.length) : this.#data.length;
      const wider = new { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array }[bytes as 1 | 2 | 4](capacity);
      wider.set(this.#data.subarray(0, this.length));
      this.#data = wider;
    }
    this.#data.set(values, this.length);
    this.length = end;
  }

  /** The integers; a view if the list is full, so that a text is not there twice. */
  take(): Integers {
    return this.length === this.#data.length ? this.#data : this.#data.slice(0, this.length);
  }
}
