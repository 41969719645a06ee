/** What can be learned from: sequences of any kind, pairs from anything that iterates, and what is said of those that are wrong. */
import fc from "fast-check";
import { ciphers, dataset, load, manualSeed, type Pair, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { bytesOf, caesar, messagePairs, oneShot } from "./training-data.js";

const untrained = { maxSteps: 0, seed: 1 } as const;
const few = { maxSteps: 5, seed: 1, validation: 0 } as const;

describe("alphabets", () => {
  it("are what all pairs have, validation included, in order of first appearance", async () => {
    const model = await train(
      {
        pairs: [
          ["BA", "yx"],
          ["B🎉", "zz"],
        ],
      },
      { ...untrained, validation: [["C", "w"]] },
    );
    expect([model.alphabet, model.outputAlphabet]).toEqual(["BA🎉C", "yxzw"]);
    expect([model.config.vocabSize, model.config.numClasses]).toEqual([4, 4]);
  });

  it("are arrays where the sequences are", async () => {
    const model = await train(
      {
        pairs: [
          [
            ["the", "", "the"],
            ["DET", "X", "DET"],
          ],
        ],
      },
      untrained,
    );
    expect([model.alphabet, model.outputAlphabet]).toEqual([
      ["the", ""],
      ["DET", "X"],
    ]);
  });

  it("have any code points, and survive the file", async () => {
    const symbol = fc.oneof(
      fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
      fc.constantFrom("\ud800", "\udc00", "\u0301", "\r", "\0"),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(symbol, { minLength: 1, maxLength: 12 }), fc.boolean(), async (symbols, asText) => {
        const input = asText ? symbols.join("") : symbols;
        const model = await train({ pairs: [[input, input]] }, untrained);
        const again = await load(model.save());
        expect([...again.alphabet]).toEqual([...new Set(input)]);
        expect([again.alphabet, again.outputAlphabet]).toEqual([model.alphabet, model.outputAlphabet]);
        expect(again.predict(input)).toEqual(model.predict(input));
        expect([...again.probabilities(input).data]).toEqual([...model.probabilities(input).data]);
      }),
      { numRuns: 60 },
    );
  });

  it("can have a symbol for what they lack", async () => {
    const pairs = [["AB?", "xyx"]] as const;
    const model = await train({ pairs }, { ...few, alphabet: "AB", unknown: "symbol" });
    expect([model.alphabet, model.config.vocabSize]).toEqual(["AB", 3]);
    const data = (text: string) => [...model.probabilities(text).data];
    expect(data("?")).toEqual(data("🎉"));
    expect(data("?")).not.toEqual(data("A"));
    const again = await load(model.save());
    expect([...again.probabilities("B🎉A").data]).toEqual(data("B🎉A"));
    await expect(train({ pairs }, { ...few, outputAlphabet: "x", unknown: "symbol" })).rejects.toMatchObject({
      code: "ERR_UNKNOWN_SYMBOL",
    });
  });

  it("may be wider than a cipher's", async () => {
    const model = await train(ciphers.atbash({ alphabet: "ABC" }), {
      ...few,
      alphabet: "-CBA",
      outputAlphabet: ["A", "B", "C", "?"],
    });
    expect([model.config.vocabSize, model.config.numClasses]).toEqual([4, 4]);
    expect(model.decrypt("A-C")).toMatch(/^[ABC?]{3}$/);
    await expect(train(caesar, { alphabet: "AB" })).rejects.toMatchObject({
      code: "ERR_UNKNOWN_SYMBOL",
      message: /"C" at 2/,
    });
  });

  it.each([
    ["", /at least one symbol/],
    ["ABA", /distinct/],
    [["a", 1], /array of strings/],
    [5, /array of strings/],
  ])("%j is none", async (alphabet, message) => {
    const options = { ...untrained, alphabet: alphabet as string };
    await expect(train({ pairs: [["A", "A"]] }, options)).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringMatching(message),
    });
  });
});

