/**
 * The demo of `npm start`: a network learns a Caesar cipher from messages only, and a message becomes readable meanwhile. On a terminal it
 * is slowed down, and says so; plain output is printed at full speed.
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
} from "rnn-wasm";
import type { ExitCode } from "../../ts/cli/command.js";
import { type Streams, streams, useStreams } from "../../ts/cli/io/streams.js";
import { option, parseArguments, type Values } from "../../ts/cli/options/arguments.js";
import { integer, text } from "../../ts/cli/options/option-kinds.js";
import { expected } from "../../ts/cli/options/usage-error.js";
import { runToEnd } from "../../ts/cli/ui/ending.js";
import { count, duration, loss, percent, quantity } from "../../ts/cli/ui/format.js";
import { asksForHelp } from "../../ts/cli/ui/help.js";
import { isTerminal, print, styled, write } from "../../ts/cli/ui/output.js";
import { sparkline } from "../../ts/cli/ui/sparkline.js";
import { emergingText } from "../../ts/cli/ui/symbols.js";
import { type Point, picture } from "./picture.js";

const options = {
  key: option(integer, "how far the cipher moves each letter"),
  message: option(text, "what is to be read in the end"),
  seed: option(integer, "of the weights and the messages"),
};

const help = `npm start -- --key 7 --message "HELLO-WORLD"

  --key N         how far the cipher moves each letter (13)
  --message TEXT  what is to be read in the end (THIS-IS-A-SECRET)
  --seed N        of the weights and the messages (0)
`;

/** Steps between two readings, and how long each stays on a terminal. */
const paceOf = (isLive: boolean) => (isLive ? { steps: 32, ms: 45 } : { steps: 128, ms: 0 });

const stepsPerEpoch = 128;
const messageLength = 32;

async function demonstrate({
  key = 13,
  seed = 0,
  message = "THIS-IS-A-SECRET",
}: Values<typeof options>): Promise<void> {
  const cipher = ciphers.caesar({ key });
  const original = message.toUpperCase().replaceAll(" ", "-");
  const secret = cipher.encrypt(original);
  await print(`A small LSTM learns to undo a Caesar cipher from messages alone; nobody tells it the key, ${key}.`);
  await print(`What it makes of ${styled("bold", secret, streams.stdout)} on the way:\n`);
  const lesson = await learn(cipher, seed, secret, original);
  const chance = { y: Math.log(cipher.alphabet.length), label: "guessing" };
  const curve = picture(lesson.losses, { width: 56, height: 8, xLabel: "steps", yLabel: "loss", level: chance });
  await print(["", ...curve, "", ...conclusion(lesson, secret, original), "", ...whatNext].join("\n"));
}

interface Lesson {
  readonly losses: readonly Point[];
  readonly answer: string;
  readonly steps: number;
  readonly loadingMs: number;
  readonly computingMs: number;
}

/** Runs the default training with pauses for readings; only its steps count as computing time. */
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
  const line = [
    `step ${count(latest.step).padStart(5)}`,
    `loss ${loss(latest.loss)}`,
    ...(isLive
      ? [
          styled(
            "accent",
            sparkline(
              progress.map((p) => p.loss),
              16,
            ),
            streams.stdout,
          ),
        ]
      : []),
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
    `Learned in ${count(steps)} steps from ${count(letters)} letters: ${duration(computingMs)} of computing ` +
      `(${quantity((letters / computingMs) * 1000)} letters/s), ${duration(loadingMs)} of loading.`,
    ...(isTerminal(streams.stdout) ? ["It was slowed down so that you can watch it."] : []),
  ];
}

const whatNext = [
  "What next",
  '  npm start -- --key 7 --message "HELLO-WORLD"',
  "  npx rnn-wasm train --cipher vigenere --key LEMON --hidden-size 64 --lr 0.003 -o lemon.safetensors",
  "  npx rnn-wasm bench",
  "  README.md, and examples/tutorial.ts: the same, step by step",
];

/**
 * Runs the demo.
 * @param argv the arguments after `npm start --`
 */
export async function runDemo(argv: readonly string[], streams: Streams): Promise<ExitCode> {
  useStreams(streams);
  return runToEnd({ name: "npm start", help: "npm start -- -h", options }, async () => {
    if (asksForHelp(argv)) {
      await write(help);
      return 0;
    }
    const { values, positionals } = parseArguments(argv, options);
    if (positionals[0] !== undefined) throw expected("npm start", "options only", positionals[0]);
    await demonstrate(values);
    return 0;
  });
}
