/**
 * What all ciphers share: an alphabet, and a way over its indices that text is taken through.
 */

import { Vocabulary } from "../data/vocabulary.js";
import { quote } from "../errors/quote.js";
import { checkKeys, invalidOption, isWellFormed } from "../errors/validate.js";

/** An exact algorithm that turns messages into secrets of the same length and back. */
export interface Cipher {
  /** Its name among the ciphers. */
  readonly name: string;
  /** Its letters: distinct code points. */
  readonly alphabet: string;
  /** @throws RnnError `ERR_UNKNOWN_SYMBOL` for a letter that the alphabet lacks, with its place counted from 0 */
  encrypt(text: string): string;
  /** The inverse of `encrypt`. */
  decrypt(text: string): string;
}

/** Turns the indices of one message, those from `start` to before `end`, into those of another at the same places. */
export type Transform = (from: Int32Array, to: Int32Array, start: number, end: number) => void;

/** How to make a built-in cipher again in another thread. */
export interface CipherRecipe {
  readonly kind: string;
  readonly options: object;
}

/** The inside of a built-in cipher. */
interface Works {
  readonly encrypt: Transform;
  readonly recipe: CipherRecipe;
}

const works = new WeakMap<Cipher, Works>();

/** The 27 letters of the tutorial. */
export const tutorialAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ-";

/** Checks the names of a cipher's options and its alphabet. */
export function cipherAlphabet(kind: string, options: { alphabet?: unknown }, known: readonly string[]): Vocabulary {
  checkKeys(kind, options, [...known, "alphabet"]);
  const { alphabet = tutorialAlphabet } = options;
  if (typeof alphabet !== "string" || !isWellFormed(alphabet))
    throw invalidOption("alphabet", "a text of distinct letters", alphabet);
  return new Vocabulary("alphabet", alphabet);
}

/** A key of letters as indices; at least one. */
export function keyIndices(alphabet: Vocabulary, key: unknown): Int32Array {
  if (typeof key !== "string" || key === "") throw invalidOption("key", "a text of at least one letter", key);
  const stray = [...key].find((letter) => !alphabet.symbols.includes(letter));
  if (stray !== undefined) throw invalidOption("key", `letters of the alphabet, not ${quote(stray)}`, key);
  return alphabet.indicesOf(key, () => "key");
}

/** A cipher of an alphabet and two ways over its indices. */
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
  // A copy, of arrays too: the caller may go on using its own.
  const options = Object.fromEntries(
    Object.entries(recipe.options).map(([name, value]) => [name, Array.isArray(value) ? [...value] : value]),
  );
  works.set(cipher, { encrypt, recipe: { ...recipe, options } });
  return cipher;
}

/** A cipher that replaces each letter by itself: one table there, one back. */
export function tableCipher(recipe: CipherRecipe, alphabet: Vocabulary, place: (index: number) => number): Cipher {
  const there = Int32Array.from(alphabet.symbols, (_, index) => place(index));
  const back = new Int32Array(there.length);
  there.forEach((to, from) => {
    back[to] = from;
  });
  const through =
    (table: Int32Array): Transform =>
    (from, to, start, end) => {
      for (let i = start; i < end; i++) to[i] = table[from[i] as number] as number;
    };
  return makeCipher(recipe, alphabet, through(there), through(back));
}

/** n modulo `size`, never negative. */
export const modulo = (n: number, size: number): number => ((n % size) + size) % size;

/**
 * Encrypts messages of indices, each of `length`, which lie one after another in `plain`, to the same places of `to`. A cipher of the
 * user's own goes by way of its texts.
 *
 * @throws RnnError `ERR_UNKNOWN_SYMBOL`, and `ERR_INVALID_OPTION` where a user's cipher gives another number of letters
 */
export function encryptIndices(cipher: Cipher, plain: Int32Array, to: Int32Array, length = plain.length): void {
  const encrypt = works.get(cipher)?.encrypt ?? viaText(cipher);
  for (let start = 0; start < plain.length; start += length) encrypt(plain, to, start, start + length);
}

/** Over the indices of a cipher that has only texts. */
function viaText(cipher: Cipher): Transform {
  const alphabet = new Vocabulary("alphabet", cipher.alphabet);
  const name = `${typeof cipher.name === "string" ? cipher.name : "cipher"}.encrypt`;
  return (from, to, start, end) => {
    const secret = cipher.encrypt(alphabet.decode(from.subarray(start, end)) as string);
    const indices = alphabet.indicesOf(secret, () => name);
    if (indices.length !== end - start)
      throw invalidOption(name, `${end - start} letters, as it was given`, indices.length);
    to.set(indices, start);
  };
}

/** How to make this cipher again; `undefined` for one of the user's own. */
export const cipherRecipe = (cipher: Cipher): CipherRecipe | undefined => works.get(cipher)?.recipe;
