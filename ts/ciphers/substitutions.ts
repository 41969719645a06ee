/**
 * Monoalphabetic ciphers: each letter always maps to the same letter.
 */
import { checkInteger, invalidOption } from "../errors/validate.js";
import { type Cipher, cipherAlphabet, modulo, tableCipher } from "./cipher.js";

/** The option of every cipher that works with any alphabet. */
export interface AlphabetOption {
  /** Distinct letters; default A to Z and `-`. */
  readonly alphabet?: string | undefined;
}

const anyInteger = Number.MIN_SAFE_INTEGER;

/** Shifts each letter by `key`: `(x + key) mod n`. */
export function caesar(options: { readonly key: number } & AlphabetOption): Cipher {
  const alphabet = cipherAlphabet("caesar", options, ["key"]);
  const key = modulo(checkInteger("key", options.key, anyInteger), alphabet.size);
  return tableCipher("caesar", alphabet, (x) => (x + key) % alphabet.size);
}

/** Reverses the alphabet: `n − 1 − x`. */
export function atbash(options: AlphabetOption = {}): Cipher {
  const alphabet = cipherAlphabet("atbash", options, []);
  return tableCipher("atbash", alphabet, (x) => alphabet.size - 1 - x);
}

const commonDivisor = (a: number, b: number): number => (b === 0 ? a : commonDivisor(b, a % b));

/** `(a·x + b) mod n`, with `a` coprime to n. */
export function affine(options: { readonly a: number; readonly b: number } & AlphabetOption): Cipher {
  const alphabet = cipherAlphabet("affine", options, ["a", "b"]);
  const { size } = alphabet;
  const a = modulo(checkInteger("a", options.a, anyInteger), size);
  const b = modulo(checkInteger("b", options.b, anyInteger), size);
  if (commonDivisor(size, a) !== 1) throw invalidOption("a", `no common divisor with the ${size} letters`, options.a);
  return tableCipher("affine", alphabet, (x) => (a * x + b) % size);
}

/** Replaces each letter by the one at its position in `key`, a permutation of the alphabet. */
export function substitution(options: { readonly key: string } & AlphabetOption): Cipher {
  const alphabet = cipherAlphabet("substitution", options, ["key"]);
  const letters = typeof options.key === "string" ? [...options.key] : [];
  const indices = letters.map((letter) => alphabet.symbols.indexOf(letter));
  if (new Set(indices).size !== alphabet.size || letters.length !== alphabet.size || indices.includes(-1)) {
    throw invalidOption("key", "the letters of the alphabet in another order", options.key);
  }
  return tableCipher("substitution", alphabet, (x) => indices[x] as number);
}
