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
    [
      "fewer labels",
      { sequences: words, labels: labels.slice(1) },
      {},
      /^labels: expected 70, one for each sequence, got 69$/,
    ],
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

describe("a source that fails its run", () => {
  const options = { ...quick, classes: [0, 1, 2], blockSize: 20, validation: 0, epochs: 3 };
  const items = words.map((word, i) => [word, labels[i] as number] as const);

  /** A source of `items`, and whether it was closed. @param at called before each item */
  function watched(at: (index: number) => unknown = () => {}) {
    const seen = { closed: 0 };
    const source: AsyncIterable<unknown> = {
      async *[Symbol.asyncIterator]() {
        try {
          for (const [i, item] of items.entries()) yield (await at(i)) ?? item;
        } finally {
          seen.closed++;
        }
      },
    };
    return { source, seen };
  }
  const never = new Promise(() => {});

  it.each<[string, (index: number) => unknown, object, RegExp]>([
    ["an item of the first block", (i) => i === 5 && [[], 1, 2], {}, /^labeled\[5\]: /],
    ["an item of a later block", (i) => i === 45 && [[], 1, 2], {}, /^labeled\[45\]: /],
    ["a run without an end", () => {}, { epochs: undefined, patience: 3 }, /^patience: /],
    ["a network that is too large", () => {}, { hiddenSize: 1e5 }, /^memory: /],
  ])("is closed: %s", async (_, at, more, message) => {
    const { source, seen } = watched((i) => at(i) || undefined);
    await expect(trainOn({ labeled: source }, { ...options, ...more })).rejects.toThrow(message);
    await expect.poll(() => seen.closed).toBe(1);
  });

  it.each([1, 2])("throws its own error, from any block, to %s workers", async (workers) => {
    const broken = new TypeError("the disk is gone");
    for (const place of [3, 33]) {
      const { source } = watched((i) => {
        if (i === place) throw broken;
      });
      await expect(trainOn({ labeled: source }, { ...options, workers })).rejects.toBe(broken);
    }
  });

  it("is named if another pass has less", async () => {
    const { source } = watched();
    const iterator = source[Symbol.asyncIterator]();
    const spent = { [Symbol.asyncIterator]: () => iterator };
    const message = "data: expected the same again in each pass, as an array has it, got its end after 0 sequences";
    await expect(trainOn({ labeled: spent }, options)).rejects.toMatchObject({ code: "ERR_EMPTY_DATASET", message });
    let pass = 0;
    const shrinking = { [Symbol.iterator]: () => items.slice(0, pass++ === 0 ? 70 : 20)[Symbol.iterator]() };
    await expect(trainOn({ labeled: shrinking }, options)).rejects.toThrow(/got its end after 20 sequences$/);
  });

  it.each([1, 2])("may never answer: a stop ends the run of %s workers, and an abort", async (workers) => {
    const slow = (list: readonly unknown[], place: number): AsyncIterable<unknown> => ({
      async *[Symbol.asyncIterator]() {
        for (const [i, item] of list.entries()) yield i === place ? await never : item;
      },
    });
    for (const place of [10, 30]) {
      const data = { sequences: slow(words, place), labels: slow(labels, place) };
      const run = startTraining(data as never, { ...options, workers } as never);
      // The first block never comes, or all its updates are made.
      if (place > 20) await run.step(5);
      await new Promise((resolve) => setTimeout(resolve, 20));
      await run.stop();
      expect(((await run.result) as TrainedModel).training).toMatchObject({
        reason: "stopped",
        steps: place > 20 ? 5 : 0,
      });
      const controller = new AbortController();
      const aborted = startTraining(data as never, { ...options, workers, signal: controller.signal } as never);
      setTimeout(() => controller.abort("enough"), 20);
      await expect(aborted.result).rejects.toBe("enough");
    }
  });
});

it("an async iterator may answer with any thenable", async () => {
  const left = words.map((word, i) => [word, labels[i]]);
  const next = () => ({
    // biome-ignore lint/suspicious/noThenProperty: it is the test
    then: (resolve: (result: unknown) => void) => resolve({ done: left.length === 0, value: left.shift() }),
  });
  const labeled = { next, [Symbol.asyncIterator]: () => labeled };
  const { training } = await trainOn({ labeled }, { ...quick, blockSize: 30 });
  expect(training.steps).toBeGreaterThan(10);
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
