/**
 * The exact ciphers. They know no model and no engine.
 */
import { checkOneOf } from "../errors/validate.js";
import type { Cipher, CipherRecipe } from "./cipher.js";
import { enigma } from "./enigma.js";
import { autokey, vigenere } from "./running-key.js";
import { affine, atbash, caesar, substitution } from "./substitutions.js";

export { type Cipher, type CipherRecipe, cipherRecipe, encryptIndices } from "./cipher.js";
export type { EnigmaOptions, Rotor } from "./enigma.js";
export type { TextKey } from "./running-key.js";
export type { AlphabetOption } from "./substitutions.js";

/** Makers of exact ciphers: algorithms, no models. All throw RnnError `ERR_INVALID_OPTION` for options that do not fit. */
export const ciphers = {
  /** Moves each letter on by `key`. */
  caesar,
  /** Each letter becomes its mirror image in the alphabet. */
  atbash,
  /** Letter x becomes a · x + b; `a` has no divisor in common with the alphabet's length. */
  affine,
  /** Each letter becomes the one at its place in `key`, the alphabet permuted. */
  substitution,
  /** Moves letter i by letter i of `key`, a word that is repeated. */
  vigenere,
  /** Moves letter i by letter i of `key` and of the message after it. */
  autokey,
  /** The rotor machine: rotors I to V, reflector B or C, rings, plugboard; A to Z alone. */
  enigma,
} as const;

/** Makes a built-in cipher again from its recipe. */
export function fromRecipe({ kind, options }: CipherRecipe): Cipher {
  const make = ciphers[checkOneOf("cipher", kind, Object.keys(ciphers) as (keyof typeof ciphers)[])];
  return (make as (options: object) => Cipher)(options);
}
