/**
 * Enigma I: three rotors with rings, a reflector, a plugboard, and the double step of the middle rotor.
 * Wirings and notches: Wehrmacht Enigma I of 1930, rotors IV and V of 1938.
 */
import { Vocabulary } from "../data/vocabulary.js";
import { checkKeys, checkOneOf, invalidOption } from "../errors/validate.js";
import { type Cipher, makeCipher } from "./cipher.js";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** A rotor of the Enigma I. */
export type Rotor = "I" | "II" | "III" | "IV" | "V";

/** The notch is the window letter at which a rotor's next step also turns its left neighbor. */
const wheels: Readonly<Record<Rotor, readonly [wiring: string, notch: string]>> = {
  I: ["EKMFLGDQVZNTOWYHXUSPAIBRCJ", "Q"],
  II: ["AJDKSIRUXBLHWTMCQGZNPYFVOE", "E"],
  III: ["BDFHJLCPRTXVZNYEIWGAKMUSQO", "V"],
  IV: ["ESOVPZJAYQUIRHXLNFTGKDCMWB", "J"],
  V: ["VZBRGITYUPSDNHLXAWMJQOFECK", "Z"],
};

const reflectors = {
  A: "EJMZALYXVBWFCRQUONTSPIKHGD",
  B: "YRUHQSLDPXNGOKMIEBFZCWVJAT",
  C: "FVPJIAOYEDRZXWGCTKUQSBNMHL",
} as const;

/** Settings of the machine. */
export interface EnigmaOptions {
  /** Three different rotors, left to right; default I, II, III. */
  readonly rotors?: readonly Rotor[] | undefined;
  /** A, B or C; default B. */
  readonly reflector?: keyof typeof reflectors | undefined;
  /** The letters in the windows before the first key is pressed, left to right; default AAA. */
  readonly positions?: string | undefined;
  /** The ring settings, left to right; default AAA. */
  readonly rings?: string | undefined;
  /** Pairs of letters to swap, such as `["AB", "CD"]`; default none. */
  readonly plugboard?: readonly string[] | undefined;
  /** Only A to Z, the letters of the machine. */
  readonly alphabet?: string | undefined;
}

const indicesOf = (text: string): Int32Array => Int32Array.from(text, (letter) => letters.indexOf(letter));

function checkThreeLetters(name: string, value: unknown): Int32Array {
  if (typeof value !== "string" || !/^[A-Z]{3}$/.test(value))
    throw invalidOption(name, "three letters of A to Z", value);
  return indicesOf(value);
}

function parsePlugboard(pairs: unknown): Int32Array {
  const board = indicesOf(letters);
  if (!Array.isArray(pairs)) throw invalidOption("plugboard", "an array of pairs of letters", pairs);
  const used = new Set<string>();
  for (const pair of pairs) {
    const fits =
      typeof pair === "string" && /^[A-Z]{2}$/.test(pair) && new Set([...used, ...pair]).size === used.size + 2;
    if (!fits) throw invalidOption("plugboard", "pairs of letters of A to Z, each letter once", pairs);
    const [a, b] = indicesOf(pair) as unknown as [number, number];
    [board[a], board[b]] = [b, a];
    for (const letter of pair) used.add(letter);
  }
  return board;
}

function checkRotors(rotors: unknown): Rotor[] {
  if (!Array.isArray(rotors) || rotors.length !== 3 || new Set(rotors).size !== 3) {
    throw invalidOption("rotors", "three different rotors of I to V", rotors);
  }
  return [...rotors].map((rotor) => checkOneOf("rotors", rotor, Object.keys(wheels) as Rotor[]));
}

/** The Enigma I. It is its own inverse: encrypting twice with the same settings returns the message. */
export function enigma(options: EnigmaOptions = {}): Cipher {
  checkKeys("enigma", options, ["rotors", "reflector", "positions", "rings", "plugboard", "alphabet"]);
  checkOneOf("alphabet", options.alphabet ?? letters, [letters]);
  const rotors = checkRotors(options.rotors ?? ["I", "II", "III"]).map((rotor) => wheels[rotor]);
  const kinds = Object.keys(reflectors) as (keyof typeof reflectors)[];
  return makeCipher("enigma", new Vocabulary("alphabet", letters), [
    "enigma",
    rotors.map(([wiring]) => indicesOf(wiring)),
    rotors.map(([, notch]) => letters.indexOf(notch)),
    indicesOf(reflectors[checkOneOf("reflector", options.reflector ?? "B", kinds)]),
    checkThreeLetters("positions", options.positions ?? "AAA"),
    checkThreeLetters("rings", options.rings ?? "AAA"),
    parsePlugboard(options.plugboard ?? []),
  ]);
}
