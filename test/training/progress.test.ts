/** What a run says of itself while it goes on. */
import { ciphers, type Progress, startTraining, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { caesar, endless, steps } from "./example-data.js";

describe("progress", () => {
  it("tells of the update, the validation and the sample", async () => {
    const seen: Progress<"tag">[] = [];
    const model = await train(caesar, { seed: 1, onProgress: (p) => seen.push(p), progressEvery: 50 });
    const last = seen.at(-1) as Progress<"tag">;
    expect(last).toMatchObject({ step: model.training.steps, epoch: model.training.epochs, lr: 0.001 });
    expect(last.validation).toEqual(model.training.validation);
    expect(last).toMatchObject({ sinceBest: 0, limits: { maxSteps: undefined, epochs: undefined, patience: 20 } });
    expect(last.sample).toEqual({
      input: caesar.encrypt("THIS-IS-A-SECRET"),
      output: "THIS-IS-A-SECRET",
      target: "THIS-IS-A-SECRET",
    });
    for (const p of seen) {
      expect(p.epoch).toBe(Math.ceil(p.step / 128));
      expect(p.validation?.step).toBe(p.step < 128 ? undefined : Math.floor(p.step / 128) * 128);
      for (const value of [p.loss, p.gradNorm, p.symbolsPerSecond])
        expect(value > 0 && Number.isFinite(value)).toBe(true);
      expect(p.accuracy * 32).toBeCloseTo(Math.round(p.accuracy * 32), 9);
    }
    expect(seen.map((p) => p.elapsedMs)).toEqual(seen.map((p) => p.elapsedMs).sort((a, b) => a - b));
    expect(seen.filter((p) => p.step % 128 === 0)).toHaveLength(model.training.epochs);
  });

  it("counts the validations since the best one, and names what ends the run", async () => {
    const seen: Progress<"tag">[] = [];
    const options = { lr: 0.3, seed: 1, stepsPerEpoch: 4, maxSteps: 400, epochs: 90, patience: 3 };
    const { training } = await train(caesar, { ...options, onProgress: (p) => seen.push(p) });
    expect(training.reason).toBe("patience");
    let [best, since] = [Number.POSITIVE_INFINITY, 0];
    for (const { step, validation, sinceBest, limits } of seen.filter((p) => p.validation?.step === p.step)) {
      since = (validation?.loss ?? 0) < best ? 0 : since + 1;
      best = Math.min(best, validation?.loss ?? 0);
      expect({ step, sinceBest }).toEqual({ step, sinceBest: since });
      expect(limits).toEqual({ maxSteps: 400, epochs: 90, patience: 3 });
    }
    expect(since).toBe(3);
  });

  it("shows a pair that is held back, in the form of the data", async () => {
    const pairs = [
      [
        ["the", "cat"],
        ["D", "N"],
      ],
      [
        ["a", "dog"],
        ["D", "N"],
      ],
    ] as const;
    for (const validation of [0.5, 0, pairs]) {
      let last: Progress<"tag"> | undefined;
      await train({ pairs }, { ...steps(3), validation, onProgress: (p) => (last = p) });
      expect(last?.sample.target).toEqual(["D", "N"]);
      expect(last?.sample.output).toHaveLength(2);
      expect([
        ["the", "cat"],
        ["a", "dog"],
      ]).toContainEqual(last?.sample.input);
    }
    let last: Progress<"tag"> | undefined;
    await train(ciphers.atbash({ alphabet: "xyz" }), { ...steps(1), onProgress: (p) => (last = p) });
    expect(last?.sample.target).toBe("xyz");
  });

  it("comes as often as it is asked for", async () => {
    const run = startTraining(caesar, { ...endless, progressEvery: { ms: 30 }, stepsPerEpoch: 1e6 });
    const at: number[] = [];
    for await (const p of run) if (at.push(p.elapsedMs) === 5) break;
    await run.stop();
    const gaps = at.map((ms, i) => ms - (at[i - 1] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(29);
  });
});
