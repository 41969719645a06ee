/** Runs on data that is read in blocks: every form of data, what the first block tells, orders, checkpoints, workers, errors. */
import { startTraining, type TrainedModel, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { ReadingControl } from "../../../ts/data/reading.js";
import { BlockFeed } from "../../../ts/tasks/blocks/block-feed.js";
import { bytesOf, caesar, messagePairs } from "../../training/example-data.js";

/** An iterable that starts anew each time, which counts how far it was read. */
function counted<Item>(items: readonly Item[]) {
  const seen = { passes: 0, items: 0 };
  const source: AsyncIterable<Item> = {
    async *[Symbol.asyncIterator]() {
      seen.passes++;
      for (const item of items) {
        seen.items++;
        yield item;
      }
    },
  };
  return { source, seen };
}

const pairs = messagePairs(caesar, 70, 1, 12);
const words = pairs.map(([word]) => word as string);
const labels = words.map((word) => word.length % 3);
const numbers = words.map((word, i) => [i % 7, word.length, 1]);
const pieces = words.map((word) => `${word} `);
const quick = { hiddenSize: 4, batchSize: 4, seed: 1, variant: "simd128", alphabet: `${caesar.alphabet} ` } as const;
const ofNumbers = { ...quick, alphabet: undefined };

const forms: readonly (readonly [string, object, object])[] = [
  ["pairs", { pairs }, { ...quick, outputAlphabet: quick.alphabet }],
  ["labeled sequences", { labeled: words.map((word, i) => [word, labels[i]]) }, quick],
  ["sequences and labels", { sequences: words, labels }, quick],
  ["sequences of numbers and values", { sequences: numbers, values: labels }, ofNumbers],
  ["items", { items: words }, quick],
  ["items with labels", { items: words, labels }, quick],
  ["a text", { text: pieces }, { ...quick, bptt: 4 }],
];

/** The same data, read item by item. */
const streamed = (data: object): object =>
  Object.fromEntries(Object.entries(data).map(([key, items]) => [key, counted(items as unknown[]).source]));

/** train() of any data. */
const trainOn = (data: object, options: object) => train(data as never, options as never) as Promise<TrainedModel>;

describe.each(forms)("%s", (_, data, options) => {
  const inBlocks = { ...options, blockSize: "text" in data ? 100 : 30, epochs: 2 };

  it("are trained on in blocks, validated on what was held back, and the same again", async () => {
    const read: (number | undefined)[] = [];
    const onProgress = (progress: { read?: number }) => read.push(progress.read);
    const first = await trainOn(streamed(data), { ...inBlocks, progressEvery: 1, onProgress });
    const whole = "text" in data ? pieces.join("").length : words.length;
    expect(read[0]).toBe(inBlocks.blockSize);
    expect(read.at(-1)).toBe(whole);
    expect(first.training).toMatchObject({ epochs: 2, reason: "epochs" });
    expect(first.training.validation?.loss).toBeGreaterThan(0);
    expect(bytesOf(await trainOn(data, inBlocks))).toBe(bytesOf(first));
  });

  it("are resumed within a block, byte for byte", async () => {
    const uninterrupted = await trainOn(data, inBlocks);
    const run = startTraining(streamed(data) as never, inBlocks as never);
    await run.pause();
    await run.step(uninterrupted.training.steps / 2 + 3);
    const resume = await run.checkpoint();
    await run.stop();
    expect(bytesOf(await trainOn(streamed(data), { resume, epochs: 2 }))).toBe(bytesOf(uninterrupted));
  });
});

it("a run in a worker is the same to the last bit", async () => {
  const data = { sequences: numbers, values: labels };
  const options = { ...ofNumbers, blockSize: 30, epochs: 2 };
  expect(bytesOf(await trainOn(streamed(data), { ...options, worker: true }))).toBe(
    bytesOf(await trainOn(data, options)),
  );
});

it("a single block is trained on as data in memory is, in an order of its own", async () => {
  const options = { ...quick, epochs: 2, shuffle: false };
  const inMemory = await trainOn({ sequences: words, labels }, options);
  const inBlock = await trainOn({ sequences: words, labels }, { ...options, blockSize: 1000 });
  expect(inBlock.training).toEqual(inMemory.training);
});

it("what can be read only once is trained on once, and closed", async () => {
  let isClosed = false;
  function* once() {
    try {
      for (const [i, word] of words.entries()) yield [word, labels[i] as number] as const;
    } finally {
      isClosed = true;
    }
  }
  const model = await train({ labeled: once() }, { ...quick, blockSize: 20 });
  expect(model.training).toMatchObject({ epochs: 1, reason: "epochs" });
  const stopped = await train({ labeled: once() }, { ...quick, blockSize: 20, maxSteps: 2 });
  expect([stopped.training.steps, isClosed]).toEqual([2, true]);
});

it("no more is read than the updates need", async () => {
  const { source, seen } = counted(words);
  await train({ items: source }, { ...quick, blockSize: 20, maxSteps: 3 });
  expect(seen).toEqual({ passes: 1, items: 21 });
});

describe("errors", () => {
  const labeled = words.map((word, i) => [word, labels[i] as number] as const);
  it.each<[string, object, object, RegExp]>([
    ["a label that the first block lacks", { labeled: [...labeled, ["ABC", 7]] }, {}, /^labeled\[70\]\[1\]: .* got 7/],
    ["a symbol", { items: [...words, "é"] }, {}, /^items\[70\]: .* got "é" at 0;/],
    ["a symbol of a text", { text: [...pieces, "é"] }, {}, /^text: .* got "é" at \d+;/],
    ["fewer labels", { sequences: words, labels: labels.slice(1) }, {}, /^labels: expected \d+, one for each sequence/],
    ["a text that is no text", { text: [...pieces, 7] }, {}, /^text: expected pieces of text, got 7$/],
    ["a series", { series: [1, 2, 3] }, { alphabet: undefined }, /^blockSize: expected no such option for this data/],
    ["a cipher", caesar, {}, /^blockSize: expected no such option for this data/],
    [
      "a block of less than a text's columns need",
      { text: pieces },
      { blockSize: 7 },
      /^blockSize: expected at least 8/,
    ],
  ])("%s", async (_, data, options, message) => {
    const all = { ...quick, blockSize: "text" in data ? 100 : 30, epochs: 1, ...options };
    await expect(trainOn(data, all)).rejects.toThrow(message);
  });
});

it("a text is cut into blocks that join to the whole, and no character is halved", async () => {
  const text = "a😀".repeat(50);
  const halves = [...Array(text.length).keys()].map((i) => text[i] as string);
  const sizes = { size: 7, least: 4, isText: true };
  const feed = new BlockFeed({ text: halves }, sizes, new ReadingControl());
  const blocks: string[] = [];
  for (let isLast = false; !isLast; ) {
    const block = await feed.block(blocks.length);
    expect(block.end - block.offset).toBe((block.data["text"] as string).length);
    blocks.push(block.data["text"] as string);
    isLast = block.isLast;
  }
  expect(blocks.join("")).toBe(text);
  expect(blocks.every((block) => !/\p{Surrogate}/u.test(block) && block.length >= 4)).toBe(true);
});
