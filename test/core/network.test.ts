/**
 * The wrapper of the core's model: networks of every readout and loss, with classes or numbers in and out, beside PyTorch's runs. By relative
 * import: the package shows of it only the models that tasks make.
 */
import { readFileSync } from "node:fs";
import { expect, inject, test } from "vitest";
import { Engine } from "../../ts/core/engine.js";
import { Network, resultLength, slots } from "../../ts/core/network.js";
import type { NetworkBatches } from "../../ts/core/network-batches.js";
import type { NetworkConfig } from "../../ts/core/network-config.js";
import { parametersOf } from "../../ts/model/config.js";
import { type Reference, reference } from "../fixtures/reference.js";

const variant = inject("variant");
const wasm = readFileSync(new URL(`../../ts/core/generated/${variant}.wasm`, import.meta.url));
const engine = new Engine(new WebAssembly.Module(wasm), variant);

const tensorOf = ({ tensors }: Reference, name: string) => (tensors[name] as Reference["tensors"][string]).data;

/** The recurrent part and the input of a case of `fit_classify_*` or `fit_regress_*`. */
function shapeOf({ config }: Reference): Omit<NetworkConfig, "output"> {
  return {
    cell: config.cell,
    nonlinearity: config.cell === "rnn" ? config.nonlinearity : undefined,
    input: config.V
      ? { kind: "tokens", vocabSize: config.V, embeddingDim: config.E }
      : { kind: "rows", features: config.F },
    hiddenSize: config.H,
    numLayers: config.L,
    bidirectional: config.bidirectional,
    dropout: 0,
  };
}

/** An epoch of the case's sequences in batches, longest first in each. */
function batchesOf(file: Reference, answers: string): NetworkBatches & { readonly count: number } {
  const { N, T, B, F } = file.config;
  const [lengths, data] = [tensorOf(file, "lengths"), tensorOf(file, F ? "rows" : "tokens")];
  const [width, targets] = [F ?? 1, tensorOf(file, answers)];
  const targetWidth = targets.length / N;
  const [inputs, wanted, sizes]: number[][] = [[], [], []];
  const [rowStarts, timeStarts, targetStarts] = [[0], [0], [0]];
  for (let first = 0; first < N; first += B) {
    const order = Array.from({ length: Math.min(B, N - first) }, (_, b) => first + b);
    order.sort((a, b) => (lengths[b] as number) - (lengths[a] as number));
    for (let time = 0; time < (lengths[order[0] as number] as number); time++) {
      const running = order.filter((sequence) => (lengths[sequence] as number) > time);
      sizes?.push(running.length);
      for (const sequence of running) {
        const at = (sequence * T + time) * width;
        inputs?.push(...data.subarray(at, at + width));
      }
    }
    for (const sequence of order)
      wanted?.push(...targets.subarray(sequence * targetWidth, (sequence + 1) * targetWidth));
    rowStarts.push((inputs as number[]).length / width);
    timeStarts.push((sizes as number[]).length);
    targetStarts.push((wanted as number[]).length / targetWidth);
  }
  const arrayOf = (numbers: number[] | undefined, isFloats: boolean) =>
    isFloats ? Float32Array.from(numbers ?? []) : Uint32Array.from(numbers ?? []);
  return {
    inputs: arrayOf(inputs, F !== null),
    targets: arrayOf(wanted, answers === "values"),
    sizes: Uint32Array.from(sizes ?? []),
    rowStarts: Uint32Array.from(rowStarts),
    timeStarts: Uint32Array.from(timeStarts),
    targetStarts: Uint32Array.from(targetStarts),
    count: rowStarts.length - 1,
  };
}

/** A network with the case's first weights, ready to be trained as it was. */
function networkOf(file: Reference, output: NetworkConfig["output"]): Network {
  const config = { ...shapeOf(file), output };
  const network = new Network(engine, config);
  const weights = parametersOf(config).flatMap(({ name }) => [...tensorOf(file, name)]);
  network.write(slots.weights, Float32Array.from(weights));
  network.setOptimizer(
    { name: "adam", betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false },
    file.config.clip_grad_norm ?? Number.POSITIVE_INFINITY,
  );
  return network;
}

