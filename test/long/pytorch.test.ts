/**
 * The Python programs of toPyTorch train as this package does: the same losses from the same start, in one process and in two, killed and
 * continued, there and back. Needs Python with torch and safetensors.
 */
import { load, type Model, startTraining, type TrainingData, type TrainOptions, train } from "rnn-wasm";
import { toPyTorch } from "rnn-wasm/pytorch";
import { describe, expect, test } from "vitest";
import { findPython } from "../fixtures/python.js";
import { clock, report, skip } from "./figures.js";
import { type PyTorchCase, pytorchCases } from "./pytorch-cases.js";
import { PythonProgram, type PythonProgress } from "./pytorch-program.js";

const found = findPython();
const minutes = 60_000;
const steps = 50;

const cells = [
  { name: "lstm", options: { cell: "lstm" } },
  { name: "gru, two layers, both directions", options: { cell: "gru", numLayers: 2, bidirectional: true } },
  { name: "rnn with tanh", options: { cell: "rnn" } },
  { name: "rnn with relu", options: { cell: "rnn", nonlinearity: "relu" } },
];

/** The same as train(), of whatever task. */
const start = startTraining as unknown as (
  data: object,
  options: object,
) => ReturnType<typeof startTraining<TrainingData>>;

/** A run of this package: the loss of each update, and its model. */
async function trainHere(data: object, options: object): Promise<{ losses: number[]; model: Model }> {
  const losses: number[] = [];
  const run = start(data, { ...options, progressEvery: 1 } as TrainOptions);
  for await (const { loss } of run) losses.push(loss);
  return { losses, model: await run.result };
}

/** The largest difference of losses, update by update from `first` on. */
function differenceOf(theirs: readonly PythonProgress[], ours: readonly number[], first = 1): number {
  const byStep = new Map(theirs.map(({ step, loss }) => [step, loss]));
  const differences = ours.map((loss, i) => Math.abs(loss - (byStep.get(i + 1) ?? Number.NaN))).slice(first - 1);
  return Math.max(...differences);
}

/** A program with its files, and the same run here. */
async function prepare({ data, held, file, heldFile, options }: PyTorchCase, ofCell: object) {
  const all = { ...options, ...ofCell, seed: 2, ...(held && { validation: held }) };
  const run = start(data, { ...all, maxSteps: 0 } as TrainOptions);
  await run.result;
  const begun = await run.checkpoint();
  const program = new PythonProgram("python" in found ? found.python : "", toPyTorch(begun));
  program.write("model.safetensors", begun);
  program.write("data", file);
  program.write("held", heldFile);
  const files = held ? ["--data", "data", "--validation", "held"] : [];
  const flags = [...files, "--max-steps", `${steps}`];
  return { program, flags, here: await trainHere(data, { ...all, maxSteps: steps }), options: all };
}

