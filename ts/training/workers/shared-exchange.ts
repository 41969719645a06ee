/**
 * An exchange through memory that all threads see: each writes its part, waits until all are there, and adds them up itself. Waiting
 * blocks the thread, so it must be a worker's.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { addUp, type Exchange, type Part } from "./replica.js";

/** How much there is to exchange. */
export interface ExchangeSize {
  /** Replicas. */
  readonly of: number;
  /** Floats of the gradients. */
  readonly length: number;
}

/** Of the two words at the start: how many parts were ever written, and whether someone has failed. */
const written = 0;
const failed = 1;

/** How often a thread looks whether all parts are there before it sleeps until they are: some 100 µs. */
const looks = 20_000;

/** A cache line: what different threads write lies in different ones. */
const line = 64;

/** Bytes of a part: loss and hits, then the gradients. */
const partBytes = (length: number) => Math.ceil((16 + 4 * length) / line) * line;

/**
 * Two places for each part: who is ahead writes the next one while others still read this one. It can't be ahead by more.
 * @throws RnnError `ERR_OUT_OF_MEMORY`
 */
export function sharedMemoryFor({ of, length }: ExchangeSize): SharedArrayBuffer {
  const bytes = line + 2 * of * partBytes(length);
  try {
    return new SharedArrayBuffer(bytes);
  } catch (cause) {
    const needed = bytes.toLocaleString("en");
    throw new RnnError(
      "ERR_OUT_OF_MEMORY",
      `workers: expected room for their gradients, got none for ${needed} bytes`,
      {
        cause,
      },
    );
  }
}

export class SharedExchange implements Exchange {
  readonly #index: number;
  readonly #words: Int32Array;
  /** Of the even and the odd updates: the parts of all replicas. */
  readonly #places: readonly (readonly Part[])[];
  #turn = 0;

  /** @param memory from {@link sharedMemoryFor}, for the same size */
  constructor(memory: SharedArrayBuffer, index: number, { of, length }: ExchangeSize) {
    this.#index = index;
    this.#words = new Int32Array(memory, 0, 2);
    const place = (at: number) => ({
      found: new Float64Array(memory, at, 2),
      gradients: new Float32Array(memory, at + 16, length),
    });
    this.#places = [0, of].map((first) =>
      Array.from({ length: of }, (_, i) => place(line + (first + i) * partBytes(length))),
    );
  }

  sum({ gradients, found }: Part): boolean {
    const parts = this.#places[this.#turn % 2] as readonly Part[];
    const own = parts[this.#index] as Part;
    own.gradients.set(gradients);
    own.found.set(found);
    this.#turn++;
    if (!this.#meet(this.#turn * parts.length)) return false;
    const [first, ...more] = parts as [Part, ...Part[]];
    gradients.set(first.gradients);
    found.set(first.found);
    addUp({ gradients, found }, more);
    return true;
  }

  fail(): void {
    const words = this.#words;
    Atomics.store(words, failed, 1);
    // Whoever is about to wait for this word finds that it has changed.
    Atomics.add(words, written, 1);
    Atomics.notify(words, written);
  }

  /** Waits until `wanted` parts were ever written, by a counter that begins again at its end. Whether nobody has failed. */
  #meet(wanted: number): boolean {
    const words = this.#words;
    const missing = () => (wanted - Atomics.load(words, written)) | 0;
    Atomics.add(words, written, 1);
    if (missing() <= 0) Atomics.notify(words, written);
    // PERF: shares are alike, so the others are about to come, and a thread that sleeps is woken late: at H 64, batch 32, the update
    // takes 2.0 instead of 2.3 ms, at H 10 0.26 instead of 0.37 ms.
    for (let left = looks; left > 0 && missing() > 0; left--);
    for (let left = missing(); left > 0; left = missing()) {
      if (Atomics.load(words, failed)) return false;
      Atomics.wait(words, written, (wanted - left) | 0);
    }
    return Atomics.load(words, failed) === 0;
  }
}
