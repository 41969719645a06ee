/**
 * What each run of the package is given: data and options, by the settings and by whether the state is forgotten.
 */
import { dataset, type TrainingData, type TrainOptions } from "rnn-wasm";
import type { TextPair, Words } from "../shared/pairs-text.js";
import type { Settings } from "../shared/settings.js";
import type { TaskData } from "../shared/task.js";

export interface RunConfig {
  readonly data: TrainingData;
  readonly options: TrainOptions;
}

/** A run that was begun from weights goes on as long as one likes. */
const endless = 1_000_000_000;

/** Symbols of the validation of a run without memory. */
const symbolsHeldBack = 1024;

/** From drawn weights to the package's own end. */
export function firstRunConfig(task: TaskData, settings: Settings, forget: boolean): RunConfig {
  const { seed, embeddingDim, hiddenSize, numLayers, bidirectional, lr } = settings;
  const { data, options } = dataFor(task, settings, forget);
  return { data, options: { seed, embeddingDim, hiddenSize, numLayers, bidirectional, lr, ...options } };
}

/** From weights that are given, until all is right if it is not now, or until it is paused. */
export function laterRunConfig(task: TaskData, settings: Settings, forget: boolean, accuracy: number): RunConfig {
  const { seed, lr } = settings;
  const { data, options } = dataFor(task, settings, forget);
  return { data, options: { seed, lr, ...options, until: accuracy < 1 ? { accuracy: 1 } : {}, maxSteps: endless } };
}

/** On from a checkpoint, whose options hold. */
export function resumedRunConfig(task: TaskData, settings: Settings, forget: boolean): RunConfig {
  const { data, options } = dataFor(task, settings, forget);
  return { data, options: forget ? { validation: options.validation } : {} };
}

function dataFor(task: TaskData, { batchSize, messageLength }: Settings, forget: boolean): RunConfig {
  if (!forget) return { data: task.data, options: { batchSize, ...(task.cipher && { messageLength }) } };
  // Without memory each symbol is a sequence of its own; as many a step as before.
  const pairs = singleSymbols(task, messageLength);
  const validation = { pairs: Array.from({ length: symbolsHeldBack }, () => pairs.next().value as TextPair) };
  const options = { batchSize: batchSize * messageLength, validation, stepsPerEpoch: 128 };
  return { data: { pairs }, options: { ...options, ...alphabetsOf(task) } };
}

/** What the package finds out by itself where it has all pairs at once. */
function alphabetsOf({ cipher, pairs }: TaskData): Pick<TrainOptions, "alphabet" | "outputAlphabet"> {
  if (cipher) return { alphabet: cipher.alphabet, outputAlphabet: cipher.alphabet };
  const symbolsOf = (sides: readonly Words[]) => [...new Set(sides.flatMap((side) => [...side]))];
  return {
    alphabet: symbolsOf(pairs.map(([input]) => input)),
    outputAlphabet: symbolsOf(pairs.map(([, target]) => target)),
  };
}

/** Endless. */
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
