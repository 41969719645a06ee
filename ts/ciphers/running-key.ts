/**
 * Ciphers that shift each letter by the matching letter of a key stream.
 */
import { type Cipher, cipherAlphabet, keyIndices, makeCipher } from "./cipher.js";
import type { AlphabetOption } from "./substitutions.js";

/** Options of a cipher with a key of letters. */
export type TextKey = {
  /** A word of the alphabet's letters. */
  readonly key: string;
} & AlphabetOption;

/** Shifts letter i by letter i of the key, which repeats. */
export const vigenere = (options: TextKey): Cipher => shifting("vigenere", options);

/** Shifts letter i by letter i of the key stream: the key, then the plain message. */
export const autokey = (options: TextKey): Cipher => shifting("autokey", options);

function shifting(name: "vigenere" | "autokey", options: TextKey): Cipher {
  const alphabet = cipherAlphabet(name, options, ["key"]);
  const key = keyIndices(alphabet, options.key);
  return makeCipher(name, alphabet, ["shifts", key, alphabet.size, name === "autokey"]);
}
