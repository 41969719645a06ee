/** Decipher: a tagger that reads a message letter by letter. */
import type { Model, Tagger } from "rnn-wasm";
import { fitted, vocabularyOf } from "../../shared/decipher/message.js";
import type { Words } from "../../shared/decipher/pairs-text.js";
import { expectedReading, isRead, secretOf } from "../../shared/decipher/reading.js";
import type { DecipherQuery, DecipherSeen } from "../../shared/decipher/seen.js";
import type { Settings } from "../../shared/decipher/settings.js";
import { type TaskData, taskData } from "../../shared/decipher/task.js";
import { firstRunConfig, laterRunConfig, resumedRunConfig } from "../decipher/run-config.js";
import { classAnswers, insideOf, tokensOf } from "../inside.js";
import { embedded, networkOf } from "../network.js";
import { defineSubject, type LookRequest } from "../subject.js";

/** Updates that a run with ten units usually needs; larger models need fewer, but longer ones. */
const usualSteps = 1408;

type Request = LookRequest<Settings, DecipherQuery>;

export const decipher = defineSubject<Settings, DecipherQuery, TaskData, Tagger>({
  task: "tag",
  prepare: taskData,
  usualSteps: ({ hiddenSize }) => (hiddenSize > 32 ? usualSteps / 2 : usualSteps),
  plan(task, { settings, interventions: { forget }, from, score }) {
    if (from === "checkpoint") return resumedRunConfig(task, settings, forget);
    return from === "random"
      ? firstRunConfig(task, settings, forget)
      : laterRunConfig(task, settings, forget, score ?? 0);
  },
  scoreOf: ({ validation }) => (validation && "accuracy" in validation ? validation.accuracy : undefined),
  hasReached(model, task, { query: { message }, forget }) {
    const secret = secretOf(task, message);
    return isRead(readingOf(model, secret, forget), expectedReading(task, message));
  },
  look,
  loadOptions: (task) => {
    const alphabet = task?.cipher?.alphabet;
    return alphabet === undefined ? undefined : { alphabet, outputAlphabet: alphabet };
  },
  settingsOf({ config: { cell, nonlinearity = "tanh", embeddingDim, hiddenSize, numLayers, bidirectional } }) {
    return { cell, nonlinearity, embeddingDim, hiddenSize, numLayers, bidirectional };
  },
  fits({ alphabet, outputAlphabet }, { cipher, pairs }) {
    const [inputs, outputs] = [new Set(alphabet), new Set(outputAlphabet)];
    if (cipher) return [...cipher.alphabet].every((letter) => inputs.has(letter) && outputs.has(letter));
    return pairs.every(
      ([input, target]) =>
        [...input].every((symbol) => inputs.has(symbol)) && [...target].every((symbol) => outputs.has(symbol)),
    );
  },
  optionsOf: ({ alphabet, outputAlphabet }) => ({ alphabet, outputAlphabet }),
});

/** The model's answer; with the state reset, each symbol is read by itself. */
function readingOf(model: Tagger, secret: Words, forget: boolean): string[] {
  if (secret.length === 0) return [];
  const read = (sequence: Words) => [...(model.predict(sequence as string) as Words)];
  return forget ? [...secret].flatMap((symbol) => read(typeof secret === "string" ? symbol : [symbol])) : read(secret);
}

function look(model: Tagger, task: TaskData | undefined, { query: { message }, forget, influence }: Request) {
  const outputSymbols = [...model.outputAlphabet];
  const inputSymbols = [...model.alphabet];
  const secret = task ? secretOf(task, message) : fitted(message, vocabularyOf(model.alphabet as Words));
  const input = [...secret];
  const network = networkOf(model as unknown as Model);
  const rows = embedded(network, tokensOf(input, inputSymbols));
  const { inside } = insideOf(network, {
    rows,
    reads: input,
    isAlone: forget,
    influence,
    answersAt: classAnswers(outputSymbols),
  });
  const seen: DecipherSeen = {
    inputSymbols,
    outputSymbols,
    input,
    output: inside.says.map(([first]) => first?.text ?? ""),
    confidence: inside.says.map(([first]) => first?.share ?? 0),
    expected: expectedReading(task, message),
    confusionMatrix: confusionMatrixOf(model, task?.probes ?? [], forget, inputSymbols, outputSymbols.length),
  };
  return { inside, seen };
}

/** [input symbol][output symbol]: the probability, averaged over all occurrences of the input symbol in the probes. */
function confusionMatrixOf(
  model: Tagger,
  probes: readonly Words[],
  forget: boolean,
  symbols: readonly string[],
  classes: number,
): Float32Array<ArrayBuffer> {
  const sums = new Float32Array(symbols.length * classes);
  const counts = new Float32Array(symbols.length);
  const indices = new Map(symbols.map((symbol, index) => [symbol, index]));
  for (const stretch of forget ? symbols.map((symbol) => [symbol]) : probes) {
    const { data } = model.probabilities(stretch as string);
    for (const [t, symbol] of [...stretch].entries()) {
      const row = indices.get(symbol);
      if (row === undefined) continue;
      counts[row] = (counts[row] as number) + 1;
      for (let k = 0; k < classes; k++) {
        const at = row * classes + k;
        sums[at] = (sums[at] as number) + (data[t * classes + k] as number);
      }
    }
  }
  return sums.map((sum, at) => sum / Math.max(1, counts[Math.floor(at / classes)] as number));
}
