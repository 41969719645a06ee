/** Which options a resumed run may be given, and what follows from them. */
import { type LrSchedule, startTraining, type TaggerOptions, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { caesar, messagePairs } from "./example-data.js";

const small: TaggerOptions = { seed: 1, hiddenSize: 4, messageLength: 4, validation: 0, lr: 0.1, progressEvery: 1 };

async function checkpointOf(data: Parameters<typeof train>[0], options: TaggerOptions): Promise<Uint8Array> {
  const run = startTraining(data, options);
  await run.result;
  return run.checkpoint();
}

describe("a schedule whose length follows from the run's", () => {
  it.each<LrSchedule>([
    { type: "cosine" },
    { type: "cosine", etaMin: 0.01 },
    { type: "linear", startFactor: 0.5 },
    { type: "onecycle", threePhase: true },
  ])("%j follows the new length of a resumed run", async (lrSchedule) => {
    for (const lengths of [
      [{ maxSteps: 8 }, { maxSteps: 20 }],
      [{ epochs: 2 }, { epochs: 5 }],
    ] as const) {
      const rates = async (options: TaggerOptions) => {
        const seen: number[] = [];
        await train(caesar, { ...options, progressEvery: 1, onProgress: ({ lr }) => void seen.push(lr) });
        return seen;
      };
      const whole = { ...small, stepsPerEpoch: 4, lrSchedule };
      const resume = await checkpointOf(caesar, { ...whole, ...lengths[0] });
      const wanted = (await rates({ ...whole, ...lengths[1] })).slice(8);
      expect(await rates({ resume, ...lengths[1] })).toEqual(wanted);
      expect(await rates({ ...whole, resume, ...lengths[1] })).toEqual(wanted);
    }
  });

  it("has the length that was given, where one was", async () => {
    const resume = await checkpointOf(caesar, { ...small, maxSteps: 3, lrSchedule: { type: "linear", steps: 9 } });
    const refused = { code: "ERR_INVALID_OPTION", message: expect.stringMatching(/^lrSchedule: expected .*"steps":9/) };
    for (const lrSchedule of [{ type: "linear" }, { type: "linear", steps: 8 }, { type: "cosine", steps: 9 }] as const)
      await expect(train(caesar, { resume, maxSteps: 20, lrSchedule })).rejects.toMatchObject(refused);
    const same = await train(caesar, { resume, maxSteps: 20, lrSchedule: { type: "linear", steps: 9, endFactor: 1 } });
    expect(same.training.steps).toBe(20);
  });
});

const schedules: LrSchedule[] = [
  { type: "step", stepSize: 3 },
  { type: "step", steps: 3 },
  { type: "step", steps: 3, gamma: 0.5 },
  { type: "cosine", steps: 9, etaMin: undefined },
  { type: "onecycle", maxLr: 0.2, threePhase: true },
  (step) => 0.1 / (step + 1),
];
const pairs = messagePairs(caesar, 9, 2, 4);
const alphabets = { alphabet: [...caesar.alphabet], outputAlphabet: caesar.alphabet };

it.each<[string, () => Parameters<typeof train>[0], TaggerOptions]>([
  ...schedules.map((lrSchedule): [string, () => typeof caesar, TaggerOptions] => [
    `schedule ${JSON.stringify(lrSchedule)}`,
    () => caesar,
    { lrSchedule, betas: [0.9, 0.99], alphabet: caesar.alphabet, messageLength: 4, validation: 0 },
  ]),
  ["until and patience of undefined parts", () => caesar, { until: { accuracy: undefined, loss: 0 }, patience: 9 }],
  ["pairs with a validation of their own", () => ({ pairs }), { validation: { pairs }, shuffle: false, dropout: 0 }],
  ["a stream without shuffling", () => ({ pairs: pairs.values() }), { ...alphabets, shuffle: false, validation: 0 }],
  ["a stream in epochs", () => ({ pairs: new Set(pairs) }), { ...alphabets, stepsPerEpoch: 2, validation: pairs }],
  ["SGD", () => caesar, { optimizer: "sgd", momentum: 0.9, dampening: 0, nesterov: true, clipGradNorm: 1 }],
  ["SGD without clipping", () => caesar, { optimizer: "sgd", clipGradNorm: Number.POSITIVE_INFINITY }],
  ["no unknown symbol", () => ({ pairs }), { unknown: "symbol", seed: -0, weightDecay: 0 }],
])("a run is resumed with the very options that it was started with: %s", async (_, data, options) => {
  const start = { seed: 1, hiddenSize: 4, lr: 0.1, maxSteps: 4, ...options };
  const resume = await checkpointOf(data(), start);
  expect((await train(data(), { ...start, resume, maxSteps: 6 })).training.steps).toBe(6);
});

it("refuses a schedule of numbers where the checkpoint's run asked a function", async () => {
  const resume = await checkpointOf(caesar, { ...small, maxSteps: 3, lrSchedule: () => 0.1 });
  await expect(train(caesar, { resume, maxSteps: 5, lrSchedule: { type: "cosine" } })).rejects.toMatchObject({
    code: "ERR_INVALID_OPTION",
    message: expect.stringMatching(/^lrSchedule: expected one of the same kind/),
  });
});
