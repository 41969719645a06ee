/**
 * Ciphers that shift each letter by the matching letter of a key stream.
 */
import { type Cipher, cipherAlphabet, keyIndices, makeCipher, type Transform } from "./cipher.js";
import type { AlphabetOption } from "./substitutions.js";

/** Options of a cipher with a key of letters. */
export type TextKey = {
  /** A word of the alphabet's letters. */
  readonly key: string;
} & AlphabetOption;

/** Shifts letter i by letter i of the key, which repeats. */
export function vigenere(options: TextKey): Cipher {
  const alphabet = cipherAlphabet("vigenere", options, ["key"]);
  const key = keyIndices(alphabet, options.key);
  const { size } = alphabet;
  const along =
    (sign: 1 | -1): Transform =>
    (from, to, start, end) => {
      for (let i = start; i < end; i++) {
        to[i] = ((from[i] as number) + sign * (key[(i - start) % key.length] as number) + size) % size;
      }
    };
  return makeCipher({ kind: "vigenere", options }, alphabet, along(1), along(-1));
}

/** Shifts letter i by letter i of the key stream: the key, then the plain message. */
export function autokey(options: TextKey): Cipher {
  const alphabet = cipherAlphabet("autokey", options, ["key"]);
  const key = keyIndices(alphabet, options.key);
  const { size } = alphabet;
  const along =
    (sign: 1 | -1): Transform =>
    (from, to, start, end) => {
      // Decrypting reads the plain letters that it has already written.
      const plain = sign === 1 ? from : to;
      for (let i = start; i < end; i++) {
        const shift = (i - start < key.length ? key[i - start] : plain[i - key.length]) as number;
        to[i] = ((from[i] as number) + sign * shift + size) % size;
      }
    };
  return makeCipher({ kind: "autokey", options }, alphabet, along(1), along(-1));
}
