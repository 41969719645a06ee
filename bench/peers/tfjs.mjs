// TensorFlow.js: its LSTM layer with PyTorch's activations and bias, its Adam, its softmax cross entropy, the loss read each update.
// usage: tfjs.mjs cpu|wasm
//
// The wasm backend has no gradient of an embedding's lookup, so there letters are one-hot vectors and the embedding is a product.
import { createRequire } from "node:module";
import { lr, messages, seriesRows } from "../data.mjs";
import { serve } from "../protocol.mjs";
import { learn } from "../tutorial.mjs";

const [backend] = process.argv.slice(2);
const require = createRequire(import.meta.url);

/** The packages are CommonJS in Node. */
async function load() {
  const tf = require("@tensorflow/tfjs-core");
  const layers = require("@tensorflow/tfjs-layers");
  const { setThreadsCount } = require(`@tensorflow/tfjs-backend-${backend}`);
  setThreadsCount?.(1);
  await tf.setBackend(backend);
  await tf.ready();
  return { ...tf, layers: layers.layers, sequential: layers.sequential };
}

const oneHot = backend === "wasm";

/** The recurrent layers and the output layer, initialized as in PyTorch. The default, orthogonal matrices, needs the whole package. */
function layersOf({ layers }, { H, outputs, count = 1, stateful = false, ...shape }) {
  const bound = 1 / Math.sqrt(H);
  const uniform = { className: "RandomUniform", config: { minval: -bound, maxval: bound } };
  const lstm = (_, i) =>
    layers.lstm({
      ...{ units: H, recurrentActivation: "sigmoid", unitForgetBias: false, stateful },
      ...{ kernelInitializer: uniform, recurrentInitializer: uniform, biasInitializer: uniform },
      returnSequences: !stateful || i + 1 < count,
      ...(i === 0 && shape),
    });
  return [
    ...Array.from({ length: count }, lstm),
    layers.dense({ units: outputs, kernelInitializer: uniform, biasInitializer: uniform }),
  ];
}

/** Makes updates by a loss; each returns it. */
function updater(tf, lossOf, lr) {
  const optimizer = tf.train.adam(lr, 0.9, 0.999, 1e-8);
  return (batch) => {
    const loss = optimizer.minimize(() => lossOf(batch), true);
    const value = loss.dataSync()[0];
    loss.dispose();
    return value;
  };
}

function embeddingOf({ layers }, { V, E, T }) {
  const normal = { className: "RandomNormal", config: { mean: 0, stddev: 1 } };
  return oneHot
    ? layers.dense({ units: E, useBias: false, kernelInitializer: normal, inputShape: [T, V] })
    : layers.embedding({ inputDim: V, outputDim: E, embeddingsInitializer: normal, inputLength: T });
}

function build(tf, sizes, lr) {
  const { V, H } = sizes;
  const model = tf.sequential({ layers: [embeddingOf(tf, sizes), ...layersOf(tf, { H, outputs: V })] });
  const lossOf = ({ input, target }) => tf.losses.softmaxCrossEntropy(target, model.apply(input, { training: true }));
  const update = updater(tf, lossOf, lr);
  /** Most likely letters, `[B][T]`. */
  const predict = (input) => tf.tidy(() => tf.argMax(model.apply(input), 2).dataSync());
  return { update, predict };
}

/** Indices `[B][T]` as this backend's model takes them. */
function encode(tf, letters, { V, T, B }) {
  return tf.tidy(() => {
    const indices = tf.tensor2d(letters, [B, T], "int32");
    return oneHot ? tf.cast(tf.oneHot(indices, V), "float32") : tf.clone(indices);
  });
}

function batch(tf, sizes, seed) {
  const { original, encrypted } = messages(sizes, seed);
  const { V, T, B } = sizes;
  const target = tf.tidy(() => tf.cast(tf.oneHot(tf.tensor2d(original, [B, T], "int32"), V), "float32"));
  return { original, input: encode(tf, encrypted, sizes), target };
}

