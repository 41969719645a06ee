/**
 * Creates the task from the settings: the cipher or the pairs, and inputs for analysing the model.
 */
import { type Cipher, ciphers, dataset, type TagData } from "rnn-wasm";
import { reasonOf, SettingError } from "../reason.js";
import { type Vocabulary, vocabularyOf } from "./message.js";
import { parsePairs, type TextPair, type Words } from "./pairs-text.js";
import type { Settings } from "./settings.js";

export interface TaskData {
  readonly data: TagData;
  /** The exact algorithm, if there is one. */
  readonly cipher: Cipher | undefined;
  readonly pairs: readonly TextPair[];
  /** The symbols of inputs. */
  readonly inputs: Vocabulary;
  /** Inputs over which the confusion matrix is averaged. */
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

/** @throws Error for text that is not an integer */
const wholeNumber = (name: string, text: string): number => {
  if (!/^\s*[+-]?\d+\s*$/.test(text)) throw new Error(`${name}: expected a whole number, got "${text}"`);
  return Number(text);
};

function cipherOf(task: Exclude<Settings["task"], "pairs">, key: string): Cipher {
  try {
    return makers[task](key);
  } catch (error) {
    throw new SettingError("key", reasonOf(error));
  }
}

/** @throws Error with a message for the user */
export function taskData(settings: Settings, pairsText: string | undefined): TaskData {
  if (settings.task === "pairs") return pairedTask(pairsText ?? "");
  const cipher = cipherOf(settings.task, settings.key);
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

/** Random messages with enough occurrences of each letter for the confusion matrix. */
function probesOf(cipher: Cipher, messageLength: number): string[] {
  const letters = [...cipher.alphabet];
  const numExamples = Math.max(1, Math.ceil(512 / messageLength));
  return Array.from(dataset(cipher, { numExamples, messageLength }), ([encrypted]) =>
    Array.from(encrypted, (index) => letters[index]).join(""),
  );
}
