/**
 * What there is to learn, out of the settings: the cipher or the pairs, and texts by which the model is looked at.
 */
import { type Cipher, ciphers, dataset, type TrainingData } from "rnn-wasm";
import type { Settings } from "../state/settings.js";
import { parsePairs, type TextPair, type Words } from "./pairs-text.js";

export interface TaskData {
  readonly data: TrainingData;
  /** The exact algorithm, where there is one. */
  readonly cipher: Cipher | undefined;
  readonly pairs: readonly TextPair[];
  /** Inputs over which the model's habits are averaged. */
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
  return { data: cipher, cipher, pairs: [], probes: probesOf(cipher, settings.messageLength) };
}

function pairedTask(text: string): TaskData {
  const pairs = parsePairs(text);
  return { data: { pairs }, cipher: undefined, pairs, probes: pairs.slice(0, 32).map(([input]) => input) };
}

/** Random messages, as many letters of each kind as a picture needs. */
function probesOf(cipher: Cipher, messageLength: number): string[] {
  const letters = [...cipher.alphabet];
  const numExamples = Math.max(1, Math.ceil(512 / messageLength));
  return Array.from(dataset(cipher, { numExamples, messageLength }), ([encrypted]) =>
    Array.from(encrypted, (index) => letters[index]).join(""),
  );
}

/** A message as the task can take it: in the alphabet's case, with its dash for blanks, without what it lacks. */
export function messageFor(message: string, task: TaskData): Words {
  const first = task.pairs[0]?.[0];
  if (first !== undefined && typeof first !== "string") return message.trim().split(/\s+/);
  const known = new Set(task.cipher?.alphabet ?? task.pairs.flatMap(([input]) => [...input]));
  const fitted = [...message].map((letter) => {
    if (known.has(letter)) return letter;
    const upper = letter.toUpperCase();
    return known.has(upper) ? upper : letter === " " ? "-" : letter;
  });
  return fitted.filter((letter) => known.has(letter)).join("");
}
