/**
 * A generator whose state is reset at every symbol: what follows depends on one symbol alone, so that a table has all of it.
 */
import { drawnFrom } from "../shared/write/drawn.js";
import { compute, embedded, type Network, softmaxed } from "./network.js";

export interface Sampling {
  readonly temperature: number;
  readonly topK: number;
  readonly seed: number;
}

export class Forgetful {
  /** [token][output] */
  readonly #shares: Float32Array;
  readonly #numOutputs: number;

  /** @param numTokens those of the symbols, and of the start of items after them */
  constructor(network: Network, numTokens: number) {
    const tokens = Array.from({ length: numTokens }, (_, token) => token);
    const computed = compute(network, embedded(network, tokens), new Set(tokens));
    this.#shares = softmaxed(computed);
    this.#numOutputs = computed.numOutputs;
  }

  /** The probabilities of what follows a token. */
  after(token: number): number[] {
    return Array.from(this.#shares.subarray(token * this.#numOutputs, (token + 1) * this.#numOutputs));
  }

  /**
   * Draws tokens, at most `length`.
   * @param from the token before
   * @param end the output that ends an item, if there is one
   */
  draw(from: number, length: number, { temperature, topK, seed }: Sampling, end?: number): number[] {
    const random = randomFrom(seed);
    const drawn: number[] = [];
    for (let token = from; drawn.length < length; drawn.push(token)) {
      const shares = drawnFrom(this.after(token), temperature, topK);
      let left = random();
      token = shares.findIndex((share) => {
        left -= share;
        return left < 0;
      });
      // Rounding may leave a little.
      if (token < 0) token = shares.indexOf(Math.max(...shares));
      if (token === end) break;
    }
    return drawn;
  }

  /** How surprising each token is after the one before, in bits. */
  bits(tokens: readonly number[]): number[] {
    return tokens.slice(1).map((token, i) => -Math.log2(this.after(tokens[i] as number)[token] as number));
  }
}

/** Numbers from 0 to below 1 (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
