/**
 * Data that the tests of training share, and what they compare.
 */
import { createHash } from "node:crypto";
import { type Cipher, ciphers, type Model, type Pair, type Tagger, type TaggerOptions, train } from "rnn-wasm";

export const caesar = ciphers.caesar({ key: 13 });

export const later = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));

/** Ends by nothing but its steps. */
export const steps = (maxSteps: number): TaggerOptions => ({ seed: 1, maxSteps });

/** Ends by nothing. */
export const endless: TaggerOptions = steps(Number.MAX_SAFE_INTEGER);

/** A generator of uniform numbers in [0, 1), for data that does not depend on the package's own. */
export const uniform = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};

/** Messages of min … max letters and their encryptions. */
export function messagePairs(cipher: Cipher, count: number, min: number, max: number, seed = 1): [string, string][] {
  const next = uniform(seed);
  const letters = [...cipher.alphabet];
  return Array.from({ length: count }, () => {
    const length = min + Math.floor(next() * (max - min + 1));
    const plain = Array.from({ length }, () => letters[Math.floor(next() * letters.length)]).join("");
    return [cipher.encrypt(plain), plain];
  });
}

/** A summary of a model file in one line, short enough to read when a test fails. */
export const bytesOf = (model: Model): string => createHash("sha256").update(model.save()).digest("hex");

/** A model that decrypts, made once for all tests of a file. */
export function decryptor(): Promise<Tagger<string>> {
  made ??= train(caesar, { seed: 1 });
  return made;
}
let made: Promise<Tagger<string>> | undefined;

/** A source that can be read once, and remembers how far it was read and whether it was let go. */
export function oneShot<T extends Pair>(pairs: Iterable<T>, { later = false } = {}) {
  const seen = { count: 0, closed: false };
  const iterator = pairs[Symbol.iterator]();
  const next = () => {
    const result = iterator.next();
    if (!result.done) seen.count++;
    return result;
  };
  const close = () => {
    seen.closed = true;
    return { done: true as const, value: undefined };
  };
  const source = later
    ? {
        async next() {
          await null;
          return next();
        },
        return: async () => close(),
        [Symbol.asyncIterator]() {
          return this;
        },
      }
    : {
        next,
        return: close,
        [Symbol.iterator]() {
          return this;
        },
      };
  return { pairs: source as unknown as Iterable<T>, seen };
}
