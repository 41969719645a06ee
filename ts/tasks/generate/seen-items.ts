/**
 * The items of the training data, as a Bloom filter: it never misses one of them, and takes one in 10,000 others for one. A model's file has
 * 20 bits for each item rather than the item.
 */
import { invalidOption } from "../../errors/validate.js";

const bitsPerItem = 20;
const hashes = 14;

export class SeenItems {
  readonly #bits: Uint8Array;

  private constructor(bits: Uint8Array) {
    this.#bits = bits;
  }

  /** @param starts of item i in tokens, and the end of the last */
  static of(tokens: ArrayLike<number>, starts: ArrayLike<number>): SeenItems {
    const count = starts.length - 1;
    const seen = new SeenItems(new Uint8Array(Math.max(8, Math.ceil((count * bitsPerItem) / 8))));
    for (let i = 0; i < count; i++) seen.#each(tokens, starts[i] as number, starts[i + 1] as number, seen.#set);
    return seen;
  }

  /** Reads what {@link toText} wrote. @throws RnnError `ERR_INVALID_OPTION` */
  static fromText(text: unknown): SeenItems {
    if (typeof text !== "string" || !/^([A-Za-z0-9+/]{4})+$|^([A-Za-z0-9+/]{4})*[A-Za-z0-9+/]{2,3}={1,2}$/.test(text))
      throw invalidOption("seen", "bytes in base64", text);
    return new SeenItems(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  }

  toText(): string {
    let text = "";
    for (const byte of this.#bits) text += String.fromCharCode(byte);
    return btoa(text);
  }

  /** Whether the symbols may be an item of the data. */
  has(symbols: ArrayLike<number>): boolean {
    let has = true;
    this.#each(symbols, 0, symbols.length, (bit) => {
      has &&= ((this.#bits[bit >> 3] as number) & (1 << (bit & 7))) !== 0;
    });
    return has;
  }

  readonly #set = (bit: number) => {
    (this.#bits[bit >> 3] as number) |= 1 << (bit & 7);
  };

  /** Calls `use` with each bit that stands for some symbols: two hashes give all of them. */
  #each(symbols: ArrayLike<number>, start: number, end: number, use: (bit: number) => void): void {
    let [first, second] = [0x811c9dc5, 0x9e3779b9];
    for (let i = start; i < end; i++) {
      first = Math.imul(first ^ ((symbols[i] as number) + 1), 0x01000193);
      second = Math.imul(((second << 13) | (second >>> 19)) ^ (symbols[i] as number), 0x85ebca6b);
    }
    first = mixed(first);
    second = mixed(second) | 1;
    const count = this.#bits.length * 8;
    for (let i = 0; i < hashes; i++) use(((first + Math.imul(i, second)) >>> 0) % count);
  }
}

function mixed(hash: number): number {
  const once = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  const twice = Math.imul(once ^ (once >>> 13), 0xc2b2ae35);
  return (twice ^ (twice >>> 16)) >>> 0;
}
