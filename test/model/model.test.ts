/** What a model says and shows, in what form it is kept, and how long it lives. */
import fc from "fast-check";
import { ciphers, dataset, load, type Matrix, manualSeed, type Tagger, train } from "rnn-wasm";
import { writeSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, it } from "vitest";
import { expectClose } from "../numerics/closeness.js";
import { runs } from "../runs.js";
import { bytesOf, caesar, decryptor, messagePairs } from "../training/example-data.js";

const vigenere = ciphers.vigenere({ key: "KEY" });
const untrained = (options: object = {}) => train(vigenere, { seed: 4, maxSteps: 0, ...options });
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

describe("decrypt, predict, decryptBatch", () => {
  it("decrypts any text of the alphabet, the empty one too", async () => {
    const model = await decryptor();
    expect(["FUVEMVEMNMERPDRF", "ERPDRF", "N", ""].map((text) => model.decrypt(text))).toEqual([
      "THIS-IS-A-SECRET",
      "SECRET",
      "A",
      "",
    ]);
    expect(model.predict("ERPDRF")).toBe("SECRET");
    expect(model.predict([..."ERPDRF"])).toBe("SECRET");
  });

  it("says which letter it does not know, and where", async () => {
    const model = await decryptor();
    for (const [text, letter, place] of [
      ["héllo", '"h"', 0],
      ["A🎉B", '"🎉"', 1],
      ["A\r\nB", '"\\r" (U+000D)', 1],
      ["\ud800", '"\\ud800" (U+D800)', 0],
      ["A\u0301", '"\u0301" (U+0301)', 1],
    ] as const)
      expect(() => model.decrypt(text)).toThrow(
        expect.objectContaining({
          code: "ERR_UNKNOWN_SYMBOL",
          message: expect.stringContaining(`${letter} at ${place}`),
        }),
      );
    expect(() => model.decryptBatch(["A", "B?"])).toThrow(/^texts\[1\]: .*"\?" at 1/);
    for (const call of [
      () => model.decrypt(5 as never),
      () => model.predict(null as never),
      () => model.decryptBatch("ABC" as never),
      () => model.decryptBatch([5 as never]),
    ])
      expect(call).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  });

  it("decrypts many as it decrypts one, whatever their lengths", async () => {
    const models = [
      await untrained({ hiddenSize: 7 }),
      await untrained({ hiddenSize: 5, numLayers: 2, bidirectional: true }),
    ];
    const text = fc.string({ unit: fc.constantFrom(...vigenere.alphabet), maxLength: 40 });
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (texts) => {
        for (const model of models) expect(model.decryptBatch(texts)).toEqual(texts.map((one) => model.decrypt(one)));
      }),
    );
  });

  it("answers in the kind that it was trained on", async () => {
    const words = await train(
      {
        pairs: [
          [
            ["a", "b"],
            ["X", "Y"],
          ],
        ],
      },
      { seed: 1, maxSteps: 1 },
    );
    expect(words.predict(["b", "b", "a"])).toEqual([
      expect.stringMatching(/[XY]/),
      expect.stringMatching(/[XY]/),
      expect.stringMatching(/[XY]/),
    ]);
    expect(words.predict([])).toEqual([]);
    expect(words.decrypt("ab")).toMatch(/^[XY]{2}$/);
    const indices = await train(dataset(caesar), { seed: 1, maxSteps: 1 });
    expect(indices.predict("ABC")).toBeInstanceOf(Int32Array);
    expect((await load(indices.save(), { task: "tag" })).predict("ABC")).toEqual(indices.predict("ABC"));
    const mixed = await train({ pairs: [["ab", ["X", "Y"]]] }, { seed: 1, maxSteps: 1 });
    expect(mixed.predict("ba")).toHaveLength(2);
  });

  it("large: a message of 10,000 letters, a million letters in many", async () => {
    const model = await decryptor();
    const text = "THIS-IS-A-SECRET".repeat(625);
    expect(model.decrypt(caesar.encrypt(text))).toBe(text);
    const many = Array.from({ length: 10_000 }, (_, i) => text.slice(i % 50, (i % 50) + 100));
    expect(model.decryptBatch(many.map((one) => caesar.encrypt(one)))).toEqual(many);
  });
});

