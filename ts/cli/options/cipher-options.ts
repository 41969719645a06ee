/**
 * `--cipher NAME` and the options of each cipher.
 */
import { type Cipher, ciphers } from "../../index.js";
import { type OptionTable, option, type Values } from "./arguments.js";
import { integer, names, type OptionKind, oneOf, symbols, text } from "./option-kinds.js";
import { expected, UsageError } from "./usage-error.js";

type CipherName = keyof typeof ciphers;

export const cipherOptions = {
  cipher: option(
    oneOf(Object.keys(ciphers) as CipherName[]),
    "caesar, atbash, affine, substitution, vigenere, autokey, enigma",
  ),
  key: option(text, "caesar: a number; vigenere, autokey: a word; substitution: the alphabet permuted"),
  a: option(integer, "affine: the factor"),
  b: option(integer, "affine: the shift"),
  rotors: option(names, "enigma: the rotors from left to right (I,II,III)"),
  reflector: option(text, "enigma: A, B or C (B)"),
  positions: option(text, "enigma: the window letters at the start (AAA)"),
  rings: option(text, "enigma: the ring settings (AAA)"),
  plugboard: option(names, "enigma: pairs of letters to swap, such as AB,CD"),
  alphabet: option(symbols, "the symbols (for ciphers A to Z and -, for pairs those in the data)"),
} satisfies OptionTable;

type CipherValues = Values<typeof cipherOptions>;

/** The options of each cipher besides the alphabet; "!" marks the required ones. */
const parameters: Record<CipherName, readonly string[]> = {
  caesar: ["key!"],
  atbash: [],
  affine: ["a!", "b!"],
  substitution: ["key!"],
  vigenere: ["key!"],
  autokey: ["key!"],
  enigma: ["rotors", "reflector", "positions", "rings", "plugboard"],
};

/** Ciphers whose key is a number. */
const keyKinds: Partial<Record<CipherName, OptionKind<unknown>>> = { caesar: integer };

/** Options that require --cipher. */
const cipherOnlyOptions = [...new Set(Object.values(parameters).flat())].map((parameter) => parameter.replace("!", ""));

/**
 * Creates the cipher that the options name.
 * @returns undefined without --cipher
 * @throws UsageError for options that are missing or belong to another cipher; RnnError for invalid values
 */
export function cipherFrom(values: CipherValues): Cipher | undefined {
  const given = cipherOnlyOptions.filter((name) => name in values);
  const name = values.cipher;
  if (name === undefined) {
    if (given.length > 0) throw new UsageError(`--${given[0]}: expected a --cipher that takes it, got none`);
    return undefined;
  }
  const known = parameters[name].map((parameter) => parameter.replace("!", ""));
  const foreign = given.find((option) => !known.includes(option));
  if (foreign !== undefined) throw new UsageError(`--${foreign}: expected a cipher that takes it, got ${name}`);
  const missing = parameters[name].find((parameter) => parameter.endsWith("!") && !(parameter.slice(0, -1) in values));
  if (missing !== undefined) throw expected(`--${missing.slice(0, -1)}`, `a value for ${name}`, undefined);

  const options: Record<string, unknown> = Object.fromEntries(
    given.map((option) => [option, values[option as keyof CipherValues]]),
  );
  if (values.key !== undefined) options["key"] = keyOf(name, values.key);
  const alphabet = values.alphabet === undefined ? {} : { alphabet: values.alphabet };
  // The table above has checked the names; the cipher checks the values.
  return (ciphers[name] as (options: object) => Cipher)({ ...options, ...alphabet });
}

function keyOf(name: CipherName, given: string): unknown {
  const kind = keyKinds[name] ?? text;
  const key = kind.parse(given);
  if (key === undefined) throw expected("--key", `${kind.wanted} for ${name}`, given);
  return key;
}
