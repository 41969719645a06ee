/**
 * The parts that all ciphers share. A cipher works on the indices of its alphabet; text is converted at its edges.
 */

import { Vocabulary } from "../data/vocabulary.js";
import { quote } from "../errors/quote.js";
import { checkKeys, invalidOption, isWellFormed } from "../errors/validate.js";
import { type Algorithm, type Transform, transformOf } from "./algorithms.js";

/** An exact, invertible algorithm whose output has as many symbols as its input. */
export interface Cipher {
  /** Such as `"caesar"`. */
  readonly name: string;
  /** Distinct code points. */
  readonly alphabet: string;
  /** @throws RnnError `ERR_UNKNOWN_SYMBOL` for a symbol outside the alphabet, with its 0-based position */
  encrypt(text: string): string;
  /** The inverse of `encrypt`. */
  decrypt(text: string): string;
}

/** What built-in ciphers can do beyond the public interface. */
const algorithms = new WeakMap<Cipher, Algorithm>();

/** The default alphabet: the 27 symbols of the tutorial. */
export const tutorialAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

/** Checks that options are known, and returns the alphabet. */
export function cipherAlphabet(kind: string, options: { alphabet?: unknown }, known: readonly string[]): Vocabulary {
  checkKeys(kind, options, [...known, "alphabet"]);
  const { alphabet = tutorialAlphabet } = options;
  if (typeof alphabet !== "string" || !isWellFormed(alphabet))
    throw invalidOption("alphabet", "a string of distinct letters", alphabet);
  return new Vocabulary("alphabet", alphabet);
}

/** The indices of a key, which has at least one letter. */
export function keyIndices(alphabet: Vocabulary, key: unknown): Int32Array {
  if (typeof key !== "string" || key === "") throw invalidOption("key", "a string of at least one letter", key);
  const stray = [...key].find((letter) => !alphabet.symbols.includes(letter));
  if (stray !== undefined) throw invalidOption("key", `letters of the alphabet, not ${quote(stray)}`, key);
  return alphabet.indicesOf(key, () => "key");
}

/** Builds a cipher from its algorithm over the indices of its alphabet. */
export function makeCipher(name: string, alphabet: Vocabulary, algorithm: Algorithm): Cipher {
  const through = (decrypts: boolean) => {
    const transform = transformOf(algorithm, decrypts);
    return (text: string) => {
      if (typeof text !== "string") throw invalidOption("text", "a string", text);
      const from = alphabet.indicesOf(text, () => "text");
      const to = new Int32Array(from.length);
      transform(from, to, 0, from.length);
      return alphabet.decode(to) as string;
    };
  };
  const cipher = { name, alphabet: alphabet.symbols.join(""), encrypt: through(false), decrypt: through(true) };
  algorithms.set(cipher, algorithm);
  return cipher;
}

/**
 * Builds a monoalphabetic substitution.
 * @param substitute a permutation of the alphabet's indices
 */
export const tableCipher = (name: string, alphabet: Vocabulary, substitute: (index: number) => number): Cipher =>
  makeCipher(name, alphabet, ["table", Int32Array.from(alphabet.symbols, (_, index) => substitute(index))]);

/** n modulo `size`, never negative. */
export const modulo = (n: number, size: number): number => ((n % size) + size) % size;

/** The algorithm of a built-in cipher; `undefined` for a cipher that users wrote. */
export const algorithmOf = (cipher: Cipher): Algorithm | undefined => algorithms.get(cipher);

/**
 * Encrypts over indices. Ciphers that users wrote are called with text.
 * @returns a function that throws RnnError `ERR_UNKNOWN_SYMBOL`, and `ERR_INVALID_OPTION` if a user's cipher changes the number of symbols
 */
export function encryptionOf(cipher: Cipher): Transform {
  const algorithm = algorithmOf(cipher);
  return algorithm ? transformOf(algorithm) : viaText(cipher);
}

/** Adapts a cipher that works on text to indices. */
function viaText(cipher: Cipher): Transform {
  const alphabet = new Vocabulary("alphabet", cipher.alphabet);
  const name = `${typeof cipher.name === "string" ? cipher.name : "cipher"}.encrypt`;
  return (from, to, start, end) => {
    const encrypted = cipher.encrypt(alphabet.decode(from.subarray(start, end)) as string);
    const indices = alphabet.indicesOf(encrypted, () => name);
    if (indices.length !== end - start)
      throw invalidOption(name, `as many letters as its input (${end - start})`, indices.length);
    to.set(indices, start);
  };
}
