/**
 * Training with any values as data and options: it trains, or fails with an error that has a code, soon; and it can be stopped at once.
 */
import fc from "fast-check";
import { ciphers, dataset, startTraining } from "rnn-wasm";
import { within } from "../calls/world.js";
import { anyOption as anything, judge, shown } from "./values.js";

const optionNames = [
  ...["embeddingDim", "hiddenSize", "numLayers", "bidirectional", "dropout", "alphabet", "outputAlphabet", "unknown"],
  ...["weights", "batchSize", "messageLength", "stepsPerEpoch", "shuffle", "validation", "seed", "optimizer", "lr"],
  ...["betas", "eps", "weightDecay", "amsgrad", "momentum", "dampening", "nesterov", "clipGradNorm", "lrSchedule"],
  ...["maxSteps", "epochs", "until", "patience", "progressEvery", "onProgress", "signal", "variant", "resume"],
  ...["scale", "missing", "readout", "classes", "classWeights", "labelSmoothing", "monitor", "loss", "cell"],
  ...["onCheckpoint", "worker", "workers", "optimiser", "__proto__"],
];

const caesar = ciphers.caesar({ key: 1, alphabet: "ABC" });
const data: readonly unknown[] = [
  caesar,
  {
    pairs: [
      ["AB", "BC"],
      ["CA", "AB"],
      ["", ""],
    ],
  },
  { pairs: new Set([["A", "B"]]) },
  dataset(caesar, { numExamples: 3, messageLength: 2 }),
  { sequences: ["AB", "C", "BA"], labels: ["x", "y", "x"] },
  { sequences: [[{ a: 1, b: 2 }], [{ a: 3, b: 4 }]], labels: [1, 2] },
  {
    valued: [
      [[1, 2, 3], 1],
      [[4, 5], 2],
    ],
  },
];

const anyPairs = fc.oneof(
  fc.array(fc.oneof(fc.array(anything, { maxLength: 3 }), anything), { maxLength: 3 }),
  anything,
);
const anyData = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...data) },
  { weight: 2, arbitrary: anyPairs.map((pairs) => ({ pairs })) },
  { weight: 1, arbitrary: fc.tuple(anything, anything).map(([name, alphabet]) => ({ ...caesar, name, alphabet })) },
  { weight: 2, arbitrary: fc.tuple(anyPairs, anyPairs).map(([sequences, labels]) => ({ sequences, labels })) },
  { weight: 1, arbitrary: fc.tuple(anyPairs, anyPairs).map(([sequences, values]) => ({ sequences, values })) },
  { weight: 1, arbitrary: anyPairs.map((labeled) => ({ labeled })) },
  { weight: 1, arbitrary: anything.map((answer) => ({ ...caesar, encrypt: () => answer })) },
  { weight: 1, arbitrary: anything },
);

/** The state dict of a small model, one of whose tensors is something else. */
const shapes: Readonly<Record<string, readonly number[]>> = {
  ...{ "embedding.weight": [3, 2], "lstm.weight_ih_l0": [8, 2], "lstm.weight_hh_l0": [8, 2] },
  ...{ "lstm.bias_ih_l0": [8], "lstm.bias_hh_l0": [8], "linear.weight": [3, 2], "linear.bias": [3] },
};
const zeros = (shape: readonly number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b)) });
const stateDict = fc
  .tuple(fc.constantFrom(...Object.keys(shapes), "over"), anything, anything, fc.nat(3))
  .map(([name, other, another, kind]) => {
    const right = zeros(shapes[name] ?? [1]);
    const wrong = [other, { ...right, shape: other }, { ...right, data: other }, { shape: other, data: another }][kind];
    const all = Object.entries(shapes).map(([name, shape]): [string, unknown] => [name, zeros(shape)]);
    return Object.fromEntries([...all, [name, wrong]]);
  });

const anyOptions = fc.oneof(
  { weight: 1, arbitrary: stateDict.map((weights) => ({ weights, hiddenSize: undefined, embeddingDim: undefined })) },
  { weight: 9, arbitrary: fc.dictionary(fc.constantFrom(...optionNames), anything, { maxKeys: 3 }) },
  { weight: 1, arbitrary: anything },
);

/** A run that goes on is aborted after so long. */
const patienceMs = 4;

/** The options, of a small model that can be aborted; as they are where they are no record of options. */
function withSignal(options: unknown, signal: AbortSignal): unknown {
  const isRecord = typeof options === "object" && options !== null && !Array.isArray(options);
  try {
    return isRecord ? { hiddenSize: 2, seed: 1, signal, ...options } : options;
  } catch {
    return options;
  }
}

async function trainWith(data: unknown, options: unknown): Promise<void> {
  const controller = new AbortController();
  const run = startTraining(data as never, withSignal(options, controller.signal) as never);
  const timer = setTimeout(() => {
    controller.abort(aborted);
    // With a signal of its own it can only be stopped.
    void run.stop();
  }, patienceMs);
  try {
    await within("training", run.result);
  } catch (error) {
    if (error !== aborted) judge(error, () => `train(${shown(data)}, ${shown(options)})`);
  } finally {
    clearTimeout(timer);
  }
}

const aborted = new Error("long enough");

/** So many runs. Returns how many. */
export async function fuzzTraining(seed: number, count: number): Promise<number> {
  await fc.assert(fc.asyncProperty(anyData, anyOptions, trainWith), { numRuns: count, seed });
  return count;
}
