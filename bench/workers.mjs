// What workers gain: an update measured with one thread and with two workers, and computed for 4, 8 and 16 from its measured parts.
// usage: node bench/workers.mjs [simd128|relaxed [H,T,B …]]     (for example: relaxed 256,64,32)
//
// An update with n workers takes t(n) = t₁(B / n) + x: the update of one thread with a share of the batch, which includes the optimizer's pass
// over all weights, and the exchange of gradients. x = t(2) − t₁(B / 2) is measured; it hardly depends on n, because each worker writes all
// gradients once, sums one n-th of them and reads the rest once.
import { ciphers, startTraining } from "../dist/index.js";
import { alphabet, key } from "./data.mjs";

const [variant = "relaxed", ...asked] = process.argv.slice(2);
const rounds = 15;
const blockMs = 60;

/** H, T and B of a tagger with 64 symbols and an embedding of 64. */
const sizes = [
  [32, 32, 32],
  [64, 32, 32],
  [128, 32, 32],
  [256, 32, 32],
  [64, 128, 32],
  [256, 64, 32],
  [64, 32, 128],
  [256, 64, 128],
];

/** A paused run that makes updates on request. */
async function runOf([hiddenSize, messageLength, batchSize], workers) {
  const options = { embeddingDim: 64, hiddenSize, messageLength, batchSize, workers, variant, seed: 1, lr: 1e-7 };
  const endless = { validation: 0, stepsPerEpoch: 1e12, progressEvery: 1e12, maxSteps: 1e12 };
  const run = startTraining(ciphers.caesar({ key, alphabet: alphabet(64) }), { ...options, ...endless });
  await run.pause();
  await run.step(2);
  return run;
}

async function timed(run, count) {
  const began = performance.now();
  await run.step(count);
  return (performance.now() - began) / count;
}

/** Milliseconds of an update of each run; they take turns, and the fastest round counts, which other work disturbed least. */
async function measure(runs) {
  const counts = [];
  for (const [i, run] of runs.entries()) counts[i] = Math.max(1, Math.round(blockMs / (await timed(run, 3))));
  const times = runs.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [i, run] of runs.entries()) times[i].push(await timed(run, counts[i]));
  return times.map((all) => Math.min(...all));
}

const times = (gain) => `${gain.toFixed(2)} ×`;

console.log("| H, T, B | One thread | Exchange | 2 workers, measured | 4, 8, 16, computed |\n|---|---|---|---|---|");
const wanted = asked.map((size) => size.split(",").map(Number));
for (const size of wanted.length > 0 ? wanted : sizes) {
  const [H, T, B] = size;
  const shares = [2, 4, 8, 16].map((n) => B / n);
  const runs = [await runOf(size, 1), await runOf(size, 2)];
  for (const share of shares) runs.push(await runOf([H, T, share], 1));
  const [one, two, ...ofShares] = await measure(runs);
  for (const run of runs) await run.stop();
  const exchange = Math.max(0, two - ofShares[0]);
  const computed = ofShares.slice(1).map((share) => times(one / (share + exchange)));
  const measured = [`${one.toFixed(2)} ms`, `${exchange.toFixed(2)} ms`, times(one / two)];
  const cells = [`${H}, ${T}, ${B}`, ...measured, computed.join(", ")];
  console.log(`| ${cells.join(" | ")} |`);
}
process.exit();
