/**
 * Opens model files.
 */
import { load, type Tagger } from "rnn-wasm";
import type { OpenedModel } from "../shared/protocol.js";
import type { TaskData } from "../shared/task.js";

export async function openModel(
  bytes: Uint8Array<ArrayBuffer>,
  task: TaskData | undefined,
): Promise<{ readonly model: Tagger; readonly opened: OpenedModel }> {
  const model = await loadWith(bytes, task?.cipher?.alphabet);
  const { cell, nonlinearity = "tanh", embeddingDim, hiddenSize, numLayers, bidirectional } = model.config;
  const fitsTask = task !== undefined && fits(model, task);
  return { model, opened: { cell, nonlinearity, embeddingDim, hiddenSize, numLayers, bidirectional, fitsTask } };
}

/** A PyTorch file has no alphabet and gets that of the current task. */
async function loadWith(bytes: Uint8Array<ArrayBuffer>, alphabet: string | undefined): Promise<Tagger> {
  if (alphabet === undefined) return load(bytes, { task: "tag" });
  return load(bytes, { task: "tag" }).catch(() => load(bytes, { task: "tag", alphabet, outputAlphabet: alphabet }));
}

/** Whether the model has all symbols of the task. */
function fits({ alphabet, outputAlphabet }: Tagger, { cipher, pairs }: TaskData): boolean {
  const [inputs, outputs] = [new Set(alphabet), new Set(outputAlphabet)];
  if (cipher) return [...cipher.alphabet].every((letter) => inputs.has(letter) && outputs.has(letter));
  return pairs.every(
    ([input, target]) =>
      [...input].every((symbol) => inputs.has(symbol)) && [...target].every((symbol) => outputs.has(symbol)),
  );
}
