/** A checkpoint is resumed with its own data alone. */
import { ciphers, dataset, type Pair, startTraining, type TaggerOptions, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { caesar, messagePairs } from "./example-data.js";

const pairs = messagePairs(caesar, 24, 1, 6);
const alphabets = { alphabet: caesar.alphabet, outputAlphabet: caesar.alphabet };
const refused = (message: RegExp) => ({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(message) });
const swapped = (list: readonly Pair[]): Pair[] => list.map(([input, target]) => [target, input] as Pair);

async function checkpointOf(data: Parameters<typeof train>[0], options: TaggerOptions): Promise<Uint8Array> {
  const run = startTraining(data, options);
  await run.result;
  return run.checkpoint();
}

describe.each<[string, TaggerOptions]>([
  ["a share held back", { validation: 0.25 }],
  ["no validation", { validation: 0 }],
])("pairs that are all there, with %s", (_, options) => {
  const file = checkpointOf({ pairs }, { seed: 1, batchSize: 2, maxSteps: 30, ...alphabets, ...options });

  it.each<[string, readonly Pair[]]>([
    ["in another order", [...pairs].reverse()],
    ["with two exchanged", [pairs[1], pairs[0], ...pairs.slice(2)] as Pair[]],
    ["with sides exchanged", swapped(pairs)],
    ["with one replaced", pairs.with(3, ["A", "B"])],
    ["with one more", [...pairs, ["A", "N"]]],
    ["cut elsewhere", [["AB", "NO"], ["C", "P"], ...pairs.slice(2)]],
  ])("refuses them %s", async (_, other) => {
    await expect(train({ pairs: other }, { resume: await file, maxSteps: 31 })).rejects.toMatchObject(
      refused(/^data: expected the pairs that the checkpoint's run had/),
    );
  });

  it("takes the same, from whatever iterates over them", async () => {
    for (const same of [pairs, new Set(pairs), pairs.values()])
      expect((await train({ pairs: same }, { resume: await file, maxSteps: 31 })).training.steps).toBe(31);
  });
});

it("refuses another validation set, by its name", async () => {
  const validation = messagePairs(caesar, 5, 1, 6, 7);
  const file = await checkpointOf({ pairs }, { seed: 1, epochs: 2, validation, ...alphabets });
  const other = messagePairs(caesar, 5, 1, 6, 8);
  for (const given of [other, { pairs: other }, [...validation].reverse()])
    await expect(train({ pairs }, { resume: file, epochs: 3, validation: given })).rejects.toMatchObject(
      refused(/^validation: expected the data that the checkpoint's run had/),
    );
  const same = await train({ pairs }, { resume: file, epochs: 3, validation: { pairs: validation } });
  expect(same.training.epochs).toBe(3);
});

describe("a stream", () => {
  const stream = (given: readonly Pair[]) => ({ pairs: new Set(given) });
  it.each([undefined, 5])("is compared as far as it was read (stepsPerEpoch: %s)", async (stepsPerEpoch) => {
    const options = { seed: 1, validation: 0, batchSize: 2, stepsPerEpoch, ...alphabets };
    const file = await checkpointOf(stream(pairs), { ...options, maxSteps: 7 });
    for (const other of [[...pairs].reverse(), swapped(pairs), pairs.slice(0, 12), pairs.with(1, ["A", "B"])])
      await expect(train(stream(other), { resume: file, maxSteps: 9 })).rejects.toMatchObject(
        refused(/^data: expected the pairs that the checkpoint's run read in 7 updates, got others/),
      );
    for (const worker of [false, true])
      expect((await train(stream(pairs), { resume: file, maxSteps: 9, worker })).training.steps).toBe(9);
  });

  it("may be a generator that began again", async () => {
    const generator = function* () {
      yield* pairs;
    };
    const file = await checkpointOf({ pairs: generator() }, { seed: 1, validation: 0, maxSteps: 5, ...alphabets });
    expect((await train({ pairs: generator() }, { resume: file, maxSteps: 8 })).training.steps).toBe(8);
  });
});

describe("ciphers and data sets", () => {
  it("refuses a cipher that differs only in long messages", async () => {
    const key = (last: string) => `${"A".repeat(299)}${last}`;
    const options = { seed: 1, maxSteps: 1, validation: 0, messageLength: 300 };
    const file = await checkpointOf(ciphers.vigenere({ key: key("B") }), options);
    await expect(train(ciphers.vigenere({ key: key("C") }), { resume: file, maxSteps: 2 })).rejects.toMatchObject(
      refused(/^data: expected the cipher/),
    );
    const same = ciphers.vigenere({ key: key("B") });
    expect((await train(same, { resume: file, maxSteps: 2 })).training.steps).toBe(2);
  });

  it("takes a data set of the same cipher's alphabet and length, which is fresh each time", async () => {
    const file = await checkpointOf(dataset(caesar, { numExamples: 4 }), { seed: 1, maxSteps: 6 });
    expect((await train(dataset(caesar, { numExamples: 4 }), { resume: file, maxSteps: 7 })).training.steps).toBe(7);
    await expect(train(dataset(caesar, { numExamples: 5 }), { resume: file, maxSteps: 7 })).rejects.toMatchObject(
      refused(/^data: expected the dataset\(\)/),
    );
    await expect(train({ pairs }, { resume: file, maxSteps: 7 })).rejects.toMatchObject(
      refused(/^data: expected a dataset\(\), as the checkpoint's run had, got pairs$/),
    );
  });
});
