/**
 * What there is to learn, out of the settings: the cipher or the pairs, and texts by which the model is looked at.
 */
import { type Cipher, ciphers, dataset, type TrainingData } from "rnn-wasm";
import { type Vocabulary, vocabularyOf } from "./message.js";
import { parsePairs, type TextPair, type Words } from "./pairs-text.js";
import type { Settings } from "./settings.js";

export interface TaskData {
  readonly data: TrainingData;
  /** The exact algorithm, where there is one. */
  readonly cipher: Cipher | undefined;
  readonly pairs: readonly TextPair[];
  /** What an input may consist of. */
  readonly inputs: Vocabulary;
  /** Inputs over which the model's confusionMatrix are averaged. */
  readonly probes: readonly Words[];
}

const makers: Record<Exclude<Settings["task"], "pairs">, (key: string) => Cipher> = {
  caesar: (key) => ciphers.caesar({ key: wholeNumber("key", key) }),
  atbash: () => ciphers.atbash(),
  affine: (key) => {
    const [a = "", b = "0"] = key.split(",");
    return ciphers.affine({ a: wholeNumber("a", a), b: wholeNumber("b", b) });
  },
  substitution: (key) => ciphers.substitution({ key }),
  vigenere: (key) => ciphers.vigenere({ key }),
  autokey: (key) => ciphers.autokey({ key }),
  enigma: (positions) => ciphers.enigma({ positions }),
};

/** Text that is no number stays what it is, so that the package says what it expected. */
const wholeNumber = (name: string, text: string): number => {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new Error(`${name}: expected a whole number, got "${text}"`);
  return Number(text);
};

/** @throws Error whose message is for people */
export function taskData(settings: Settings, pairsText: string | undefined): TaskData {
  if (settings.task === "pairs") return pairedTask(pairsText ?? "");
  const cipher = makers[settings.task](settings.key);
  const inputs = vocabularyOf(cipher.alphabet);
  return { data: cipher, cipher, pairs: [], inputs, probes: probesOf(cipher, settings.messageLength) };
}

function pairedTask(text: string): TaskData {
  const pairs = parsePairs(text);
  const sides = pairs.map(([input]) => input);
  const isText = sides.every((side) => typeof side === "string");
  const inputs = { known: new Set(sides.flatMap((side) => [...side])), isText };
  return { data: { pairs }, cipher: undefined, pairs, inputs, probes: sides.slice(0, 32) };
}

/** Random messages, as many letters of each kind as a picture needs. */
function probesOf(cipher: Cipher, messageLength: number): string[] {
  const letters = [...cipher.alphabet];
  const numExamples = Math.max(1, Math.ceil(512 / messageLength));
  return Array.from(dataset(cipher, { numExamples, messageLength }), ([encrypted]) =>
    Array.from(encrypted, (index) => letters[index]).join(""),
  );
}
