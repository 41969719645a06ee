/**
 * PyTorch's CPU generator, bit for bit: mt19937.
 */
import { checkInteger } from "../errors/validate.js";

const stateWords = 624;
const farWord = 397;

/** A Mersenne Twister. nn/tensor/draws.ts has PyTorch's draws of many numbers. */
export class Generator {
  /** Box–Muller computes normal numbers in pairs. The next small `randn` starts with this second one. */
  cachedNormal: number | undefined;
  readonly #words = new Uint32Array(stateWords);
  #next = stateWords;

  constructor(seed: number) {
    this.manualSeed(seed);
  }

  /** Restarts like `torch.manual_seed`, which uses the low 32 bits of the seed. */
  manualSeed(seed: number): void {
    const words = this.#words;
    words[0] = Number(BigInt.asUintN(32, BigInt(seed)));
    for (let i = 1; i < stateWords; i++) {
      const word = words[i - 1] as number;
      words[i] = Math.imul(1812433253, word ^ (word >>> 30)) + i;
    }
    this.#next = stateWords;
    this.cachedNormal = undefined;
  }

  /** 32 random bits. */
  nextUint32(): number {
    if (this.#next === stateWords) this.#twist();
    let y = this.#words[this.#next++] as number;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** Draws a number in [0, 1) with 53 random bits, like PyTorch for doubles. */
  nextUniform53(): number {
    const high = this.nextUint32() & 0x1fffff;
    return (high * 2 ** 32 + this.nextUint32()) * 2 ** -53;
  }

  /** Advances the state by 624 words. */
  #twist(): void {
    const words = this.#words;
    let word = words[0] as number;
    for (let i = 0; i < stateWords; i++) {
      // PERF: comparisons instead of two `%` take half the time.
      const next = words[i + 1 < stateWords ? i + 1 : 0] as number;
      const far = words[i < stateWords - farWord ? i + farWord : i + farWord - stateWords] as number;
      const y = (word & 0x80000000) | (next & 0x7fffffff);
      words[i] = far ^ (y >>> 1) ^ (-(y & 1) & 0x9908b0df);
      word = next;
    }
    this.#next = 0;
  }
}

// Each entry point and module format may carry its own copy of this module; all of them share one generator.
const sharedKey = Symbol.for("rnn-wasm.generator");

/** The default generator. Until `manualSeed`, its seed differs in each process. */
export function globalGenerator(): Generator {
  const shared = globalThis as { [sharedKey]?: Generator };
  shared[sharedKey] ??= new Generator(Math.floor(Math.random() * 2 ** 32));
  return shared[sharedKey];
}

/**
 * Seeds the global generator like `torch.manual_seed`. The numbers drawn afterwards equal PyTorch's.
 * @param seed any integer
 */
export function manualSeed(seed: number): void {
  globalGenerator().manualSeed(checkInteger("seed", seed, Number.MIN_SAFE_INTEGER));
}
