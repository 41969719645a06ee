/**
 * The expected results of runs: the weights after each number of steps in undisturbed runs.
 */
import { type Cipher, ciphers, load, type Model, type TaggerOptions, train } from "rnn-wasm";

/** Steps up to which weights are known. Runs go on beyond it only where a sequence of calls lets them. */
export const known = 40;

/** A way to train a very small model, of which thousands can be trained in a second. */
export interface Recipe {
  readonly cipher: Cipher;
  readonly options: TaggerOptions;
}

const sizes = { embeddingDim: 2, hiddenSize: 3, messageLength: 3, until: {}, progressEvery: 3, seed: 1 } as const;
const cipher = ciphers.caesar({ key: 1, alphabet: "ABC" });

export const recipes: readonly Recipe[] = [
  { cipher, options: { ...sizes, stepsPerEpoch: 4, validation: 2 } },
  { cipher, options: { ...sizes, stepsPerEpoch: 100, validation: 0, optimizer: "sgd", momentum: 0.9, lr: 0.1 } },
  { cipher, options: { ...sizes, stepsPerEpoch: 7, validation: 1, numLayers: 2, dropout: 0.3, batchSize: 2 } },
];

/** All weights as a string, for comparing and printing. */
export function weightsOf(model: Model): string {
  return [...model.stateDict().values()].map((tensor) => `${tensor.data()}`).join(";");
}

/** @returns by recipe, by step */
export async function learnTruth(): Promise<string[][]> {
  const after = async ({ cipher, options }: Recipe, maxSteps: number) =>
    weightsOf(await train(cipher, { ...options, maxSteps }));
  return Promise.all(
    recipes.map((recipe) => Promise.all(Array.from({ length: known + 1 }, (_, steps) => after(recipe, steps)))),
  );
}

/** Which step a checkpoint is of, by its own word, and the weights in it. */
export async function readCheckpoint(bytes: Uint8Array): Promise<{ step: number; weights: string }> {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)));
  const { state } = JSON.parse(header.__metadata__["rnn-wasm.run"]);
  return { step: state.step, weights: weightsOf(await load(bytes)) };
}
