// Ciphers that move each letter by a letter of a key that runs along the message.
import { type Cipher, cipherAlphabet, keyIndices, makeCipher } from "./cipher.js";
import type { AlphabetOption } from "./substitutions.js";

/** Options of a cipher with a key of letters. */
export type TextKey = { readonly key: string } & AlphabetOption;

/** Moves letter i by letter i of the key, which is repeated. */
export function vigenere(options: TextKey): Cipher {
  const alphabet = cipherAlphabet("vigenere", options, ["key"]);
  const key = keyIndices(alphabet, options.key);
  const { size } = alphabet;
  const along = (sign: 1 | -1) => (from: Int32Array, to: Int32Array) => {
    for (let i = 0; i < from.length; i++) {
      to[i] = ((from[i] as number) + sign * (key[i % key.length] as number) + size) % size;
    }
  };
  return makeCipher({ kind: "vigenere", options }, alphabet, along(1), along(-1));
}

/** Moves the first letters by the key, and each later one by the message's own letter a key's length before it. */
export function autokey(options: TextKey): Cipher {
  const alphabet = cipherAlphabet("autokey", options, ["key"]);
  const key = keyIndices(alphabet, options.key);
  const { size } = alphabet;
  /** `plain` is where the message itself stands: `from` on the way there, `to` on the way back. */
  const along = (from: Int32Array, to: Int32Array, plain: Int32Array, sign: 1 | -1) => {
    for (let i = 0; i < from.length; i++) {
      const moved = (i < key.length ? key[i] : plain[i - key.length]) as number;
      to[i] = ((from[i] as number) + sign * moved + size) % size;
    }
  };
  return makeCipher(
    { kind: "autokey", options },
    alphabet,
    (from, to) => along(from, to, from, 1),
    (from, to) => along(from, to, to, -1),
  );
}