/** Trains as long as PyTorch did: all losses and norms of gradients. */
function trained(network: Network, file: Reference, batches: NetworkBatches & { readonly count: number }) {
  const found: { losses: number[]; norms: number[] } = { losses: [], norms: [] };
  for (let epoch = 0; epoch < file.config.epochs; epoch++) {
    network.load(batches, 0, batches.count);
    network.lr.fill(file.config.lr);
    expect(network.train(batches.count)).toBe(batches.count);
    for (let i = 0; i < batches.count; i++) {
      found.losses.push(network.results[i * resultLength] as number);
      found.norms.push(network.results[i * resultLength + 2] as number);
    }
  }
  return found;
}

function expectNear(got: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(got.length).toBe(wanted.length);
  Array.from(wanted).forEach((value, i) => {
    expect(Math.abs((got[i] as number) - value)).toBeLessThan(tolerance * Math.max(1, Math.abs(value)));
  });
}

test.each([
  ["fit_classify_tokens", "last"],
  ["fit_classify_tokens_smoothing", "last"],
  ["fit_classify_rows_mean", "mean"],
  ["fit_classify_rows_max", "max"],
] as const)("a classifier trains and answers as PyTorch's: %s", (name, readout) => {
  const file = reference(name);
  const { K: size, N, label_smoothing: labelSmoothing } = file.config;
  const classWeights = file.tensors["class_weights"] ? [...tensorOf(file, "class_weights")] : undefined;
  const network = networkOf(file, { readout, loss: { kind: "crossEntropy", labelSmoothing, classWeights }, size });
  const batches = batchesOf(file, "labels");
  const { losses, norms } = trained(network, file, batches);
  expectNear(losses, tensorOf(file, "losses"), 1e-5);
  expectNear(norms, tensorOf(file, "grad_norms"), 1e-5);

  // All sequences at once: predictions, right ones, probabilities in the order of the batch.
  const all = batchesOf({ ...file, config: { ...file.config, B: N } }, "labels");
  network.load(all, 0, 1);
  network.evaluate(1);
  const predictions = [...network.predictions.subarray(0, N)];
  expect(network.results[1]).toBe(predictions.filter((label, i) => label === all.targets[i]).length);
  const outputs = network.predict(N);
  const probabilities = Array.from({ length: N }, (_, i) => [...outputs.subarray(i * size, (i + 1) * size)]);
  predictions.forEach((label, i) => {
    expect(probabilities[i]?.[label]).toBe(Math.max(...(probabilities[i] as number[])));
  });
  const lengths = tensorOf(file, "lengths");
  const order = Array.from({ length: N }, (_, i) => i).sort((a, b) => (lengths[b] as number) - (lengths[a] as number));
  const wanted = tensorOf(file, "probabilities");
  order.forEach((sequence, i) => {
    expectNear(probabilities[i] as number[], wanted.subarray(sequence * size, (sequence + 1) * size), 1e-5);
  });
  network.free();
});

test.each([
  ["fit_regress_mse", { kind: "mse" }],
  ["fit_regress_huber", { kind: "huber", delta: 1 }],
] as const)("a regressor trains and answers as PyTorch's: %s", (name, loss) => {
  const file = reference(name);
  const { O: size, N } = file.config;
  const network = networkOf(file, { readout: "last", loss, size });
  const { losses, norms } = trained(network, file, batchesOf(file, "values"));
  expectNear(losses, tensorOf(file, "losses"), 1e-5);
  expectNear(norms, tensorOf(file, "grad_norms"), 1e-5);

  const all = batchesOf({ ...file, config: { ...file.config, B: N } }, "values");
  network.load(all, 0, 1);
  network.evaluate(1);
  const values = network.values.slice(0, N * size);
  const errors = values.map((value, i) => Math.abs(value - (all.targets[i] as number)));
  expect(network.results[1]).toBeCloseTo(
    errors.reduce((a, b) => a + b),
    4,
  );
  expect([...network.predict(N)]).toEqual([...values]);
  network.free();
});

