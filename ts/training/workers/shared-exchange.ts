/**
 * Exchanges gradients through shared memory: each replica writes its part, waits until all parts are there, and sums them itself. Waiting
 * blocks the thread, so it must be a worker.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { addUp, type Exchange, type Part } from "./replica.js";

/** The size of an exchange. */
export interface ExchangeSize {
  /** The number of replicas. */
  readonly replicaCount: number;
  /** The number of floats in the gradients. */
  readonly length: number;
}

/** The first two words: the number of parts written so far, and whether a replica has failed. */
const written = 0;
const failed = 1;

/** How often a thread checks for the other parts before it sleeps: about 100 µs. */
const spinIterations = 20_000;

/** Bytes of a cache line; threads write to different lines to avoid false sharing. */
const cacheLineBytes = 64;

/** Bytes of a part: its two results, then the gradients. */
const partBytes = (length: number) => Math.ceil((16 + 4 * length) / cacheLineBytes) * cacheLineBytes;

/**
 * Double buffering: a replica that is ahead writes the next part while others still read this one. It cannot be further ahead.
 * @throws RnnError `ERR_OUT_OF_MEMORY`
 */
export function sharedMemoryFor({ replicaCount, length }: ExchangeSize): SharedArrayBuffer {
  const bytes = cacheLineBytes + 2 * replicaCount * partBytes(length);
  try {
    return new SharedArrayBuffer(bytes);
  } catch (cause) {
    const needed = bytes.toLocaleString("en");
    throw new RnnError(
      "ERR_OUT_OF_MEMORY",
      `workers: expected ${needed} bytes of shared memory for gradients, got none`,
      {
        cause,
      },
    );
  }
}

export class SharedExchange implements Exchange {
  readonly #index: number;
  readonly #words: Int32Array;
  /** The parts of all replicas for even and for odd updates. */
  readonly #places: readonly (readonly Part[])[];
  #turn = 0;

  /** @param memory from {@link sharedMemoryFor}, for the same size */
  constructor(memory: SharedArrayBuffer, index: number, { replicaCount, length }: ExchangeSize) {
    this.#index = index;
    this.#words = new Int32Array(memory, 0, 2);
    const place = (at: number) => ({
      results: new Float64Array(memory, at, 2),
      gradients: new Float32Array(memory, at + 16, length),
    });
    this.#places = [0, replicaCount].map((first) =>
      Array.from({ length: replicaCount }, (_, i) => place(cacheLineBytes + (first + i) * partBytes(length))),
    );
  }

  sum({ gradients, results }: Part): boolean {
    const parts = this.#places[this.#turn % 2] as readonly Part[];
    const own = parts[this.#index] as Part;
    own.gradients.set(gradients);
    own.results.set(results);
    this.#turn++;
    if (!this.#barrier(this.#turn * parts.length)) return false;
    const [first, ...more] = parts as [Part, ...Part[]];
    gradients.set(first.gradients);
    results.set(first.results);
    addUp({ gradients, results }, more);
    return true;
  }

  fail(): void {
    const words = this.#words;
    Atomics.store(words, failed, 1);
    // A replica about to wait for this word sees that it has changed.
    Atomics.add(words, written, 1);
    Atomics.notify(words, written);
  }

  /** Waits until `wanted` parts have been written; the counter wraps around. @returns false if a replica has failed */
  #barrier(wanted: number): boolean {
    const words = this.#words;
    const missing = () => (wanted - Atomics.load(words, written)) | 0;
    Atomics.add(words, written, 1);
    if (missing() <= 0) Atomics.notify(words, written);
    // PERF: shares are equal, so the other parts arrive soon, and waking a thread takes long. Spinning first makes an update take 2.0
    // instead of 2.3 ms at H 64 and batch 32, and 0.26 instead of 0.37 ms at H 10.
    for (let left = spinIterations; left > 0 && missing() > 0; left--);
    for (let left = missing(); left > 0; left = missing()) {
      if (Atomics.load(words, failed)) return false;
      Atomics.wait(words, written, (wanted - left) | 0);
    }
    return Atomics.load(words, failed) === 0;
  }
}
