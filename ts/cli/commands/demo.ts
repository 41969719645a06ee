/**
 * `rnn-wasm demo`: shows a network that learns, from data that the program contains or draws. On a terminal, the cipher's run is slowed
 * down, and says so; plain output is printed at full speed.
 */
import { setTimeout as wait } from "node:timers/promises";
import {
  type Cipher,
  ciphers,
  init,
  load,
  type Progress,
  startTraining,
  type Tagger,
  type TrainingRun,
  train,
} from "../../index.js";
import type { Command } from "../command.js";
import { streams } from "../io/streams.js";
import { option, type Values } from "../options/arguments.js";
import { integer, text } from "../options/option-kinds.js";
import { expected } from "../options/usage-error.js";
import { advice, ruleRows } from "../ui/backtest-report.js";
import { type Point, picture } from "../ui/curve.js";
import { count, duration, loss, percent, quantity, table } from "../ui/format.js";
import { isTerminal, print, styled, write } from "../ui/output.js";
import { plot } from "../ui/plot.js";
import { sparkline } from "../ui/sparkline.js";
import { emergingText } from "../ui/symbols.js";

const options = {
  key: option(integer, "cipher: the key, by which it shifts each letter (13)"),
  message: option(text, "cipher: the message to decrypt (THIS-IS-A-SECRET)"),
  seed: option(integer, "makes the run reproducible (cipher 0, forecast 1)"),
};

type Given = Values<typeof options>;

export const demo: Command<typeof options> = {
  name: "demo",
  summary: "watch a network learn to read a cipher, or to forecast",
  usage: "demo [cipher|forecast] [options]",
  examples: [
    ["rnn-wasm demo", "a message becomes readable; no files, no network"],
    ['rnn-wasm demo --key 7 --message "HELLO-WORLD"', "another key and message"],
    ["rnn-wasm demo forecast", "airline passengers, a year ahead, against simple rules"],
  ],
  options,

  async run({ values, positionals }) {
    const [name = "cipher", more] = positionals;
    const run = { cipher: readCipher, forecast: forecastPassengers }[name];
    if (!run || more !== undefined) throw expected("demo", "cipher or forecast", more ?? name);
    await run(values);
    return 0;
  },
};

/** Updates between two readings, and how long each stays on a terminal. */
const paceOf = (isLive: boolean) => (isLive ? { steps: 32, ms: 45 } : { steps: 128, ms: 0 });

const stepsPerEpoch = 128;
const messageLength = 32;

async function readCipher({ key = 13, seed = 0, message = "THIS-IS-A-SECRET" }: Given): Promise<void> {
  const cipher = ciphers.caesar({ key });
  const original = message.toUpperCase().replaceAll(" ", "-");
  const secret = cipher.encrypt(original);
  await print(`A small LSTM learns to undo a Caesar cipher from messages alone; nobody tells it the key, ${key}.`);
  await print(`What it reads in ${styled("bold", secret, streams.stdout)} meanwhile:\n`);
  const lesson = await learn(cipher, seed, secret, original);
  const chance = { y: Math.log(cipher.alphabet.length), label: "guessing" };
  const curve = picture(lesson.losses, { width: 56, height: 8, xLabel: "updates", yLabel: "loss", level: chance });
  await print(["", ...curve, "", ...conclusion(lesson, secret, original), "", ...whatNext].join("\n"));
}

interface Lesson {
  readonly losses: readonly Point[];
  readonly answer: string;
  readonly steps: number;
  readonly loadingMs: number;
  readonly computingMs: number;
}

/** Runs the default training with pauses for readings; only its updates count as computing time. */
async function learn(cipher: Cipher, seed: number, secret: string, original: string): Promise<Lesson> {
  const began = performance.now();
  await init();
  const loadingMs = performance.now() - began;

  const progress: Progress<"tag">[] = [];
  const run = startTraining(cipher, {
    seed,
    stepsPerEpoch,
    messageLength,
    progressEvery: 16,
    onProgress: (p) => void progress.push(p),
  });
  run.pause();
  let hasEnded = false;
  const end = (): void => {
    hasEnded = true;
  };
  run.result.then(end, end);
  const pace = paceOf(isTerminal(streams.stdout));
  let [computingMs, seen] = [0, 0];
  while (!hasEnded) {
    const start = performance.now();
    await run.step(pace.steps);
    computingMs += performance.now() - start;
    const latest = progress.at(-1);
    // The end of the run shows only at the next reading.
    if (!latest || latest.step === seen) continue;
    seen = latest.step;
    await showReading(progress, latest, await readingOf(run, secret), original);
    await wait(pace.ms);
  }
  const model = await run.result;
  const losses = progress.map(({ step, loss }) => ({ x: step, y: loss }));
  return { losses, answer: model.decrypt(secret), steps: model.training.steps, loadingMs, computingMs };
}

