/**
 * Enigma I: three rotors with rings, a reflector, a plugboard, and the double step of the middle rotor.
 * Wirings and notches: Wehrmacht Enigma I of 1930, rotors IV and V of 1938.
 */
import { Vocabulary } from "../data/vocabulary.js";
import { checkKeys, checkOneOf, invalidOption } from "../errors/validate.js";
import { type Cipher, makeCipher, type Transform } from "./cipher.js";

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const size = 26;

/** A rotor of the Enigma I. */
export type Rotor = "I" | "II" | "III" | "IV" | "V";

/** Wiring, and the letter in the window at which the next rotor is taken along. */
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
  /** Default B. */
  readonly reflector?: keyof typeof reflectors | undefined;
  /** The letters in the windows before the first key is pressed, left to right; default AAA. */
  readonly positions?: string | undefined;
  /** The rings' letters, left to right; default AAA. */
  readonly rings?: string | undefined;
  /** Pairs of letters that are exchanged, such as `["AB", "CD"]`; default none. */
  readonly plugboard?: readonly string[] | undefined;
  /** Always A to Z, as the machine has it. */
  readonly alphabet?: string | undefined;
}

const placesOf = (text: string): Int32Array => Int32Array.from(text, (letter) => letters.indexOf(letter));

function inverse(table: Int32Array): Int32Array {
  const back = new Int32Array(size);
  table.forEach((to, from) => {
    back[to] = from;
  });
  return back;
}

function threeLetters(name: string, value: unknown): Int32Array {
  if (typeof value !== "string" || !/^[A-Z]{3}$/.test(value))
    throw invalidOption(name, "three letters of A to Z", value);
  return placesOf(value);
}

function plugs(pairs: unknown): Int32Array {
  const board = placesOf(letters);
  if (!Array.isArray(pairs)) throw invalidOption("plugboard", "an array of pairs of letters", pairs);
  const used = new Set<string>();
  for (const pair of pairs) {
    const fits =
      typeof pair === "string" && /^[A-Z]{2}$/.test(pair) && new Set([...used, ...pair]).size === used.size + 2;
    if (!fits) throw invalidOption("plugboard", "pairs of letters of A to Z, each letter once", pairs);
    const [a, b] = placesOf(pair) as unknown as [number, number];
    [board[a], board[b]] = [b, a];
    for (const letter of pair) used.add(letter);
  }
  return board;
}

function threeRotors(rotors: unknown): Rotor[] {
  if (!Array.isArray(rotors) || rotors.length !== 3 || new Set(rotors).size !== 3) {
    throw invalidOption("rotors", "three different rotors of I to V", rotors);
  }
  return rotors.map((rotor) => checkOneOf("rotors", rotor, Object.keys(wheels) as Rotor[]));
}

/** The machine; encrypting twice with the same settings gives the message back. */
export function enigma(options: EnigmaOptions = {}): Cipher {
  checkKeys("enigma", options, ["rotors", "reflector", "positions", "rings", "plugboard", "alphabet"]);
  checkOneOf("alphabet", options.alphabet ?? letters, [letters]);
  const rotors = threeRotors(options.rotors ?? ["I", "II", "III"]).map((rotor) => wheels[rotor]);
  const there = rotors.map(([wiring]) => placesOf(wiring));
  const back = there.map(inverse);
  const notches = rotors.map(([, notch]) => letters.indexOf(notch));
  const kinds = Object.keys(reflectors) as (keyof typeof reflectors)[];
  const reflector = placesOf(reflectors[checkOneOf("reflector", options.reflector ?? "B", kinds)]);
  const positions = threeLetters("positions", options.positions ?? "AAA");
  const rings = threeLetters("rings", options.rings ?? "AAA");
  const board = plugs(options.plugboard ?? []);

  const through = (tables: Int32Array[], rotor: number, windows: Int32Array, contact: number): number => {
    const turn = (windows[rotor] as number) - (rings[rotor] as number) + size;
    const wire = (tables[rotor] as Int32Array)[(contact + turn) % size] as number;
    return (wire - turn + 2 * size) % size;
  };
  const step = (windows: Int32Array): void => {
    const middleAtNotch = windows[1] === notches[1];
    const turn = (rotor: number) => {
      windows[rotor] = ((windows[rotor] as number) + 1) % size;
    };
    // A middle rotor at its notch takes the left one along and, by the same pawl, itself: the double step.
    if (middleAtNotch) turn(0);
    if (middleAtNotch || windows[2] === notches[2]) turn(1);
    turn(2);
  };
  const encrypt: Transform = (from, to, begin, end) => {
    const windows = positions.slice();
    for (let i = begin; i < end; i++) {
      step(windows);
      let contact = board[from[i] as number] as number;
      for (let rotor = 2; rotor >= 0; rotor--) contact = through(there, rotor, windows, contact);
      contact = reflector[contact] as number;
      for (let rotor = 0; rotor <= 2; rotor++) contact = through(back, rotor, windows, contact);
      to[i] = board[contact] as number;
    }
  };
  return makeCipher({ kind: "enigma", options }, new Vocabulary("alphabet", letters), encrypt, encrypt);
}
