/** What each run of the package is given. */
import { expect, test } from "vitest";
import { suggestedFor } from "../../../demo/src/shared/decipher/settings.js";
import { taskData } from "../../../demo/src/shared/decipher/task.js";
import { firstRunConfig, laterRunConfig, resumedRunConfig } from "../../../demo/src/worker/decipher/run-config.js";

const settings = suggestedFor("caesar");
const task = taskData(settings, undefined);

test("from drawn weights: the settings, and the package's own end", () => {
  const { data, options } = firstRunConfig(task, settings, false);
  expect(data).toBe(task.cipher);
  expect(options).toEqual({
    seed: 0,
    cell: "lstm",
    embeddingDim: 5,
    hiddenSize: 10,
    numLayers: 1,
    bidirectional: false,
    lr: 0.001,
    batchSize: 1,
    messageLength: 32,
  });
});

test.each([
  ["gru", { cell: "gru" }],
  ["rnn", { cell: "rnn", nonlinearity: "relu" }],
] as const)("with the cell %s: its own options and no others", (cell, wanted) => {
  const { options } = firstRunConfig(task, { ...settings, cell, nonlinearity: "relu" }, false);
  expect({ cell: options.cell, ...(options.nonlinearity && { nonlinearity: options.nonlinearity }) }).toEqual(wanted);
});

test("from weights: until all is right, or without an end where it is", () => {
  expect(laterRunConfig(task, settings, false, 0.5).options).toMatchObject({ until: { accuracy: 1 } });
  const { options } = laterRunConfig(task, settings, false, 1);
  expect(options.until).toEqual({});
  expect(options.maxSteps).toBeGreaterThan(1e8);
  expect(options.hiddenSize).toBeUndefined();
});

test("from a checkpoint: the options of the checkpoint", () =>
  expect(resumedRunConfig(task, settings, false)).toEqual({ data: task.data, options: {} }));

test("without memory each symbol is a sequence, as many a step as before, of all that the task has", () => {
  const { data, options } = firstRunConfig(task, settings, true);
  expect(options).toMatchObject({ batchSize: 32, alphabet: task.cipher?.alphabet });
  const { pairs } = data as { pairs: Iterable<readonly [string, string]> };
  const seen = new Set<string>();
  let taken = 0;
  for (const [input, target] of pairs) {
    expect(task.cipher?.encrypt(target)).toBe(input);
    expect(input).toHaveLength(1);
    seen.add(input);
    if (++taken === 2000) break;
  }
  expect(seen.size).toBe(task.cipher?.alphabet.length);
});

test("without memory, of pairs in words: their words", () => {
  const words = taskData(suggestedFor("pairs"), '[["the","cat"],["DET","NOUN"]]');
  const { data, options } = firstRunConfig(words, suggestedFor("pairs"), true);
  expect(options).toMatchObject({ alphabet: ["the", "cat"], outputAlphabet: ["DET", "NOUN"] });
  const { pairs } = data as { pairs: Iterable<readonly [string[], string[]]> };
  const [first, second, third] = pairs;
  expect([first, second]).toEqual([
    [["the"], ["DET"]],
    [["cat"], ["NOUN"]],
  ]);
  expect(third).toEqual(first);
});
