/**
 * The built-in ciphers. They are exact algorithms and depend on neither the models nor the core.
 */
import { enigma } from "./enigma.js";
import { autokey, vigenere } from "./running-key.js";
import { affine, atbash, caesar, substitution } from "./substitutions.js";

export { algorithmOf, type Cipher, encryptionOf } from "./cipher.js";
export type { EnigmaOptions, Rotor } from "./enigma.js";
export type { TextKey } from "./running-key.js";
export type { AlphabetOption } from "./substitutions.js";

/** Creates exact ciphers. Each function throws RnnError `ERR_INVALID_OPTION` for invalid options. */
export const ciphers = {
  /** Shifts each letter by `key`. */
  caesar,
  /** Reverses the alphabet: the first letter becomes the last. */
  atbash,
  /** Maps letter x to a · x + b; `a` is coprime to the size of the alphabet. */
  affine,
  /** Replaces each letter by the one at its position in `key`, a permutation of the alphabet. */
  substitution,
  /** Shifts letter i by letter i of `key`, which repeats. */
  vigenere,
  /** Shifts letter i by letter i of `key` followed by the message. */
  autokey,
  /** The Enigma I rotor machine: rotors I to V, reflectors A to C, ring settings, plugboard; A to Z only. */
  enigma,
} as const;