describe("pairs", () => {
  it("are named by their place when they are wrong", async () => {
    const cases: [unknown, string, RegExp][] = [
      [[], "ERR_EMPTY_DATASET", /^pairs: /],
      [
        [
          ["", ""],
          [[], []],
        ],
        "ERR_EMPTY_DATASET",
        /^pairs: /,
      ],
      [
        [
          ["A", "B"],
          ["", ""],
          ["AB", "C"],
        ],
        "ERR_RAGGED_PAIR",
        /^pairs\[2\]: .*2 and 1/,
      ],
      [
        [
          ["🎉e\u0301", "abc"],
          ["é", "ab"],
        ],
        "ERR_RAGGED_PAIR",
        /^pairs\[1\]/,
      ],
      [[["A", 3]], "ERR_INVALID_OPTION", /^pairs\[0\]\[1\]: .*3$/],
      [["AB"], "ERR_INVALID_OPTION", /^pairs\[0\]: expected \[input, target\], got "AB"/],
      [[["A", "B", "C"]], "ERR_INVALID_OPTION", /^pairs\[0\]/],
      [
        [
          [
            ["a", 5],
            ["b", "c"],
          ],
        ],
        "ERR_INVALID_OPTION",
        /^pairs\[0\]\[0\]\[1\]: .*5$/,
      ],
      [[[Int32Array.of(1), "B"]], "ERR_INVALID_OPTION", /^pairs\[0\]\[0\]: .*alphabet/],
      [[["A", "B"], null], "ERR_INVALID_OPTION", /^pairs\[1\]/],
      ["AB", "ERR_INVALID_OPTION", /^pairs: /],
      [{ length: 1 }, "ERR_INVALID_OPTION", /^pairs: /],
    ];
    for (const [pairs, code, message] of cases)
      await expect(train({ pairs } as never), String(message)).rejects.toMatchObject({
        name: "RnnError",
        code,
        message: expect.stringMatching(message),
      });
  });

  it("name the symbol that the alphabet lacks, and its place", async () => {
    const pairs: Pair[] = [
      ["AB", "AB"],
      ["🎉A?", "ABA"],
    ];
    await expect(train({ pairs }, { alphabet: "AB🎉" })).rejects.toMatchObject({
      code: "ERR_UNKNOWN_SYMBOL",
      message: /^pairs\[1\]\[0\]: .*"\?" at 2/,
    });
    await expect(train({ pairs }, { outputAlphabet: "B" })).rejects.toMatchObject({
      code: "ERR_UNKNOWN_SYMBOL",
      message: /^pairs\[0\]\[1\]: .*"A" at 0/,
    });
    await expect(
      train(
        { pairs: [["A", "A"]] },
        {
          alphabet: "A",
          outputAlphabet: "A",
          validation: [
            ["A", "A"],
            ["B", "A"],
          ],
        },
      ),
    ).rejects.toMatchObject({
      code: "ERR_UNKNOWN_SYMBOL",
      message: expect.stringMatching(/^validation\[1\]\[0\]/),
    });
  });

  it("may be indices where alphabets are given", async () => {
    const options = { ...few, alphabet: "ABC", outputAlphabet: "xy" };
    const texts = await train(
      {
        pairs: [
          ["CAB", "xyx"],
          ["B", "y"],
        ],
      },
      options,
    );
    const indices = await train(
      {
        pairs: [
          [Int32Array.of(2, 0, 1), Int32Array.of(0, 1, 0)],
          [Int32Array.of(1), Int32Array.of(1)],
        ],
      },
      options,
    );
    expect(indices.stateDict()).toEqual(texts.stateDict());
    expect(texts.predict(Int32Array.of(0, 1))).toBe(texts.predict("AB"));
    expect(indices.predict("AB")).toBeInstanceOf(Int32Array);
    expect(indices.decrypt("AB")).toBe(texts.decrypt("AB"));
    await expect(train({ pairs: [[Int32Array.of(3), "x"]] }, options)).rejects.toMatchObject({
      code: "ERR_INDEX_RANGE",
      message: /pairs\[0\]\[0\]\[0\]: .*3$/,
    });
    expect(() => texts.predict(Int32Array.of(-1))).toThrow(expect.objectContaining({ code: "ERR_INDEX_RANGE" }));
  });

  it("that are empty are skipped", async () => {
    const full: Pair[] = messagePairs(caesar, 20, 1, 6);
    const some = full.flatMap((pair): Pair[] => [["", ""], pair, [[], ""]]);
    const options = { ...few, batchSize: 3, maxSteps: 12, validation: 0.2 };
    expect(bytesOf(await train({ pairs: some }, options))).toBe(bytesOf(await train({ pairs: full }, options)));
  });

  it("give the same model from an array, a generator, a set and an async source", async () => {
    const pairs = messagePairs(caesar, 30, 1, 9);
    const options = {
      ...few,
      batchSize: 4,
      alphabet: caesar.alphabet,
      outputAlphabet: caesar.alphabet,
      shuffle: false,
      maxSteps: 7,
    };
    async function* later() {
      yield* pairs;
    }
    const wanted = bytesOf(await train({ pairs }, options));
    const sources = [
      () => pairs.values(),
      () => new Set(pairs),
      () => later(),
      () => oneShot(pairs).pairs,
      () => oneShot(pairs, { later: true }).pairs,
    ];
    for (const shuffle of [false, undefined])
      for (const source of sources)
        for (const worker of [false, true])
          expect(bytesOf(await train({ pairs: source() }, { ...options, shuffle, worker }))).toBe(wanted);
  });

  it("from a source that is read once are read to its end where they must be", async () => {
    const pairs = messagePairs(caesar, 30, 1, 9);
    for (const options of [
      { ...few, maxSteps: 20 },
      { ...few, maxSteps: 20, validation: 0.3 },
      { ...few, maxSteps: 20, alphabet: caesar.alphabet, outputAlphabet: caesar.alphabet, shuffle: true },
    ])
      expect(bytesOf(await train({ pairs: pairs.values() }, options))).toBe(bytesOf(await train({ pairs }, options)));
  });
});

