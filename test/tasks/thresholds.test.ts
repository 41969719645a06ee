/** What ends a run: thresholds of each task's scores, of which errors are to fall and others to rise. */
import { train } from "rnn-wasm";
import { describe, expect, it } from "vitest";

const words = Array.from({ length: 40 }, (_, i) => (i % 2 ? "abba" : "cddc"));
const few = { hiddenSize: 4, batchSize: 8, seed: 1, maxSteps: 12 } as const;
const labeled = { sequences: words, labels: words.map((_, i) => i % 2) };
const valued = { sequences: words, values: words.map((_, i) => i % 2) };
const series = { series: Array.from({ length: 80 }, (_, i) => Math.sin(i / 3)) };

describe("a threshold that any validation reaches ends the run after the first one", () => {
  it.each([
    ["classify", () => train(labeled, { ...few, until: { accuracy: 0 } })],
    ["classify, by the loss", () => train(labeled, { ...few, until: { loss: 100 } })],
    ["regress", () => train(valued, { ...few, until: { loss: 100 } })],
    ["forecast", () => train(series, { ...few, horizon: 2, window: 8, until: { mae: 100 } })],
    ["generate", () => train({ items: words }, { ...few, until: { accuracy: 0 } })],
  ])("%s", async (_, run) => {
    expect((await run()).training).toMatchObject({ reason: "until", epochs: 1 });
  });
});

describe("a threshold that none reaches does not", () => {
  it.each([
    ["classify", () => train(labeled, { ...few, until: { accuracy: 1, loss: 0 } })],
    ["regress", () => train(valued, { ...few, until: { loss: 0 } })],
    ["forecast", () => train(series, { ...few, horizon: 2, window: 8, until: { mae: 0 } })],
    ["forecast, of two", () => train(series, { ...few, horizon: 2, window: 8, until: { mae: 0, loss: 100 } })],
    ["generate", () => train({ items: words }, { ...few, until: { accuracy: 1, loss: 0 } })],
  ])("%s", async (_, run) => {
    expect((await run()).training).toMatchObject({ reason: "maxSteps", steps: 12 });
  });
});