async function train({ sizes }) {
  const tf = await load();
  const model = build(tf, sizes, lr);
  const given = batch(tf, sizes);
  return {
    run(count) {
      for (let i = 0; i < count; i++) model.update(given);
    },
  };
}

/** Each row of a window predicts the next one. */
async function forecastStep({ sizes }) {
  const tf = await load();
  const { F, H, T, B } = sizes;
  const numbers = seriesRows(sizes);
  const shape = [B, T, F];
  const given = {
    input: tf.tensor3d(numbers.subarray(0, B * T * F), shape),
    target: tf.tensor3d(numbers.subarray(F), shape),
  };
  const model = tf.sequential({ layers: layersOf(tf, { H, outputs: F, inputShape: [T, F] }) });
  const lossOf = ({ input, target }) => tf.losses.meanSquaredError(target, model.apply(input, { training: true }));
  const update = updater(tf, lossOf, lr);
  return {
    run(count) {
      for (let i = 0; i < count; i++) update(given);
    },
  };
}

async function infer({ sizes }) {
  const tf = await load();
  const model = build(tf, sizes, lr);
  const { encrypted } = messages(sizes);
  return {
    run(count) {
      for (let i = 0; i < count; i++) {
        const input = encode(tf, encrypted, sizes);
        model.predict(input);
        input.dispose();
      }
    },
  };
}

/** The class of a message, from the state after its last letter. */
async function classifyOne({ sizes }) {
  const tf = await load();
  const { V, H } = sizes;
  const ofLast = { returnSequences: false };
  const model = tf.sequential({ layers: [embeddingOf(tf, sizes), ...layersOf(tf, { H, outputs: V, ...ofLast })] });
  const { encrypted } = messages(sizes);
  const answer = () => tf.argMax(tf.softmax(model.apply(encode(tf, encrypted, sizes))), 1).dataSync();
  return {
    run(count) {
      for (let i = 0; i < count; i++) tf.tidy(answer);
    },
  };
}

/** A stateful model of one symbol a call; the draw is TensorFlow.js's own. */
async function generate({ sizes: { V, E, H, T }, layers: count }) {
  const tf = await load();
  const { layers, sequential } = tf;
  const normal = { className: "RandomNormal", config: { mean: 0, stddev: 1 } };
  const embedding = { inputDim: V, outputDim: E, embeddingsInitializer: normal, batchInputShape: [1, 1] };
  const model = sequential({
    layers: [layers.embedding(embedding), ...layersOf(tf, { H, outputs: V, count, stateful: true })],
  });
  return {
    run(repetitions) {
      for (let i = 0; i < repetitions; i++) {
        model.resetStates();
        let symbol = 0;
        for (let t = 0; t < T; t++)
          symbol = tf.tidy(
            () => tf.multinomial(tf.reshape(model.predict(tf.tensor2d([[symbol]])), [-1]), 1).dataSync()[0],
          );
      }
    },
  };
}

const sizes = { V: 27, E: 5, H: 10, T: 32, B: 1 };

async function firstStep() {
  const began = performance.now();
  const tf = await load();
  build(tf, sizes, 1e-3).update(batch(tf, sizes));
  return { times: { import: performance.now() - began } };
}

async function tutorial() {
  const began = performance.now();
  const tf = await load();
  const imported = performance.now();
  const model = build(tf, sizes, 1e-3);
  let seed = 0;
  const fresh = (B) => batch(tf, { ...sizes, B }, seed++);
  const free = ({ input, target }) => tf.dispose([input, target]);
  const steps = await learn({
    update() {
      const drawn = fresh(1);
      model.update(drawn);
      free(drawn);
    },
    accuracy(count) {
      const drawn = fresh(count);
      const decrypted = model.predict(drawn.input);
      free(drawn);
      return decrypted.filter((letter, i) => letter === drawn.original[i]).length / decrypted.length;
    },
  });
  const ended = performance.now();
  return { times: { call: ended - imported, import: ended - began }, note: `${steps} updates` };
}

await serve(
  { train, classifyOne, forecastStep, generate, decrypt: infer, decryptBatch: infer, firstStep, tutorial },
  "this row is not measured for TensorFlow.js",
);