describe("streams of pairs", () => {
  const alphabets = { alphabet: caesar.alphabet, outputAlphabet: caesar.alphabet };
  const options = { ...alphabets, seed: 1, batchSize: 4, validation: 0 };

  it.each([false, true])("are read as they are needed, and let go (worker: %s)", async (worker) => {
    function* endless() {
      for (;;) yield* messagePairs(caesar, 10, 3, 5);
    }
    for (const later of [false, true]) {
      const { pairs, seen } = oneShot(endless(), { later });
      await train({ pairs }, { ...options, worker, maxSteps: 10 });
      expect(seen.count).toBeGreaterThanOrEqual(40);
      expect(seen.count).toBeLessThan(60);
      expect(seen.closed).toBe(true);
    }
  });

  it("end a run that nothing else ends, and their last batch may be smaller", async () => {
    const seen: number[] = [];
    const model = await train(
      { pairs: oneShot(messagePairs(caesar, 10, 3, 5)).pairs },
      { ...options, onProgress: (p) => seen.push(p.step) },
    );
    expect(model.training).toMatchObject({ steps: 3, epochs: 1, reason: "epochs" });
    expect(seen).toEqual([3]);
  });

  it("start again where they can, epoch after epoch", async () => {
    const steps: [number, number][] = [];
    const model = await train(
      { pairs: new Set(messagePairs(caesar, 10, 3, 5)) },
      { ...options, epochs: 3, progressEvery: 1, onProgress: (p) => steps.push([p.step, p.epoch]) },
    );
    expect(model.training).toMatchObject({ steps: 9, epochs: 3 });
    expect(steps.map(([, epoch]) => epoch)).toEqual([1, 1, 1, 2, 2, 2, 3, 3, 3]);
  });

  it("have epochs of stepsPerEpoch updates, with a validation after each", async () => {
    function* endless() {
      for (;;) yield* messagePairs(caesar, 10, 3, 5);
    }
    const validated: (number | undefined)[] = [];
    const model = await train(
      { pairs: endless() },
      {
        ...options,
        stepsPerEpoch: 5,
        validation: messagePairs(caesar, 6, 3, 5, 9),
        epochs: 2,
        onProgress: (p) => validated.push(p.validation?.step),
      },
    );
    expect([model.training.steps, validated]).toEqual([10, [5, 10]]);
    await expect(train({ pairs: [["A", "B"]] }, { stepsPerEpoch: 5, maxSteps: 1 })).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: /stepsPerEpoch/,
    });
  });

  it.each([false, true])("give their errors whole (worker: %s)", async (worker) => {
    const failure = new Error("the source broke");
    function* breaking() {
      yield* messagePairs(caesar, 10, 3, 5);
      throw failure;
    }
    async function* breakingLater() {
      yield* breaking();
    }
    for (const pairs of [breaking(), breakingLater()])
      await expect(train({ pairs }, { ...options, worker })).rejects.toBe(failure);
    const ragged = oneShot<Pair>([
      ["A", "B"],
      ["AB", "C"],
    ]);
    await expect(train({ pairs: ragged.pairs }, { ...options, worker })).rejects.toMatchObject({
      name: "RnnError",
      code: "ERR_RAGGED_PAIR",
      message: /pairs\[1\]/,
    });
    expect(ragged.seen.closed).toBe(true);
    await expect(train({ pairs: new Set<Pair>([["", ""]]) }, { ...options, worker, epochs: 5 })).rejects.toMatchObject({
      code: "ERR_EMPTY_DATASET",
    });
  });
});