/** The message as the network currently reads it. */
async function readingOf(run: TrainingRun<Tagger>, secret: string): Promise<string> {
  const model = await load(await run.checkpoint(), { task: "tag" });
  return model.decrypt(secret);
}

/** Prints a line that is overwritten during an epoch and kept at its end. */
async function showReading(
  progress: readonly Progress<"tag">[],
  latest: Progress<"tag">,
  reading: string,
  original: string,
): Promise<void> {
  const isLive = isTerminal(streams.stdout);
  const losses = progress.map((p) => p.loss);
  const line = [
    `update ${count(latest.step).padStart(5)}`,
    `loss ${loss(latest.loss)}${isLive ? ` ${styled("accent", sparkline(losses, 16), streams.stdout)}` : ""}`,
    `accuracy ${percent(latest.validation?.accuracy ?? latest.accuracy).padStart(6)}`,
    emergingText(reading, original, streams.stdout),
  ].join("  ");
  const stays = latest.step % stepsPerEpoch === 0;
  await write(isLive ? `\r\u001b[?7l${line}\u001b[K\u001b[?7h${stays ? "\n" : ""}` : `${line}\n`);
}

function conclusion({ answer, steps, loadingMs, computingMs }: Lesson, secret: string, original: string): string[] {
  const letters = steps * messageLength;
  return [
    `${secret} → ${styled("bold", answer, streams.stdout)}${answer === original ? "" : ` (not yet ${original})`}`,
    "",
    `Learned in ${count(steps)} updates from ${count(letters)} letters: ${duration(computingMs)} of computing ` +
      `(${quantity((letters / computingMs) * 1000)} letters/s), ${duration(loadingMs)} of loading.`,
    ...(isTerminal(streams.stdout) ? ["It was slowed down so that you can watch it."] : []),
  ];
}

const whatNext = [
  "What next",
  "  npx rnn-wasm demo forecast",
  '  npx rnn-wasm demo --key 7 --message "HELLO-WORLD"',
  "  npx rnn-wasm train -h",
];

/** Monthly totals of international airline passengers in thousands, 1949 to 1960 (Box and Jenkins): two digits each, to the base 36. */
const passengers = (
  "343a3o3l3d3r44443s3b2w3a373i3x3r3h454q4q4e3p363w41464y4j4s4y5j5j544i424m4r505d5153626e6q5t5b4s5e5g5g6k6j6d6r7c7k6l5v505l5o586j6b6i7c8e85776d5n6d6q6h7f7h7i8ra49n8o7m6l7q7w7p8t8p8uaebhb99v8i7j8i8r8d9w9o9vbqcxczb89n8h9c9g8ua29oa3c3dne1b89z8m9da09ibab0bod4f8fjcvbba2b9blavbnctd4evhague4ctauc0".match(
    /../g,
  ) as string[]
).map((digits) => Number.parseInt(digits, 36));

async function forecastPassengers({ key, message, seed = 1 }: Given): Promise<void> {
  if ((key ?? message) !== undefined) throw expected("demo forecast", "--seed only", key ?? message);
  const known = passengers.slice(0, -12);
  const actual = passengers.slice(-12);
  const began = performance.now();
  const model = await train({ series: known }, { season: 12, horizon: 12, transform: "log", seed });
  const ms = performance.now() - began;
  const { mean, lower, upper } = model.forecast(12, { levels: [80] });
  model.observe(actual);
  const found = await model.backtest({ origins: 1 });
  const band = { lower: lower[80], upper: upper[80] };
  await print(
    [
      `Airline passengers per month, in thousands. A small LSTM has learned from ${known.length} months in ${duration(ms)}`,
      "and forecasts the next twelve, which it has not seen: • before, o forecast, ░ 80 % interval",
      "",
      ...plot({ history: known, forecast: mean, ...band }, 72),
      "",
      `forecast  ${mean.map((value) => Math.round(value)).join(" ")}`,
      `actual    ${actual.join(" ")}`,
      "",
      ...table(ruleRows(found)),
      ...advice(found, model).map((lines) => lines.join("\n")),
    ].join("\n"),
  );
}
