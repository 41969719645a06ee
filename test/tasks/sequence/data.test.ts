/** The forms in which sequences and their answers come, and the errors that name a place in them. */
import { type Classifier, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { expectClose } from "../../numerics/closeness.js";
import { kinds, paces, quick, waves, words } from "./example-data.js";

const options = { ...quick, epochs: 1 };
const weightsOf = (model: Pick<Classifier, "stateDict">) =>
  [...model.stateDict().values()].flatMap((tensor) => [...tensor.data()]);
const trained = async (data: object, more: object = {}) =>
  weightsOf((await train(data as { labeled: [string, string][] }, { ...options, ...more } as never)) as Classifier);
const refused = (code: string, pattern: RegExp) => ({ code, message: expect.stringMatching(pattern) });

describe("the same model comes of", () => {
  it("rows, row objects in any order of keys, columns, and typed arrays", async () => {
    const objects = await trained({ sequences: waves, labels: paces });
    const forms = [
      waves.map((wave) => wave.map(({ ax, ay }) => [ax, ay])),
      waves.map((wave) => ({ ax: wave.map(({ ax }) => ax), ay: Float64Array.from(wave, ({ ay }) => ay) })),
      waves.map((wave) => wave.map(({ ax, ay }, i) => (i ? { ay, ax } : { ax, ay }))),
    ];
    for (const sequences of forms) expect(await trained({ sequences, labels: paces })).toEqual(objects);
    const single = waves.map((wave) => wave.map(({ ax }) => ax));
    const one = await trained({ sequences: single, labels: paces });
    for (const sequences of [single.map((wave) => Float64Array.from(wave)), single.map((wave) => wave.map((x) => [x]))])
      expect(await trained({ sequences, labels: paces })).toEqual(one);
  });

  it("texts, words, indices; pairs; iterables and async iterables", async () => {
    const texts = await trained({ sequences: words, labels: kinds });
    const alphabet = [...new Set(words.join(""))].join("");
    const indices = words.map((word) => Int32Array.from(word, (symbol) => alphabet.indexOf(symbol)));
    const labeled = words.map((word, i) => [word, kinds[i]] as const);
    async function* later() {
      for (const item of labeled) {
        await null;
        yield item;
      }
    }
    function* each<T>(items: readonly T[]) {
      yield* items;
    }
    const forms: [object, object?][] = [
      [{ sequences: words.map((word) => [...word]), labels: kinds }],
      [{ sequences: indices, labels: kinds }, { alphabet }],
      [{ labeled }],
      [{ labeled: later() }],
      [
        {
          sequences: each(words),
          labels: new Set(kinds.map((kind, i) => `${i}${kind}`)).size > 9 ? each(kinds) : kinds,
        },
      ],
    ];
    for (const [data, more] of forms) expect(await trained(data, more)).toEqual(texts);
    const values = words.map((word) => word.length);
    const apart = await trained({ sequences: words, values });
    expect(await trained({ valued: words.map((word, i) => [word, values[i]]) })).toEqual(apart);
  });
});

describe("scaling", () => {
  const answers = async (f: (row: { ax: number; ay: number }) => number[], more: object = {}) => {
    const sequences = waves.map((wave) => wave.map(f));
    const model = await train({ sequences, labels: paces }, { ...options, ...more });
    return sequences.slice(0, 5).map((wave) => model.classify(wave).probabilities[0] as number);
  };
  const plain = ({ ax, ay }: { ax: number; ay: number }) => [ax, ay];
  const others = ({ ax, ay }: { ax: number; ay: number }) => [ax * 1000 - 5, ay / 64];

  it.each(["standard", "minmax", "robust"] as const)("%s makes units irrelevant", async (scale) => {
    expectClose(await answers(others, { scale }), await answers(plain, { scale }), scale, 1e-4, 0);
  });

  it("none leaves the numbers as they are; a constant column is harmless", async () => {
    const [raw, scaled] = [await answers(plain, { scale: "none" }), await answers(plain)];
    expect(Math.max(...raw.map((p, i) => Math.abs(p - (scaled[i] as number))))).toBeGreaterThan(1e-3);
    expect((await answers(({ ax, ay }) => [ax, ay, 7])).every(Number.isFinite)).toBe(true);
  });
});

describe("missing numbers", () => {
  const broken = (value: unknown) =>
    waves.map((wave, i) => (i === 3 ? wave.map((row, k) => (k === 2 ? { ...row, ay: value } : row)) : wave));

  it("are named by sequence, row and column", async () => {
    for (const value of [null, undefined, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(trained({ sequences: broken(value), labels: paces })).rejects.toMatchObject(
        refused("ERR_INVALID_NUMBER", new RegExp(`^sequences\\[3\\]\\[2\\]\\.ay: expected a number, got ${value}`)),
      );
    const labeled = broken(null).map((wave, i) => [wave, paces[i]]);
    await expect(trained({ labeled })).rejects.toMatchObject(
      refused("ERR_INVALID_NUMBER", /^labeled\[3\]\[0\]\[2\]\.ay: /),
    );
  });

  it("are carried on request, and one more input says where", async () => {
    const gaps = broken(null) as typeof waves;
    const model = await train({ sequences: gaps, labels: paces }, { ...options, missing: "carry" } as never);
    expect(model.config.features).toBe(3);
    const filled = gaps.map((wave) => wave.map((row, k) => ({ ...row, ay: row.ay ?? wave[k - 1]?.ay })));
    const [with1, with2] = [gaps[3], filled[3]].map((wave) => model.classify(wave as never).probabilities);
    expect(with1).not.toEqual(with2);
    // A column without any value in its sequence holds the mean, and its first value fills what comes before.
    const empty = waves[0]?.map((row) => ({ ...row, ay: null })) as never;
    expect(model.classify(empty).probability).toBeGreaterThan(0);
  });
});

function* endless<Item>(item: Item) {
  while (true) yield item;
}

async function* endlessLater<Item>(item: Item) {
  yield* endless(item);
}

describe("numbers near the end of the range of f64", () => {
  it("are trained on like others", async () => {
    const bySize = (unit: number) =>
      train(
        {
          sequences: [[1, 2], [3], [-1, 4], [2]].map((xs) => xs.map((x) => x * unit)),
          values: [unit, 3 * unit, 0, 2 * unit],
        },
        { maxSteps: 2, seed: 1, validation: 0 },
      );
    const [usual, huge] = [await bySize(1), await bySize(2 ** 1000)];
    expect(huge.predict([2 ** 1000])).toBe(usual.predict([1]) * 2 ** 1000);
  });
});

describe("data that does not fit", () => {
  it("is refused with its place", async () => {
    const wrong: [object, string, RegExp][] = [
      [{ sequences: words, labels: kinds.slice(1) }, "ERR_SHAPE", /^labels: expected 90, .*got 89/],
      [{ sequences: words, labels: endless(1) }, "ERR_SHAPE", /^labels: expected 90, one for each sequence, got more/],
      [{ items: words, labels: endless(1) }, "ERR_SHAPE", /^labels: expected 90, one for each item, got more/],
      [{ sequences: words, values: endlessLater(1) }, "ERR_SHAPE", /^values: expected 90, .*got more/],
      [{ sequences: [], labels: [] }, "ERR_EMPTY_DATASET", /^sequences: /],
      [{ sequences: ["ab", ""], labels: ["x", "y"] }, "ERR_SHAPE", /^sequences\[1\]: /],
      [{ sequences: [[1], []], labels: ["x", "y"] }, "ERR_SHAPE", /^sequences\[1\]: /],
      [{ sequences: words }, "ERR_INVALID_OPTION", /^data: .*labels/],
      [{ sequences: words, labels: kinds, values: [] }, "ERR_INVALID_OPTION", /values/],
      [{ labeled: ["ab"] }, "ERR_INVALID_OPTION", /^labeled\[0\]: expected \[sequence, label\]/],
      [{ labeled: [] }, "ERR_EMPTY_DATASET", /^labeled: /],
      [{ sequences: "ab", labels: kinds }, "ERR_INVALID_OPTION", /^sequences: expected an array or iterable/],
      [{ sequences: [[{ x: 1 }], [{ y: 1 }]], labels: ["x", "y"] }, "ERR_SHAPE", /^sequences\[1\].*"x"/],
    ];
    for (const [data, code, message] of wrong)
      await expect(trained(data)).rejects.toMatchObject(refused(code, message));
    const options: [object, RegExp][] = [
      [{ validation: 90 }, /^validation: expected fewer than the 90/],
      [{ validation: 1.5 }, /^validation: /],
      [{ validation: { pairs: [] } }, /^validation: expected \{ sequences, labels \} or \{ labeled \}/],
      [{ missing: "carry" }, /^missing: expected no such option for sequences of symbols/],
    ];
    for (const [more, message] of options)
      await expect(trained({ sequences: words, labels: kinds }, more)).rejects.toMatchObject(
        refused("ERR_INVALID_OPTION", message),
      );
    await expect(trained({ sequences: waves, labels: paces }, { embeddingDim: 3 })).rejects.toThrow(
      /^embeddingDim: expected no such option for sequences of numbers/,
    );
  });

  it("is refused with the place of a value, which no option fills", async () => {
    const sequences = ["a", "ab", "b"];
    const values: [unknown[], RegExp, RegExp][] = [
      [
        [1, 2, Number.NaN],
        /^values\[2\]: expected a number, got NaN$/,
        /^valued\[2\]\[1\]: expected a number, got NaN$/,
      ],
      [[[1, 2], [3]], /^values\[1\]: .*got 1$/, /^valued\[1\]\[1\]: .*got 1$/],
      [[{ x: 1 }, { x: null }], /^values\[1\]\.x: .*null$/, /^valued\[1\]\[1\]\.x: .*null$/],
      [[{ x: 1 }, { x: 1, y: 2 }], /^values\[1\]: .*"y"/, /^valued\[1\]\[1\]: .*"y"/],
      [[{ x: 1 }, 5], /^values\[1\]: .*got 5$/, /^valued\[1\]\[1\]: .*got 5$/],
    ];
    for (const [given, apart, inPairs] of values) {
      const some = sequences.slice(0, given.length);
      await expect(trained({ sequences: some, values: given })).rejects.toThrow(apart);
      const valued = some.map((sequence, i) => [sequence, given[i]]);
      await expect(trained({ valued })).rejects.toThrow(inPairs);
      const alphabet = "ab";
      await expect(trained({ valued }, { blockSize: 2, alphabet, validation: 0 })).rejects.toThrow(inPairs);
    }
  });

  it("is refused by a trained model too", async () => {
    const rows = await train({ sequences: waves, labels: paces }, options);
    const calls: [unknown, string, RegExp][] = [
      [[{ ax: 1 }], "ERR_SHAPE", /ay/],
      [[{ ax: 1, ay: 2, az: 3 }], "ERR_SHAPE", /az/],
      [[[1, 2, 3]], "ERR_SHAPE", /3 numbers/],
      ["ab", "ERR_INVALID_OPTION", /^sequence: /],
      [[], "ERR_SHAPE", /^sequence: /],
      [
        [
          { ax: 1, ay: 2 },
          { ax: null, ay: 2 },
        ],
        "ERR_INVALID_NUMBER",
        /^sequence\[1\]\.ax: /,
      ],
    ];
    for (const [sequence, code, message] of calls)
      expect(() => rows.classify(sequence as never)).toThrow(expect.objectContaining(refused(code, message)));
    const texts = await train({ sequences: words, labels: kinds }, options);
    expect(() => texts.classify([0, 1] as never)).toThrow(/Int32Array/);
    expect(() => texts.classifyBatch(["ab", "az"])).toThrow(/^sequences\[1\]: .*"z"/);
    await expect(texts.evaluate({ sequences: ["ab", "az"], labels: ["low", "mid"] })).rejects.toThrow(
      /^sequences\[1\]: /,
    );
  });
});
