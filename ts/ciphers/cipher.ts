/**
 * The parts that all ciphers share. A cipher works on the indices of its alphabet; text is converted at its edges.
 */

import { Vocabulary } from "../data/vocabulary.js";
import { quote } from "../errors/quote.js";
import { checkKeys, invalidOption, isWellFormed } from "../errors/validate.js";

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

/** Reads the message from[start] … from[end − 1] and writes its counterpart to the same positions of `to`. */
export type Transform = (from: Int32Array, to: Int32Array, start: number, end: number) => void;

/** A serializable description of a built-in cipher, from which another thread recreates it. */
export interface CipherRecipe {
  readonly kind: string;
  readonly options: object;
}

interface BuiltIn {
  readonly encrypt: Transform;
  readonly recipe: CipherRecipe;
}

/** What built-in ciphers can do beyond the public interface. */
const builtIns = new WeakMap<Cipher, BuiltIn>();

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

/** Builds a cipher from transforms over the indices of its alphabet. */
export function makeCipher(recipe: CipherRecipe, alphabet: Vocabulary, encrypt: Transform, decrypt: Transform): Cipher {
  const through = (transform: Transform) => (text: string) => {
    if (typeof text !== "string") throw invalidOption("text", "a string", text);
    const from = alphabet.indicesOf(text, () => "text");
    const to = new Int32Array(from.length);
    transform(from, to, 0, from.length);
    return alphabet.decode(to) as string;
  };
  const cipher = {
    name: recipe.kind,
    alphabet: alphabet.symbols.join(""),
    encrypt: through(encrypt),
    decrypt: through(decrypt),
  };
  // Copied, nested arrays too: the caller may change its object later.
  const options = Object.fromEntries(
    Object.entries(recipe.options).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  );
  builtIns.set(cipher, { encrypt, recipe: { ...recipe, options } });
  return cipher;
}

/**
 * Builds a monoalphabetic substitution.
 * @param substitute a permutation of the alphabet's indices
 */
export function tableCipher(recipe: CipherRecipe, alphabet: Vocabulary, substitute: (index: number) => number): Cipher {
  const table = Int32Array.from(alphabet.symbols, (_, index) => substitute(index));
  const through =
    (table: Int32Array): Transform =>
    (from, to, start, end) => {
      for (let i = start; i < end; i++) to[i] = table[from[i] as number] as number;
    };
  return makeCipher(recipe, alphabet, through(table), through(invertPermutation(table)));
}

/** The permutation that undoes `table`. */
export function invertPermutation(table: Int32Array): Int32Array {
  const inverse = new Int32Array(table.length);
  table.forEach((to, from) => {
    inverse[to] = from;
  });
  return inverse;
}

/** n modulo `size`, never negative. */
export const modulo = (n: number, size: number): number => ((n % size) + size) % size;

/**
 * Encrypts consecutive messages of `length` indices each from `plain` to the same positions of `to`. Ciphers that users wrote are called
 * with text.
 *
 * @throws RnnError `ERR_UNKNOWN_SYMBOL`; `ERR_INVALID_OPTION` if a user's cipher changes the number of symbols
 */
export function encryptIndices(cipher: Cipher, plain: Int32Array, to: Int32Array, length = plain.length): void {
  const encrypt = builtIns.get(cipher)?.encrypt ?? viaText(cipher);
  for (let start = 0; start < plain.length; start += length) encrypt(plain, to, start, start + length);
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

/** The recipe of a built-in cipher; `undefined` for a cipher that users wrote. */
export const cipherRecipe = (cipher: Cipher): CipherRecipe | undefined => builtIns.get(cipher)?.recipe;