describe("probabilities, trace", () => {
  it("are distributions, and their likeliest symbols the prediction", async () => {
    const model = await decryptor();
    const { shape, data } = model.probabilities("ERPDRF");
    expect(shape).toEqual([6, 27]);
    const rows = Array.from({ length: 6 }, (_, t) => data.slice(t * 27, (t + 1) * 27));
    for (const row of rows) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    expect(rows.map((row) => model.outputAlphabet[row.indexOf(Math.max(...row))]).join("")).toBe("SECRET");
    expect(model.probabilities("")).toEqual({ shape: [0, 27], data: new Float32Array() });
  });

  it.each([
    {},
    { bidirectional: true },
    { numLayers: 2, hiddenSize: 5 },
    { numLayers: 3, bidirectional: true, hiddenSize: 3 },
  ])("trace shows the units as the equations have them: %j", async (options) => {
    const model = await untrained({ messageLength: 3, ...options });
    const { hiddenSize, numLayers, bidirectional } = model.config;
    const text = "ATTACK-AT-DAWN";
    const { probabilities, layers } = model.trace(text);
    expect(probabilities).toEqual(model.probabilities(text));
    expect(layers.map(({ directions }) => directions.length)).toEqual(Array(numLayers).fill(bidirectional ? 2 : 1));
    for (const { directions } of layers) {
      for (const [index, direction] of directions.entries()) {
        const { h, c, i, f, g, o } = direction as Required<typeof direction>;
        for (const { shape, data } of [h, c, i, f, g, o])
          expect([shape, data.length]).toEqual([[text.length, hiddenSize], text.length * hiddenSize]);
        const at = ({ data }: Matrix, t: number, unit: number) => data[t * hiddenSize + unit] ?? 0;
        for (let t = 0; t < text.length; t++) {
          const before = index === 0 ? t - 1 : t + 1;
          for (let unit = 0; unit < hiddenSize; unit++) {
            const last = before < 0 || before === text.length ? 0 : at(c, before, unit);
            expect(at(c, t, unit)).toBeCloseTo(at(f, t, unit) * last + at(i, t, unit) * at(g, t, unit), 5);
            expect(at(h, t, unit)).toBeCloseTo(at(o, t, unit) * Math.tanh(at(c, t, unit)), 5);
          }
        }
      }
    }
    // The last layer's output through the linear one gives the probabilities.
    const { data: weight } = { data: model.stateDict().get("linear.weight")?.data() as Float32Array };
    const bias = model.stateDict().get("linear.bias")?.data() as Float32Array;
    const outputs = layers.at(-1)?.directions ?? [];
    const scores = Array.from(bias, (b, row) =>
      outputs.reduce((sum, { h }, d) => {
        for (let unit = 0; unit < hiddenSize; unit++)
          sum += (h.data[unit] as number) * (weight[(row * outputs.length + d) * hiddenSize + unit] as number);
        return sum;
      }, b),
    );
    const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
    expectClose(
      probabilities.data.slice(0, scores.length),
      scores.map((score) => Math.exp(score) / sum),
      "probabilities",
      1e-6,
    );
    expect(model.trace("").layers[0]?.directions[0]?.h).toEqual({ shape: [0, hiddenSize], data: new Float32Array() });
  });

  it("the gates of the first symbol are what the weights make of it", async () => {
    const model = await untrained();
    const dict = model.stateDict();
    const values = (name: string) => dict.get(name)?.data() as Float32Array;
    const [embedding, w, bi, bh] = ["embedding.weight", "lstm.weight_ih_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0"].map(
      values,
    ) as [Float32Array, Float32Array, Float32Array, Float32Array];
    const [direction] = model.trace("C").layers[0]?.directions ?? [];
    for (const [gate, name] of (["i", "f", "g", "o"] as const).entries())
      for (let unit = 0; unit < 10; unit++) {
        const row = gate * 10 + unit;
        let sum = (bi[row] as number) + (bh[row] as number);
        for (let k = 0; k < 5; k++) sum += (embedding[2 * 5 + k] as number) * (w[row * 5 + k] as number);
        expect(direction?.[name]?.data[unit]).toBeCloseTo(name === "g" ? Math.tanh(sum) : sigmoid(sum), 5);
      }
  });
});

describe("stream", () => {
  it("gives the same output however the text is cut, and forgets when it is told", async () => {
    const model = await untrained({ numLayers: 2, hiddenSize: 6 });
    const other = model.stream();
    const text = vigenere.encrypt("THE-STATE-IS-CARRIED-OVER");
    fc.assert(
      fc.property(fc.array(fc.nat({ max: text.length }), { maxLength: 6 }), (cuts) => {
        const stream = model.stream();
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, i) => text.slice(places[i], end));
        other.write("ZZZ");
        expect(chunks.map((chunk) => stream.write(chunk)).join("")).toBe(model.predict(text));
        stream.reset();
        expect(stream.write(text)).toBe(model.predict(text));
      }),
    );
  });

  it("keeps its state when a chunk is wrong, and reads one way only", async () => {
    const stream = (await untrained()).stream();
    const before = (await untrained()).stream();
    const text = "ABCABCABC";
    before.write("XYZ");
    stream.write("XYZ");
    expect(() => stream.write("AB?")).toThrow(expect.objectContaining({ code: "ERR_UNKNOWN_SYMBOL" }));
    expect(stream.write(text)).toBe(before.write(text));
    expect(stream.write("")).toBe("");
    const both = await untrained({ bidirectional: true });
    expect(() => both.stream()).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  });
});

