// rnn-wasm as its users run it: `startTraining`, `decrypt`, `decryptBatch`, by the public interface of dist/.
// usage: rnn-wasm.mjs simd128|relaxed [WORKERS]
//
// Training draws and encrypts fresh messages for each update, as a run with a cipher does; the other peers get theirs ready made.
import { alphabet, key, lr } from "../data.mjs";
import { peak } from "../peak.mjs";
import { Cannot, serve } from "../protocol.mjs";

const [variant, workers] = process.argv.slice(2);
const parallel = workers ? { workers: Number(workers) } : {};

/** Imported by the handlers, since some of them time it. By its path: in this folder, which is a package, "rnn-wasm" is nobody. */
const load = () => import("../../dist/index.js");

/** A run that waits: `step(n)` then makes n updates, all of whose losses reach its progress. */
async function waitingRun({ V, E, H, T, B }, options) {
  const { ciphers, startTraining } = await load();
  const run = startTraining(ciphers.caesar({ key, alphabet: alphabet(V) }), {
    ...{ embeddingDim: E, hiddenSize: H, messageLength: T, batchSize: B },
    ...{ seed: 1, validation: 0, variant, ...parallel, ...options },
  });
  run.result.catch(() => {}); // step() says it too
  run.pause();
  return run;
}

async function train({ sizes }) {
  const endless = { maxSteps: 1e12, stepsPerEpoch: 1e12, progressEvery: 1e12 };
  const run = await waitingRun(sizes, { ...endless, lr });
  try {
    await run.step(1);
  } catch (error) {
    if (error.code === "ERR_INVALID_OPTION") throw new Cannot(error.message);
    throw error;
  }
  return { run: (count) => run.step(count) };
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

const alone = "the same as with one: a single message is not divided";
await serve(
  workers
    ? {
        train,
        ...Object.fromEntries(
          ["decrypt", "decryptBatch", "loop", "firstStep", "tutorial"].map((kind) => [kind, alone]),
        ),
      }
    : { train, decrypt, decryptBatch, loop: train, firstStep, tutorial, peak: () => peak(variant) },
);
