// rnn-wasm as its users run it: `startTraining`, `decrypt`, `decryptBatch`, by the public interface of dist/.
// usage: rnn-wasm.mjs simd128|relaxed [WORKERS]
//
// Training draws and encrypts fresh messages for each update, as a run with a cipher does; the other peers get theirs ready made.
import { alphabet, key, lr } from "../data.mjs";
import { Cannot, serve } from "../protocol.mjs";

const [variant, workers] = process.argv.slice(2);
const parallel = workers ? { workers: Number(workers) } : {};

/** Imported by the handlers, since some of them time it. By its path: in this folder, which is a package, "rnn-wasm" is nobody. */
const load = () => import("../../dist/index.js");

/** Updates of a run that is endless and reports nothing on its way. */
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
  return { run: (count) => run.step(count), end: () => run.stop() };
}

/** An option that is not there, or not with this data, is a reason and no failure. */
function explain(error) {
  throw error.code === "ERR_INVALID_OPTION" ? new Cannot(error.message) : error;
}

/** A model of the tutorial's sizes. What it answers is no matter here, so it is not trained. */
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
  ? serve({ train, trainCell: train }, "only training is divided among workers")
  : serve({ train, trainCell: train, decrypt, decryptBatch, loop: train, firstStep, tutorial }));