describe("dataset()", () => {
  it("gives PyTorch's messages, new ones each time", () => {
    manualSeed(0);
    const data = dataset(caesar, { numExamples: 3, messageLength: 4 });
    const [first, second] = [[...data], [...data]];
    expect([data.length, data.alphabet, first.length]).toEqual([3, caesar.alphabet, 3]);
    for (const [encrypted, original] of first) expect(encrypted).toEqual(original.map((index) => (index + 13) % 27));
    expect(first).not.toEqual(second);
    manualSeed(0);
    expect([...data]).toEqual(first);
  });

  it("is trained on in epochs of its own, each of them fresh", async () => {
    const data = dataset(caesar, { numExamples: 10, messageLength: 6 });
    const run = async (worker: boolean) => {
      manualSeed(7);
      const losses: number[] = [];
      const model = await train(data, {
        seed: 1,
        batchSize: 4,
        epochs: 2,
        progressEvery: 1,
        worker,
        onProgress: (p) => losses.push(p.loss),
      });
      expect(model.training).toMatchObject({ steps: 6, epochs: 2, reason: "epochs", validation: undefined });
      expect(model.predict(Int32Array.of(1, 2))).toBeInstanceOf(Int32Array);
      expect(model.decrypt("ABC")).toHaveLength(3);
      return losses;
    };
    const losses = await run(false);
    expect(losses[0]).not.toBe(losses[3]);
    expect(await run(true)).toEqual(losses);
  });

  it("refuses what is no cipher and no option", () => {
    expect(() => dataset("caesar" as never)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
    expect(() => dataset(caesar, { numExample: 3 } as never)).toThrow(/numExamples/);
    expect(() => dataset(caesar, { messageLength: 0 })).toThrow(/messageLength/);
  });
});

it("what is no data is refused", async () => {
  for (const data of [
    undefined,
    null,
    5,
    "ABC",
    [["A", "B"]],
    {},
    { pair: [] },
    { pairs: [], labels: [] },
    () => {},
    async function* () {},
  ])
    await expect(train(data as never)).rejects.toMatchObject({ name: "RnnError", code: "ERR_INVALID_OPTION" });
});

it("a cipher of one's own is encrypted where it is, and may be wrong", async () => {
  const own = {
    name: "mine",
    alphabet: "ABC",
    encrypt: (text: string) => [...text].reverse().join(""),
    decrypt: (text: string) => text,
  };
  const options = { seed: 2, maxSteps: 150, batchSize: 2, messageLength: 5 };
  expect(bytesOf(await train(own, options))).toBe(bytesOf(await train(own, { ...options, worker: true })));
  for (const worker of [false, true]) {
    for (const encrypt of [(text: string) => `${text}A`, (text: string) => text.replace("A", "?")])
      await expect(train({ ...own, encrypt }, { ...options, worker })).rejects.toMatchObject({ name: "RnnError" });
    const failure = new Error("no key");
    const encrypt = (text: string) => {
      if (text.length > 4) throw failure;
      return text;
    };
    await expect(train({ ...own, encrypt }, { ...options, worker })).rejects.toBe(failure);
  }
});
