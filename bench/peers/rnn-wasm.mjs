// rnn-wasm as its users run it: `startTraining`, `decrypt` and `decryptBatch` of dist/.
// usage: rnn-wasm.mjs simd128|relaxed [WORKERS]
//
// Training draws and encrypts fresh messages for each update, as every run with a cipher does; other peers reuse prepared batches.
import { alphabet, key, lr, messages, seriesRows } from "../data.mjs";
import { Cannot, serve } from "../protocol.mjs";

const [variant, workers] = process.argv.slice(2);
const parallel = workers ? { workers: Number(workers) } : {};

/** Imported in the handlers, because some of them time the import; by the path that Node resolves, because "rnn-wasm" does not resolve in this folder. */
const load = () => import("../../dist/index.node.js");

/** Options of a run that never ends and reports no progress. */
async function train({ sizes, cell }) {
  const { V, E, H, T, B } = sizes;
  if (B < workers) throw new Cannot("fewer messages than workers");
  const { ciphers, startTraining } = await load();
  const cipher = ciphers.caesar({ key, alphabet: alphabet(V) });
  const options = {
    ...{ embeddingDim: E, hiddenSize: H, messageLength: T, batchSize: B, lr, seed: 1, variant, ...parallel },
    ...(cell && { cell }),
    ...{ validation: 0, stepsPerEpoch: 1e12, progressEvery: 1e12 },
  };
  await startTraining(cipher, { ...options, maxSteps: 0 }).result.catch(explain);
  const run = startTraining(cipher, { ...options, maxSteps: 1e12 });
  run.pause();
  return stepped(run);
}

/** The work of a run, which pauses after each call. */
const stepped = (run) => ({ run: (count) => run.step(count), end: () => run.stop(), pauses: true });

/** An option that does not exist, or not for this data, means that the peer lacks the row, not that it failed. */
function explain(error) {
  throw error.code === "ERR_INVALID_OPTION" ? new Cannot(error.message) : error;
}

/** A model of the tutorial's sizes, untrained, because its answers do not matter here. */
async function untrained({ V, E, H }) {
  const { ciphers, train } = await load();
  const cipher = ciphers.caesar({ key, alphabet: alphabet(V) });
  return train(cipher, { embeddingDim: E, hiddenSize: H, seed: 1, maxSteps: 0, variant });
}

async function decrypt({ sizes }) {
  const model = await untrained(sizes);
  const message = "FUVEMVEMNMERPDRF".repeat(sizes.T / 16);
  return { run: (count) => repeat(count, () => model.decrypt(message)) };
}

async function decryptBatch({ sizes }) {
  const model = await untrained(sizes);
  const messages = Array.from({ length: sizes.B }, () => "FUVEMVEMNMERPDRF".repeat(sizes.T / 16));
  return { run: (count) => repeat(count, () => model.decryptBatch(messages)) };
}

/** Running text of the data's letters, in columns whose state is carried on. */
async function textStep({ sizes: { V, E, H, T, B } }) {
  const { startTraining } = await load();
  const data = { text: running({ V, T, B: 20 * B }) };
  const options = { embeddingDim: E, hiddenSize: H, bptt: T, batchSize: B, lr, seed: 1, variant, ...parallel };
  const run = startTraining(data, { ...options, validation: 0, progressEvery: 1e12, maxSteps: 1e12 });
  run.pause();
  return stepped(run);
}

/** Messages whose class is the first of their letters. */
async function classifyStep({ sizes, cell }) {
  const { startTraining } = await load();
  const { V, E, H, B } = sizes;
  const options = { embeddingDim: E, hiddenSize: H, cell, batchSize: B, lr, seed: 1, variant, ...parallel };
  const run = startTraining(labeled(sizes), {
    ...options,
    alphabet: alphabet(V),
    classes: [...alphabet(V)],
    validation: 0,
    progressEvery: 1e12,
    maxSteps: 1e12,
  });
  run.pause();
  return stepped(run);
}

async function classifyOne({ sizes }) {
  const { train } = await load();
  const { V, E, H } = sizes;
  const data = labeled({ ...sizes, B: 64 });
  const model = await train(data, {
    embeddingDim: E,
    hiddenSize: H,
    alphabet: alphabet(V),
    classes: [...alphabet(V)],
    seed: 1,
    maxSteps: 0,
    variant,
  });
  const [name] = data.sequences;
  return { run: (count) => repeat(count, () => model.classify(name)) };
}

