/** The symbols that a model reads and writes: found in the data or given, of any kind. */
import fc from "fast-check";
import { ciphers, load, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { codePoint } from "../code-points.js";
import { runs } from "../runs.js";
import { caesar } from "../training/example-data.js";

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

  it.each(["yx", "y🎉"])("decode texts of any length: %s", async (outputs) => {
    const model = await train({ pairs: [["BA", outputs]] }, untrained);
    for (const length of [0, 1, 1024, 1025, 10_001]) {
      const text = "BAABB".repeat(length / 5 + 1).slice(0, length);
      const { data } = model.probabilities(text);
      const letters = Array.from(text, (_, i) => [...outputs][(data[2 * i + 1] ?? 0) > (data[2 * i] ?? 0) ? 1 : 0]);
      expect(model.decrypt(text)).toBe(letters.join(""));
      expect(model.decryptBatch([text, "A"])[0]).toBe(letters.join(""));
    }
  });

  it("have any code points, and survive the file", async () => {
    const symbol = fc.oneof(codePoint, fc.constantFrom("\ud800", "\udc00", "\u0301", "\r", "\0"));
    await fc.assert(
      fc.asyncProperty(fc.array(symbol, { minLength: 1, maxLength: 12 }), fc.boolean(), async (symbols, asText) => {
        const input = asText ? symbols.join("") : symbols;
        const model = await train({ pairs: [[input, input]] }, untrained);
        const again = await load(model.save(), { task: "tag" });
        expect([...again.alphabet]).toEqual([...new Set(input)]);
        expect([again.alphabet, again.outputAlphabet]).toEqual([model.alphabet, model.outputAlphabet]);
        expect(again.predict(input)).toEqual(model.predict(input));
        expect([...again.probabilities(input).data]).toEqual([...model.probabilities(input).data]);
      }),
      { numRuns: runs(60, 20) },
    );
  });

  it("can have a symbol for what they lack", async () => {
    const pairs = [["AB?", "xyx"]] as const;
    const model = await train({ pairs }, { ...few, alphabet: "AB", unknown: "symbol" });
    expect([model.alphabet, model.config.vocabSize]).toEqual(["AB", 3]);
    const data = (text: string) => [...model.probabilities(text).data];
    expect(data("?")).toEqual(data("🎉"));
    expect(data("?")).not.toEqual(data("A"));
    const again = await load(model.save(), { task: "tag" });
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
    [new Array(2), /array of strings/],
    [5, /array of strings/],
  ])("%j is none", async (alphabet, message) => {
    const options = { ...untrained, alphabet: alphabet as string };
    await expect(train({ pairs: [["A", "A"]] }, options)).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: expect.stringMatching(message),
    });
  });
});