test("a carried state goes on where it was taken out", () => {
  const config = {
    ...shapeOf(reference("fit_classify_rows_last")),
    output: { readout: "all", loss: { kind: "mse" }, size: 2 },
    carry: true,
  } as const satisfies NetworkConfig;
  const piece = {
    inputs: Float32Array.from({ length: 4 * 2 * 3 }, (_, i) => Math.sin(i)),
    targets: Float32Array.from({ length: 4 * 2 * 2 }, (_, i) => Math.cos(i)),
    sizes: Uint32Array.of(2, 2, 2, 2),
    rowStarts: Uint32Array.of(0, 8),
    timeStarts: Uint32Array.of(0, 4),
  };
  const network = new Network(engine, config);
  network.seed(1);
  network.drawWeights();
  network.setOptimizer({ name: "sgd", momentum: 0, dampening: 0, weightDecay: 0, nesterov: false });
  const loss = () => {
    network.load(piece, 0, 1);
    network.lr[0] = 0;
    network.train(1);
    return network.results[0];
  };
  expect(network.carried.length).toBe(0);
  const first = loss();
  const state = network.carried;
  const second = loss();
  expect(second).not.toBe(first);
  network.carried = state;
  expect(loss()).toBe(second);
  network.carried = new Float32Array();
  expect(loss()).toBe(first);
  network.free();
});

test("inputs and targets of another kind or number are refused", () => {
  const file = reference("fit_regress_mse");
  const network = networkOf(file, { readout: "last", loss: { kind: "mse" }, size: 1 });
  const batches = batchesOf(file, "values");
  const refused = (change: Partial<NetworkBatches>, message: RegExp) =>
    expect(() => network.load({ ...batches, ...change }, 0, 1)).toThrow(
      expect.objectContaining({ code: "ERR_SHAPE", message: expect.stringMatching(message) }),
    );
  refused({ inputs: new Uint32Array(batches.inputs.length) }, /^inputs: expected \d+ float32, got \d+ uint32$/);
  refused({ targets: new Uint32Array(batches.targets.length) }, /^targets: expected 4 float32, got 4 uint32$/);
  refused({ targets: new Float32Array(3) }, /^targets: expected 4 float32, got 3 float32$/);
  refused({ targetStarts: undefined }, /^targets: expected 4 float32, got \d+ float32$/);
  network.free();
});

test("targets that are NaN count in no loss, metric or gradient", () => {
  const config = {
    ...shapeOf(reference("fit_classify_rows_last")),
    output: { readout: "all", loss: { kind: "mse" }, size: 2 },
  } as const satisfies NetworkConfig;
  const rows = {
    inputs: Float32Array.from({ length: 3 * 3 }, (_, i) => Math.sin(i)),
    sizes: Uint32Array.of(1, 1, 1),
    rowStarts: Uint32Array.of(0, 3),
    timeStarts: Uint32Array.of(0, 3),
  };
  const network = new Network(engine, config);
  network.seed(1);
  network.drawWeights();
  network.setOptimizer({ name: "sgd", momentum: 0, dampening: 0, weightDecay: 0, nesterov: false });
  const update = (targets: Float32Array) => {
    network.load({ ...rows, targets }, 0, 1);
    network.evaluate(1);
    const evaluated = [...network.results.subarray(0, 2)];
    network.lr[0] = 0.1;
    expect(network.train(1)).toBe(1);
    expect(network.results[0]).toBe(evaluated[0]);
    return evaluated;
  };
  const before = network.read(slots.weights);
  expect(update(new Float32Array(6).fill(Number.NaN))).toEqual([0, 0]);
  expect(network.read(slots.weights)).toEqual(before);

  // The second column is missing, and the first at one step: what is left is two elements of six.
  const [loss, metric] = update(Float32Array.of(0.5, Number.NaN, Number.NaN, Number.NaN, -1, Number.NaN));
  const errors = [(network.values[0] as number) - 0.5, (network.values[4] as number) + 1];
  expect(loss).toBeCloseTo(errors.reduce((sum, error) => sum + error * error, 0) / 2, 12);
  expect(metric).toBeCloseTo(
    errors.reduce((sum, error) => sum + Math.abs(error), 0),
    12,
  );
  const bias = (weights: Float32Array) => [...weights.slice(-2)];
  const [moved, kept] = bias(network.read(slots.weights));
  expect(moved).not.toBe(bias(before)[0]);
  expect(kept).toBe(bias(before)[1]);
  network.free();
});
