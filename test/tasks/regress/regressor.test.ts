/** Regressors: answers in the form and units of the values, evaluation, losses, files. */
import { load, Regressor, train } from "rnn-wasm";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose } from "../../numerics/closeness.js";
import { quick, waves, words } from "../sequence/example-data.js";

const target = waves.map((wave) => 50 + 20 * wave.reduce((sum, { ax }) => sum + ax, 0));
const options = { ...quick, epochs: 8, validation: 0 };
type Wave = (typeof waves)[number];

let model: Regressor<number, Wave>;
beforeAll(async () => {
  model = (await train({ sequences: waves, values: target }, options)) as unknown as Regressor<number, Wave>;
});

it("evaluate() gives the figures of the errors, and those of the mean", async () => {
  const result = await model.evaluate({ sequences: waves, values: target });
  const errors = model.predictBatch(waves).map((value, i) => value - (target[i] as number));
  const n = target.length;
  const mean = target.reduce((a, b) => a + b) / n;
  const squares = errors.reduce((sum, error) => sum + error * error, 0) / n;
  const variance = target.reduce((sum, value) => sum + (value - mean) ** 2, 0) / n;
  const wanted = {
    loss: squares / variance,
    mae: errors.reduce((sum, error) => sum + Math.abs(error), 0) / n,
    rmse: Math.sqrt(squares),
    r2: 1 - squares / variance,
  };
  for (const [name, value] of Object.entries(wanted))
    expect(Math.abs(result[name as keyof typeof wanted] / value - 1), name).toBeLessThan(1e-4);
  expect(result.baseline.rmse).toBeCloseTo(Math.sqrt(variance), 6);
  expect(result.baseline.mae).toBeCloseTo(target.reduce((sum, value) => sum + Math.abs(value - mean), 0) / n, 6);
  expect(result.r2).toBeGreaterThan(0.2);
});

describe("values", () => {
  it("come back in the form in which they were given", async () => {
    const few = { ...options, epochs: 1 };
    const objects = await train(
      { sequences: waves, values: target.map((sum, i) => ({ sum, length: waves[i]?.length ?? 0 })) },
      few,
    );
    const answer = objects.predict(waves[0] as never);
    expect(Object.keys(answer)).toEqual(["sum", "length"]);
    const rows = await train({ sequences: waves, values: target.map((sum, i) => [sum, waves[i]?.length ?? 0]) }, few);
    expectClose(rows.predict(waves[0] as never), Object.values(answer), "rows", 1e-5, 1e-5);
    const { r2 } = await rows.evaluate({ sequences: waves, values: target.map((sum) => [sum, 5]) } as never);
    expect(Number.isFinite(r2)).toBe(true);
  });

  it("are numbers, or an error that names the place", async () => {
    const wrong: [unknown, string, RegExp][] = [
      [null, "ERR_INVALID_NUMBER", /^values\[8\]: expected a number, got null/],
      [Number.NaN, "ERR_INVALID_NUMBER", /^values\[8\]: .*NaN/],
      ["3", "ERR_INVALID_NUMBER", /^values\[8\]: .*"3"/],
    ];
    for (const [value, code, message] of wrong)
      await expect(
        train({ sequences: waves, values: target.map((v, i) => (i === 8 ? value : v)) } as never, options),
      ).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each(["mae", "huber", "gaussian"] as const)("are estimated with the loss %s", async (loss) => {
    const other = await train({ sequences: waves, values: target }, { ...options, loss });
    const { r2, loss: mean } = await other.evaluate({ sequences: waves, values: target });
    expect(r2).toBeGreaterThan(0);
    const again = (await load(other.save())) as typeof other;
    expect(again.predictBatch(waves as never)).toEqual(other.predictBatch(waves as never));
    expect((await again.evaluate({ sequences: waves, values: target })).loss).toBe(mean);
  });

  it("can be told from text, and the scale is then theirs", async () => {
    const lengths = words.map((word) => 1000 + word.length);
    const texts = await train({ sequences: words, values: lengths }, { ...options, embeddingDim: 4 });
    expect(texts.predict("abcdefg")).toBeGreaterThan(texts.predict("a"));
    const plain = await train({ sequences: words, values: lengths }, { ...options, scale: "none", maxSteps: 0 });
    expect(Math.abs(plain.predict("ab"))).toBeLessThan(10);
  });
});

it("a stream estimates after each chunk", () => {
  const stream = model.stream();
  let last = 0;
  for (const row of waves[3] as Wave) last = stream.write([row]);
  expect(last).toBeCloseTo(model.predict(waves[3] as Wave), 4);
});

it("a file brings its scaling to a run that starts from it", async () => {
  const again = await train(
    { sequences: waves.slice(0, 9), values: target.slice(0, 9) },
    { weights: model.save(), maxSteps: 0, batchSize: 8 },
  );
  expect(again).toBeInstanceOf(Regressor);
  expect(again.predictBatch(waves as never)).toEqual(model.predictBatch(waves));
  await expect(
    train({ sequences: waves, values: target }, { weights: model.save(), scale: "minmax", maxSteps: 0 }),
  ).rejects.toMatchObject({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(/^scale: .*"standard"/) });
});
