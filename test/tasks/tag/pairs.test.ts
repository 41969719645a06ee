/** What can be learned from: pairs of sequences from anything that iterates, ciphers of one's own; and what is said of those that are wrong. */
import { type Pair, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { bytesOf, caesar, messagePairs, oneShot } from "../../training/example-data.js";

const few = { maxSteps: 5, seed: 1, validation: 0 } as const;

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

  it("are held back as a share or a count", async () => {
    const pairs = messagePairs(caesar, 20, 1, 6);
    const options = { ...few, epochs: 1, batchSize: 1, maxSteps: undefined };
    const byCount = await train({ pairs }, { ...options, validation: 5 });
    expect(byCount.training).toMatchObject({ steps: 15, validation: { count: 5 } });
    expect(bytesOf(byCount)).toBe(bytesOf(await train({ pairs }, { ...options, validation: 0.25 })));
    for (const [validation, wanted] of [
      [20, "fewer than the 20 pairs, got 20"],
      [1.5, "a positive integer, got 1.5"],
    ] as const)
      await expect(train({ pairs }, { ...options, validation })).rejects.toMatchObject({
        code: "ERR_INVALID_OPTION",
        message: `validation: expected ${wanted}`,
      });
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

it("rejects anything but data", async () => {
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

it("a user's cipher runs on the calling thread, and its errors are reported", async () => {
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
