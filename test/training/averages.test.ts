/** The moving average of the weights: what it is, and what goes by it. */
import { type Classifier, startTraining, train } from "rnn-wasm";
import { toPyTorch } from "rnn-wasm/pytorch";
import { readSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, it } from "vitest";
import { kinds, quick, words } from "../tasks/sequence/example-data.js";

const data = { sequences: words, labels: kinds };
const run = (options: object): Promise<Classifier> => train(data, { ...quick, ...options } as never);
const weightsOf = (model: Pick<Classifier, "stateDict">) =>
  [...model.stateDict().values()].flatMap((tensor) => [...tensor.data()]);

describe("emaDecay", () => {
  it("gives the model the average of the weights after each update, the first of which count more", async () => {
    const steps = { epochs: undefined, validation: 0 };
    let average = weightsOf(await run({ ...steps, maxSteps: 0 }));
    for (let step = 1; step <= 6; step++) {
      const decay = Math.min(0.3, (1 + step) / (10 + step));
      const latest = weightsOf(await run({ ...steps, maxSteps: step }));
      average = average.map((before, i) => before + (1 - decay) * ((latest[i] as number) - before));
      const got = weightsOf(await run({ ...steps, maxSteps: step, emaDecay: 0.3 }));
      // The core computes in float32, rounding each operation.
      const roundings = got.map((weight, i) => Math.abs(weight - (average[i] as number)) / 2 ** -24);
      expect(Math.max(...roundings)).toBeLessThan(4);
    }
  });

  it("does not change the updates, and is what validations judge and keep", async () => {
    const held = { sequences: words.slice(0, 20), labels: kinds.slice(0, 20) };
    const losses = async (emaDecay: number) => {
      const seen: number[] = [];
      const model = await run({
        validation: held,
        progressEvery: 1,
        emaDecay,
        onProgress: (p: { loss: number }) => seen.push(p.loss),
      });
      return { seen, model };
    };
    const [plain, averaged] = [await losses(0), await losses(0.9)];
    expect(averaged.seen).toEqual(plain.seen);
    const { loss } = await averaged.model.evaluate(held);
    expect(averaged.model.training?.validation?.loss).toBeCloseTo(loss, 6);
    expect(plain.model.training?.validation?.loss).not.toBeCloseTo(loss, 3);
    const { training, ...best } = await run({ epochs: 12, patience: 2, validation: held, emaDecay: 0.9 }).then(
      (model) => ({
        training: model.training,
        evaluate: model.evaluate(held),
      }),
    );
    expect((await best.evaluate).loss).toBeCloseTo(training?.validation?.loss as number, 6);
  });

  it("is 0.9995 for a run that patience ends, given or by default, and 0 otherwise", async () => {
    const decayOf = async (options: object) =>
      /ema_decay=([\d.]+)/.exec(await toPyTorch({ data, options: { seed: 1, ...options } as never }))?.[1] ?? "0";
    expect(
      await Promise.all(
        [{}, { epochs: 3 }, { epochs: 3, patience: 2 }, { epochs: 3, emaDecay: 0.9 }, { emaDecay: 0 }].map(decayOf),
      ),
    ).toEqual([...["0.9995", "0", "0.9995", "0.9", "0"]]);
    const open = startTraining(data, { hiddenSize: 4, seed: 1 });
    await open.step(1);
    const { tensors } = readSafetensors(await open.checkpoint());
    expect(tensors.has("run.average")).toBe(true);
    await open.stop();
    await open.result;
  });

  it("is checked", async () => {
    for (const emaDecay of [1, -0.1, "0.9"])
      await expect(run({ emaDecay })).rejects.toMatchObject({ code: "ERR_INVALID_OPTION", message: /^emaDecay: / });
  });
});
