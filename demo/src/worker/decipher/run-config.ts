/**
 * Derives data and options of a run from the settings and the interventions.
 */
import { dataset, type TagData, type TaggerOptions } from "rnn-wasm";
import type { TextPair, Words } from "../../shared/decipher/pairs-text.js";
import { modelOptionsOf, type Settings } from "../../shared/decipher/settings.js";
import type { TaskData } from "../../shared/decipher/task.js";

export interface RunConfig {
  readonly data: TagData;
  readonly options: TaggerOptions;
}

/** A run that starts from weights has no limit. */
const endless = 1_000_000_000;

/** The number of validation symbols in a run that resets the state. */
const symbolsHeldBack = 1024;

/** Starts from random weights, with the package's criteria for stopping. */
export function firstRunConfig(task: TaskData, settings: Settings, forget: boolean): RunConfig {
  const { seed, lr } = settings;
  const { data, options } = dataFor(task, settings, forget);
  return { data, options: { seed, ...modelOptionsOf(settings), lr, ...options } };
}

/** Starts from given weights, until every letter is right if one is wrong now, or until it is paused. */
export function laterRunConfig(task: TaskData, settings: Settings, forget: boolean, accuracy: number): RunConfig {
  const { seed, lr } = settings;
  const { data, options } = dataFor(task, settings, forget);
  return { data, options: { seed, lr, ...options, until: accuracy < 1 ? { accuracy: 1 } : {}, maxSteps: endless } };
}

/** Resumes from a checkpoint with its options. */
export function resumedRunConfig(task: TaskData, settings: Settings, forget: boolean): RunConfig {
  const { data, options } = dataFor(task, settings, forget);
  return { data, options: forget ? { validation: options.validation } : {} };
}

function dataFor(task: TaskData, { batchSize, messageLength }: Settings, forget: boolean): RunConfig {
  if (!forget) return { data: task.data, options: { batchSize, ...(task.cipher && { messageLength }) } };
  // Without a state, each symbol is a separate sequence; the number of symbols per step stays the same.
  const pairs = singleSymbols(task, messageLength);
  const validation = { pairs: Array.from({ length: symbolsHeldBack }, () => pairs.next().value as TextPair) };
  const options = { batchSize: batchSize * messageLength, validation, stepsPerEpoch: 128 };
  return { data: { pairs }, options: { ...options, ...alphabetsOf(task) } };
}

/** The alphabets, which the package derives only from an array of pairs. */
function alphabetsOf({ cipher, pairs }: TaskData): Pick<TaggerOptions, "alphabet" | "outputAlphabet"> {
  if (cipher) return { alphabet: cipher.alphabet, outputAlphabet: cipher.alphabet };
  const symbolsOf = (sides: readonly Words[]) => [...new Set(sides.flatMap((side) => [...side]))];
  return {
    alphabet: symbolsOf(pairs.map(([input]) => input)),
    outputAlphabet: symbolsOf(pairs.map(([, target]) => target)),
  };
}

/** An endless source. */
function* singleSymbols(task: TaskData, messageLength: number): Generator<TextPair, never> {
  for (;;) {
    for (const [input, target] of sequencesOf(task, messageLength)) {
      const [from, to] = [[...input], [...target]];
      const part = (side: Words, symbol: string) => (typeof side === "string" ? symbol : [symbol]);
      for (const [i, symbol] of from.entries()) yield [part(input, symbol), part(target, to[i] as string)];
    }
  }
}

function* sequencesOf({ cipher, pairs }: TaskData, messageLength: number): Generator<TextPair> {
  if (!cipher) return yield* pairs;
  const letters = [...cipher.alphabet];
  const text = (indices: Int32Array) => Array.from(indices, (index) => letters[index]).join("");
  for (const [encrypted, original] of dataset(cipher, { messageLength })) yield [text(encrypted), text(original)];
}