describe("evaluate", () => {
  it("is what the probabilities say", async () => {
    const model = await untrained({ hiddenSize: 6 });
    const pairs = [...messagePairs(vigenere, 40, 1, 30), ["", ""] as const];
    let [loss, correct, symbols, exact] = [0, 0, 0, 0];
    for (const [input, target] of pairs) {
      const { data } = model.probabilities(input);
      for (const [t, letter] of [...target].entries())
        loss -= Math.log(data[t * 27 + model.outputAlphabet.indexOf(letter)] as number);
      const hits = [...model.decrypt(input)].filter((letter, t) => letter === target[t]).length;
      correct += hits;
      symbols += target.length;
      exact += Number(target !== "" && hits === target.length);
    }
    const found = await model.evaluate({ pairs });
    expect(found.loss).toBeCloseTo(loss / symbols, 4);
    expect(found.accuracy).toBeCloseTo(correct / symbols, 9);
    expect(found.exactMatch).toBeCloseTo(exact / 40, 9);
  });

  it("takes ciphers, data sets, streams; and says what is wrong with data", async () => {
    const model = await decryptor();
    manualSeed(3);
    const fresh = await model.evaluate(caesar);
    expect(fresh.accuracy).toBeGreaterThan(0.99);
    manualSeed(3);
    expect(await model.evaluate(dataset(caesar))).toEqual(fresh);
    async function* later() {
      yield* messagePairs(caesar, 5, 3, 9);
    }
    expect(await model.evaluate({ pairs: later() })).toEqual(
      await model.evaluate({ pairs: messagePairs(caesar, 5, 3, 9) }),
    );
    await expect(model.evaluate({ pairs: [] })).rejects.toMatchObject({ code: "ERR_EMPTY_DATASET" });
    await expect(model.evaluate({ pairs: [["A", "BC"]] })).rejects.toMatchObject({ code: "ERR_RAGGED_PAIR" });
    await expect(model.evaluate({ pairs: [["A", "?"]] })).rejects.toMatchObject({ code: "ERR_UNKNOWN_SYMBOL" });
    await expect(model.evaluate(5 as never)).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
  });
});