describe.each(pytorchCases)("$task", (ofTask) => {
  const ofCells = cells.filter(({ options }) => !(ofTask.isOneWay && "bidirectional" in options));

  test.for(ofCells)("$name: 50 updates, and the model here", { timeout: 10 * minutes }, async (cell, context) => {
    if ("missing" in found) skip(context, found.missing);
    const time = clock();
    const { program, flags, here } = await prepare(ofTask, cell.options);
    try {
      const there = await program.train(flags);
      expect(differenceOf(there, here.losses.slice(0, 1))).toBeLessThan(1e-5);
      expect(differenceOf(there, here.losses)).toBeLessThan(1e-3);
      const model = await load(program.read("trained.safetensors"));
      const ofHere = here.model.training?.validation?.loss ?? Number.NaN;
      const loss = (await ofTask.lossOf?.(model)) ?? ofHere;
      expect(Math.abs(loss - (there.at(-1)?.validation?.loss ?? Number.NaN))).toBeLessThan(1e-5);
      const apart = differenceOf(there, here.losses).toExponential(1);
      report(context, `losses at most ${apart} apart in ${here.losses.length} updates; ${time()}`);
    } finally {
      program.remove();
    }
  });

  test("two processes, killed and continued, and back here", { timeout: 10 * minutes }, async (context) => {
    if ("missing" in found) skip(context, found.missing);
    const time = clock();
    const { program, flags, here, options } = await prepare(ofTask, {});
    try {
      const two = await program.train(flags, { processes: 2 });
      const apart = differenceOf(two, here.losses);
      expect(apart).toBeLessThan(1e-4);

      program.restart();
      const killed = await program.train([...flags, "--checkpoint-every", "7"], { killAt: 26 });
      const first = killed.at(-1)?.step ?? 0;
      expect(first).toBeLessThan(steps);
      const rest = await program.train(flags);
      const from = rest[0]?.step ?? 0;
      expect(from).toBeGreaterThan(20);
      expect(differenceOf(rest, here.losses, from)).toBeLessThan(1e-5);

      const resume = program.read("train.ckpt");
      const { losses } = await trainHere(ofTask.data, {
        resume,
        ...(ofTask.held && { validation: ofTask.held }),
        maxSteps: steps + 20,
      });
      const { losses: whole } = await trainHere(ofTask.data, { ...options, maxSteps: steps + 20 });
      const back = losses.map((loss, i) => Math.abs(loss - (whole[steps + i] as number)));
      expect(back).toHaveLength(20);
      expect(Math.max(...back)).toBeLessThan(1e-4);
      report(context, `losses of two processes at most ${apart.toExponential(1)} apart; ${time()}`);
    } finally {
      program.remove();
    }
  });
});

test("a program refuses the checkpoint of another network", { timeout: 10 * minutes }, async (context) => {
  if ("missing" in found) skip(context, found.missing);
  const pairs = ["ab", "cab", "bca"].map((text) => [text, text] as const);
  const programOf = async (options: object) =>
    toPyTorch(await train({ pairs }, { cell: "rnn", hiddenSize: 4, maxSteps: 0, ...options }));
  const program = new PythonProgram(found.python, await programOf({}));
  try {
    const flags = ["--data", "data", "--max-steps", "1"];
    const model = await train({ pairs }, { cell: "rnn", hiddenSize: 4, maxSteps: 0 });
    program.write("model.safetensors", model.save());
    program.write("data", pairs.map((pair) => pair.join("\t")).join("\n"));
    await program.train(flags);
    const refused = /exit code 1\ntrain\.py: train\.ckpt: (.*); --checkpoint NEW starts another run\n$/;
    const cases = [
      [{ hiddenSize: 5 }, "rnn.weight_ih_l0: expected [5, 5], got [4, 5]"],
      [{ numLayers: 2 }, "rnn.weight_ih_l1: expected [4, 4], got None"],
      [{ nonlinearity: "relu" }, "nonlinearity: expected relu, got tanh"],
      [{ cell: "gru" }, "cell: expected gru, got rnn"],
    ] as const;
    for (const [options, message] of cases) {
      program.write("train.py", await programOf(options));
      const error = await program.train(flags).catch(String);
      expect(refused.exec(String(error))?.[1]).toBe(message);
    }
  } finally {
    program.remove();
  }
});

test("a forecaster's steps and intervals are those of train()", { timeout: 10 * minutes }, async (context) => {
  if ("missing" in found) skip(context, found.missing);
  const series = Array.from({ length: 1500 }, (_, row) => 10 * Math.sin(row / 2) + (row % 13));
  const options = { difference: "none", horizon: 4, hiddenSize: 8, seed: 1 } as const;
  const untrained = await train({ series }, { ...options, maxSteps: 0 });
  const program = new PythonProgram(found.python, toPyTorch(untrained));
  try {
    program.write("model.safetensors", untrained.save());
    const there = await program.train(["--max-steps", "150", "--seed", "1"]);
    const { losses } = await trainHere({ series }, { ...options, weights: untrained.stateDict(), maxSteps: 150 });
    expect(differenceOf(there, losses)).toBeLessThan(1e-3);
    const model = await load(program.read("trained.safetensors"), { task: "forecast" });
    const weights = model.stateDict();
    const here = await train({ series }, { ...options, weights, maxSteps: 0 });
    expect(model.forecast(4, { levels: [80] })).toEqual(here.forecast(4, { levels: [80] }));
  } finally {
    program.remove();
  }
});