/** 20 batches of messages with labels, or as many messages as a batch of one needs for all classes. */
function labeled({ V, T, B }) {
  const letters = alphabet(V);
  const sequences = Array.from({ length: 20 * B }, (_, i) =>
    Array.from(messages({ V, T, B: 1 }, i + 1).encrypted, (letter) => letters[letter]).join(""),
  );
  return { sequences, labels: sequences.map((text) => text[0]) };
}

/** A series of 20 batches of windows that do not overlap, without differences and lags, so that all rows are trained on as they are. */
async function forecastStep({ sizes }) {
  const { startTraining } = await load();
  const { F, H, T, B } = sizes;
  const numbers = seriesRows({ ...sizes, B: 20 * B });
  const series = Array.from({ length: numbers.length / F }, (_, row) => [...numbers.subarray(row * F, (row + 1) * F)]);
  const run = startTraining(
    { series },
    {
      ...{ hiddenSize: H, window: T, stride: T, batchSize: B, lr, seed: 1, variant, ...parallel },
      ...{ difference: "none", lags: [], validation: 0, progressEvery: 1e12, maxSteps: 1e12 },
    },
  );
  run.pause();
  return stepped(run);
}

async function generate({ sizes: { V, E, H, T }, layers }) {
  const { train } = await load();
  const options = { embeddingDim: E, hiddenSize: H, numLayers: layers, seed: 1, maxSteps: 0, validation: 0, variant };
  const model = await train({ text: running({ V, T: 100, B: 100 }) }, options);
  let seed = 0;
  return { run: (count) => repeat(count, () => model.generate({ prompt: alphabet(V)[0], length: T, seed: seed++ })) };
}

/**
 * Requests to a model behind Node's http server, one after another over a connection that stays open. Server and client share the process's
 * core, so that a server alone answers more.
 */
async function request({ task }) {
  const { model, body, answer } = await served(task);
  // PERF: loaded here, because Node takes 7 to 40 ms for http, which would be part of the rows of a fresh process.
  const { requests } = await import("../requests.mjs");
  return requests((input) => answer(model, input), body);
}

/** An untrained model of the task's default sizes, what is asked, and how the server answers. */
async function served(task) {
  const { ciphers, train } = await load();
  const options = { seed: 1, maxSteps: 0, validation: 0, variant };
  const names = ["Schmidhuber", "Hochreiter", "Elman", "Cho"];
  const series = Array.from({ length: 200 }, (_, row) => 10 * Math.sin(row / 2) + (row % 13));
  const windows = Array.from({ length: 4 }, (_, i) => series.slice(i, i + 32));
  const predict = (model, input) => model.predict(input);
  const cases = {
    tag: [ciphers.caesar({ key }), "FUVEMVEMNMERPDRF".repeat(2), predict],
    classify: [{ sequences: names, labels: ["de", "de", "us", "kr"] }, names[0], predict],
    regress: [{ sequences: windows, values: [1, 2, 3, 4] }, windows[0], predict],
    forecast: [{ series }, 12, (model, steps) => model.forecast(steps)],
    generate: [
      { text: running({ V: 65, T: 100, B: 100 }) },
      { length: 100, seed: 1 },
      (model, settings) => model.generate(settings),
    ],
  };
  const [data, input, answer] = cases[task];
  return { model: await train(data, options), body: JSON.stringify(input), answer };
}

function running(sizes) {
  const letters = alphabet(sizes.V);
  return Array.from(messages(sizes).original, (letter) => letters[letter]).join("");
}

function repeat(count, work) {
  for (let i = 0; i < count; i++) work();
}

async function firstStep() {
  const began = performance.now();
  const { ciphers, train } = await load();
  await train(ciphers.caesar({ key }), { seed: 0, maxSteps: 1, validation: 0, variant });
  return { times: { import: performance.now() - began } };
}

async function tutorial() {
  const began = performance.now();
  const { ciphers, train } = await load();
  const imported = performance.now();
  const model = await train(ciphers.caesar({ key }), { seed: 0, variant });
  const ended = performance.now();
  return { times: { call: ended - imported, import: ended - began }, note: `${model.training.steps} updates` };
}

await (workers
  ? serve({ train, trainCell: train, classifyStep, forecastStep, textStep }, "only training is divided among workers")
  : serve({
      train,
      trainCell: train,
      classifyStep,
      classifyOne,
      forecastStep,
      textStep,
      generate,
      request,
      decrypt,
      decryptBatch,
      loop: train,
      firstStep,
      tutorial,
    }));
