/**
 * PyTorch's draws, bit for bit, but for those that need a logarithm. The core turns these uniforms into normals, because JavaScript engines
 * differ in the last bit of `Math.log`.
 */
import type { Generator } from "../../random/generator.js";

/** Fills `out` with numbers in [0, 1) of 24 random bits, like `torch.rand`. */
export function uniform(generator: Generator, out: Float32Array): Float32Array {
  for (let i = 0; i < out.length; i++) out[i] = (generator.nextUint32() & 0xffffff) * 2 ** -24;
  return out;
}

/** Draws `count` integers in [low, high), like `torch.randint`: two words each for ranges of 2^28 and more. */
export function randomIntegers(generator: Generator, low: number, high: number, count: number): Int32Array {
  const out = new Int32Array(count);
  const range = high - low;
  if (range < 2 ** 28) for (let i = 0; i < count; i++) out[i] = low + (generator.nextUint32() % range);
  else for (let i = 0; i < count; i++) out[i] = low + wideRemainder(generator, range);
  return out;
}

/** The integers below n in random order, like `torch.randperm`: n − 1 draws. */
export function permutation(generator: Generator, n: number): Int32Array {
  const out = Int32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n - 1; i++) {
    const j = i + (generator.nextUint32() % (n - i));
    const kept = out[i] as number;
    out[i] = out[j] as number;
    out[j] = kept;
  }
  return out;
}

/** 64 random bits modulo `range`, 16 bits at a time because a double holds only 53. */
function wideRemainder(generator: Generator, range: number): number {
  const high = generator.nextUint32() % range;
  const low = generator.nextUint32();
  return (((high * 2 ** 16 + (low >>> 16)) % range) * 2 ** 16 + (low & 0xffff)) % range;
}
