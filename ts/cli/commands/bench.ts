/** `rnn-wasm bench`: quick estimates of the speed of training and inference. Comparisons with other packages are in bench/. */
import { cpus } from "node:os";
import { variantOptions } from "../../core/variant.js";
import { ciphers, startTraining, type Tagger, type TaggerOptions } from "../../index.js";
import type { Command } from "../command.js";
import { option } from "../options/arguments.js";
import { flag, integer, oneOf } from "../options/option-kinds.js";
import { expected, optionsOnly } from "../options/usage-error.js";
import { quantity, table } from "../ui/format.js";
import { print, printJson, tell } from "../ui/output.js";

const options = {
  blocks: option(integer, "number of measurements of each row (15)"),
  variant: option(oneOf(variantOptions), "build of the core (auto)"),
  json: option(flag, "print the measurements as one JSON object"),
};

export const bench: Command<typeof options> = {
  name: "bench",
  summary: "measure the speed on this machine",
  usage: "bench [options]",
  examples: [["rnn-wasm bench", "a table, in about three seconds"]],
  options,

  async run({ values, positionals }) {
    optionsOnly(positionals);
    const blocks = values.blocks ?? 15;
    if (blocks < 1) throw expected("--blocks", "a positive integer", blocks);
    const machine = { node: process.version, cpu: cpus()[0]?.model ?? process.arch };
    tell(`Node ${machine.node}, ${machine.cpu}; the median of ${blocks} blocks, and their range`);
    const measured = await measureAll(blocks, values.variant ? { variant: values.variant } : {});
    if (values.json) await printJson({ ...machine, blocks, measured });
    else await print(asTable(measured).join("\n"));
    return 0;
  },
};

interface Measured {
  readonly what: string;
  /** Microseconds per operation, over the blocks. */
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
  readonly symbolsPerSecond: number;
}

const messageLength = 32;
const caesar = ciphers.caesar({ key: 13 });

async function measureAll(blocks: number, variant: TaggerOptions): Promise<Measured[]> {
  const small = await measureTraining("training step: 10 units, 1 message", blocks, { ...variant });
  const large = await measureTraining("training step: 64 units, 32 messages", blocks, {
    ...variant,
    hiddenSize: 64,
    batchSize: 32,
  });
  return [small.measured, large.measured, ...(await measureInference(blocks, small.model))];
}

/** Measures the wall time of steps of a run like the tutorial's. */
async function measureTraining(
  what: string,
  blocks: number,
  options: TaggerOptions,
): Promise<{ measured: Measured; model: Tagger }> {
  const run = startTraining(caesar, {
    ...options,
    messageLength,
    seed: 0,
    validation: 0,
    maxSteps: Number.MAX_SAFE_INTEGER,
  });
  run.pause();
  const letters = messageLength * (options.batchSize ?? 1);
  const measured = await measure(what, blocks, letters, (steps) => run.step(steps));
  await run.stop();
  return { measured, model: await run.result };
}

async function measureInference(blocks: number, model: Tagger): Promise<Measured[]> {
  const message = caesar.encrypt("THIS-IS-A-SECRET".repeat(messageLength / 16));
  const batch = Array.from({ length: 1000 }, () => message);
  return [
    await measure("decrypt: 1 message", blocks, messageLength, (times) => {
      for (let i = 0; i < times; i++) model.decrypt(message);
    }),
    await measure("decryptBatch: 1,000 messages", blocks, messageLength * batch.length, (times) => {
      for (let i = 0; i < times; i++) model.decryptBatch(batch);
    }),
  ];
}

/** Much longer than the clock's resolution, yet short enough that most blocks run undisturbed. */
const blockMs = 30;
const warmUpMs = 200;

/** @param letters processed by one operation of `work` */
async function measure(
  what: string,
  blocks: number,
  letters: number,
  work: (times: number) => Promise<void> | void,
): Promise<Measured> {
  const time = async (times: number): Promise<number> => {
    const start = performance.now();
    await work(times);
    return performance.now() - start;
  };
  // Warm up, and find the number of operations per block from the fastest, because other processes may be running.
  let times = 1;
  let fastest = Number.POSITIVE_INFINITY;
  for (const end = performance.now() + warmUpMs; performance.now() < end; ) {
    fastest = Math.min(fastest, (await time(times)) / times);
    times = Math.min(8 * times, Math.ceil(blockMs / fastest));
  }
  const each: number[] = [];
  for (let block = 0; block < blocks; block++) each.push(((await time(times)) * 1000) / times);
  each.sort((a, b) => a - b);
  const [lowest = 0, median = 0, highest = 0] = [each[0], each[each.length >> 1], each.at(-1)];
  return { what, median, lowest, highest, symbolsPerSecond: (letters / median) * 1e6 };
}

const asTable = (measured: readonly Measured[]): string[] =>
  table([
    ["", "each", "range", "symbols/s"],
    ...measured.map(({ what, median, lowest, highest, symbolsPerSecond }) => [
      what,
      time(median),
      `${time(lowest)} – ${time(highest)}`,
      quantity(symbolsPerSecond),
    ]),
  ]);

/** Formats microseconds. */
const time = (us: number): string => (us < 1000 ? `${us.toPrecision(3)} µs` : `${(us / 1000).toPrecision(3)} ms`);