describe("save and load", () => {
  const options = fc.record({
    seed: fc.nat(),
    embeddingDim: fc.integer({ min: 1, max: 9 }),
    hiddenSize: fc.integer({ min: 1, max: 13 }),
    numLayers: fc.integer({ min: 1, max: 3 }),
    bidirectional: fc.boolean(),
    dropout: fc.constantFrom(0, 0.25),
  });

  it("gives the same model, to the bit", async () => {
    await fc.assert(
      fc.asyncProperty(
        options,
        fc.string({ unit: fc.constantFrom(...caesar.alphabet), minLength: 1, maxLength: 20 }),
        async (sizes, text) => {
          const model = await train(caesar, { ...sizes, maxSteps: 2, messageLength: 5 });
          const again = await load(model.save(), { task: "tag" });
          expect(again.config).toEqual(model.config);
          expect([...again.probabilities(text).data]).toEqual([...model.probabilities(text).data]);
          expect(bytesOf(again)).toBe(bytesOf(model));
          expect(again.training).toBeUndefined();
        },
      ),
      { numRuns: runs(40, 15) },
    );
  });

  it("loads PyTorch's own files under any names", async () => {
    const model = await train(caesar, { seed: 1, numLayers: 2, bidirectional: true, maxSteps: 5 });
    for (const [embedding, lstm, linear] of [
      ["embed", "rnn", "fc"],
      ["model.0", "model.1.lstm", "head.out"],
      ["encoder.embedding", "encoder", "decoder"],
    ] as const) {
      const tensors = new Map(
        [...model.stateDict()].map(([name, tensor]) => {
          const renamed = name
            .replace("embedding.", `${embedding}.`)
            .replace("lstm.", `${lstm}.`)
            .replace("linear.", `${linear}.`);
          return [renamed, { dtype: "F32", shape: tensor.shape, data: tensor.data() }];
        }),
      );
      const again = await load(writeSafetensors(tensors), {
        task: "tag",
        alphabet: caesar.alphabet,
        outputAlphabet: caesar.alphabet,
      });
      expect(again.stateDict()).toEqual(model.stateDict());
      expect(again.predict("ABC")).toBe(model.predict("ABC"));
    }
  });

  it("says of a file what does not fit", async () => {
    const model = await train(caesar, { seed: 1, maxSteps: 0 });
    const dict = new Map(
      [...model.stateDict()].map(([name, tensor]) => [
        name,
        { dtype: "F32", shape: tensor.shape, data: tensor.data() as Float32Array | Float64Array },
      ]),
    );
    const alphabets = { alphabet: caesar.alphabet, outputAlphabet: caesar.alphabet };
    const format = (message: RegExp) => ({ code: "ERR_FORMAT", message: expect.stringMatching(message) });
    const refuses = (change: (copy: typeof dict) => void, message: RegExp) => {
      const copy = new Map([...dict].map(([name, tensor]) => [name, { ...tensor, data: tensor.data.slice() }]));
      change(copy);
      return expect(load(writeSafetensors(copy), alphabets)).rejects.toMatchObject(format(message));
    };
    for (const name of dict.keys()) await refuses((copy) => copy.delete(name), /./);
    await refuses((copy) => copy.delete("lstm.bias_hh_l0"), /lstm\.bias_hh_l0/);
    await refuses((copy) => copy.set("extra", { dtype: "F32", shape: [1], data: new Float32Array(1) }), /extra/);
    await refuses(
      (copy) => copy.set("linear.bias", { dtype: "F32", shape: [26], data: new Float32Array(26) }),
      /linear\.bias.*\[27\].*\[26\]/,
    );
    await refuses(
      (copy) => copy.set("linear.bias", { dtype: "F64", shape: [27], data: new Float64Array(27) }),
      /linear\.bias.*F64/,
    );
    await refuses(
      (copy) => (copy.get("linear.bias") as { data: Float32Array }).data.fill(Number.NaN),
      /linear\.bias.*finite/,
    );
    await refuses(
      (copy) => copy.set("lstm.weight_hh_l0", { dtype: "F32", shape: [0, 0], data: new Float32Array() }),
      /./,
    );
    const bytes = writeSafetensors(dict);
    await expect(load(bytes)).rejects.toMatchObject(format(/alphabet/));
    await expect(load(bytes, { alphabet: caesar.alphabet })).rejects.toMatchObject(format(/outputAlphabet/));
    await expect(load(bytes, { ...alphabets, alphabet: "AB" })).rejects.toMatchObject(format(/alphabet.*27.*2/));
    await expect(load(bytes, { alphabets } as never)).rejects.toMatchObject({
      code: "ERR_INVALID_OPTION",
      message: /alphabet/,
    });
    await expect(load("model.safetensors" as never)).rejects.toMatchObject({ code: "ERR_INVALID_OPTION" });
  });

  it("stateDict is a copy", async () => {
    const model = await train(caesar, { seed: 1, maxSteps: 0 });
    const before = bytesOf(model);
    model.stateDict().get("linear.bias")?.data().fill(7);
    expect(bytesOf(model)).toBe(before);
    expect(model.numParameters).toBe(
      [...model.stateDict().values()].reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b), 0),
    );
  });
});

describe("life", () => {
  it("ends with dispose, as often as that is called", async () => {
    const model = await train(caesar, { seed: 1, maxSteps: 0 });
    const stream = model.stream();
    model.dispose();
    model.dispose();
    const disposed = expect.objectContaining({ code: "ERR_DISPOSED" });
    const calls: ((m: Tagger) => unknown)[] = [
      (m) => m.decrypt("A"),
      (m) => m.decrypt("?"),
      (m) => m.predict("A"),
      (m) => m.decryptBatch([]),
      (m) => m.probabilities("A"),
      (m) => m.trace("A"),
      (m) => m.stream(),
      (m) => m.save(),
      (m) => m.stateDict(),
      () => stream.write("A"),
    ];
    for (const call of calls) expect(() => call(model)).toThrow(disposed);
    await expect(model.evaluate(caesar)).rejects.toEqual(disposed);
    {
      using scoped = await train(caesar, { seed: 1, maxSteps: 0 });
      expect(scoped.decrypt("A")).toHaveLength(1);
    }
  });

  it("models of many sizes alternate, each with its weights", async () => {
    const sizes = [3, 4, 5, 6, 7, 8, 9];
    const models = await Promise.all(
      sizes.flatMap((hiddenSize) => [1, 2].map((seed) => train(caesar, { hiddenSize, seed, maxSteps: 0 }))),
    );
    const said = models.map((model) => [...model.probabilities("AB").data]);
    for (const [i, model] of [...models.entries()].reverse())
      expect([...model.probabilities("AB").data]).toEqual(said[i]);
    expect(new Set(said.map(String)).size).toBe(models.length);
  });
});
