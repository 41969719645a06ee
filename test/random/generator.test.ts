/**
 * PyTorch's generator without its logarithms; normals and first weights are made by the core and are tested with it.
 */

import { createRequire } from "node:module";
import { ciphers, dataset, manualSeed, RnnError } from "rnn-wasm";
import { describe, expect, test } from "vitest";
import { permutation, randomIntegers, uniform } from "../../ts/nn/tensor/draws.js";
import { Generator, globalGenerator } from "../../ts/random/generator.js";
import { reference } from "../fixtures/reference.js";

const require = createRequire(import.meta.url);

describe("PyTorch's draws", () => {
  test("the messages of its training run, after the draws of its weights", () => {
    const { config: c, tensors } = reference("seed_run");
    const generator = new Generator(c.seed);
    // Embedding: one word for each normal, and 16 again for the last block that is not whole. LSTM and Linear: one word a weight.
    const embedding = c.V * c.E;
    const weights = 4 * c.H * (c.E + c.H + 2) + c.V * (c.H + 1);
    uniform(generator, new Float32Array(embedding + (embedding % 16 ? 16 : 0) + weights));
    const messages = tensors["first_messages"] as { shape: readonly number[]; data: ArrayLike<number> };
    const [count, length] = messages.shape as [number, number];
    const drawn = Array.from({ length: count }, () => [...randomIntegers(generator, 0, c.V, length)]).flat();
    expect(drawn).toEqual(Array.from(messages.data));
  });

  test("uniform, randint and randperm, in the order of the file", () => {
    const { config, tensors } = reference("init_seeded");
    const values = (name: string) => Array.from((tensors[name] as { data: ArrayLike<number> }).data);
    const generator = new Generator(config.seed);
    // Embedding(27, 5), LSTM(5, 10), Linear(10, 27): what they draw is counted above.
    uniform(generator, new Float32Array(135 + 16 + 4 * 10 * (5 + 10 + 2)));
    const bound = 1 / Math.sqrt(10);
    const linear = [...uniform(generator, new Float32Array(297))].map((u) => Math.fround(u * 2 * bound - bound));
    [...values("linear.weight"), ...values("linear.bias")].forEach((weight, i) => {
      expect(linear[i]).toBeCloseTo(weight, 6);
    });
    expect([...randomIntegers(generator, 0, 27, 64)]).toEqual(values("randint"));
    expect([...uniform(generator, new Float32Array(40))]).toEqual(values("rand"));
    // randn(40) and randn(7), which keeps the eighth of its four pairs.
    uniform(generator, new Float32Array(40 + 16));
    for (let i = 0; i < 8; i++) generator.nextUniform53();
    expect([...permutation(generator, 50)]).toEqual(values("randperm"));
  });

  // torch.manual_seed(5); randomIntegers(torch, low, high, [4]).tolist()   (PyTorch 2.15, CPU)
  test.each([
    [0, 2 ** 28 - 1, [148147046, 236996814, 250105852, 80864970]],
    [0, 2 ** 28, [236996814, 80864957, 220060790, 180152393]],
    [0, 2 ** 31, [236996814, 1423042237, 1562238070, 2059200585]],
    [-(2 ** 31), 2 ** 31, [-1910486834, 1423042237, -585245578, 2059200585]],
  ])("randint from %d to %d", (low, high, numbers) => {
    expect([...randomIntegers(new Generator(5), low, high, 4)]).toEqual(numbers);
  });

  // torch.manual_seed(seed); randomIntegers(torch, 0, 1000, [4]).tolist()
  test.each([
    [-1, [371, 978, 476, 639]],
    [-2, [450, 88, 601, 816]],
    [2 ** 32 + 7, [615, 892, 721, 286]],
    [Number.MAX_SAFE_INTEGER, [371, 978, 476, 639]],
  ])("the seed %d", (seed, numbers) => {
    expect([...randomIntegers(new Generator(seed), 0, 1000, 4)]).toEqual(numbers);
  });

  test("remainders of 64 bits are those of whole numbers", () => {
    for (const range of [2 ** 28, 2 ** 28 + 1, 1e9 + 7, 2 ** 32 - 5, 2 ** 32]) {
      const [drawn, words] = [new Generator(1), new Generator(1)];
      const low = -(2 ** 31);
      for (const value of randomIntegers(drawn, low, low + range, 200)) {
        const wide = (BigInt(words.nextUint32()) << 32n) | BigInt(words.nextUint32());
        expect(value - low).toBe(Number(wide % BigInt(range)));
      }
    }
  });
});

describe("the generator", () => {
  test("gives the reference implementation's words", () => {
    // The first and the 10,000th word of mt19937 with its default seed: C++ standard, [rand.predef].
    const generator = new Generator(5489);
    expect(generator.nextUint32()).toBe(3499211612);
    for (let i = 2; i < 10_000; i++) generator.nextUint32();
    expect(generator.nextUint32()).toBe(4123659995);
  });

  test("restarts with a seed, without the cached normal", () => {
    const generator = new Generator(3);
    const first = permutation(generator, 700);
    generator.cachedNormal = 1;
    generator.manualSeed(3);
    expect(generator.cachedNormal).toBeUndefined();
    expect(permutation(generator, 700)).toEqual(first);
  });

  test("keeps its ranges", () => {
    const generator = new Generator(9);
    for (let i = 0; i < 1000; i++) {
      const value = generator.nextUniform53();
      expect(value >= 0 && value < 1).toBe(true);
    }
    expect(uniform(generator, new Float32Array(10_000)).every((x) => x >= 0 && x < 1)).toBe(true);
    expect(new Set(randomIntegers(generator, -3, 3, 1000))).toEqual(new Set([-3, -2, -1, 0, 1, 2]));
    expect([...permutation(generator, 0), ...permutation(generator, 1)]).toEqual([0]);
    expect([...permutation(generator, 1000)].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });
});

describe("the global generator", () => {
  const message = (data: Iterable<[Int32Array, Int32Array]>) => [...data].map(([, original]) => [...original]);
  const one = (from: { dataset: typeof dataset; ciphers: typeof ciphers }) =>
    message(from.dataset(from.ciphers.atbash(), { numExamples: 1 }));

  test("is one for ES modules, CommonJS and this copy of it", () => {
    const commonJs = require("rnn-wasm");
    manualSeed(4);
    const first = [one({ dataset, ciphers }), one({ dataset, ciphers })];
    commonJs.manualSeed(4);
    expect([one({ dataset, ciphers }), one(commonJs)]).toEqual(first);
    globalGenerator().manualSeed(4);
    expect(one(commonJs)).toEqual(first[0]);
  });

  test("draws messages as randint does", () => {
    manualSeed(11);
    const messages = message(dataset(ciphers.caesar({ key: 1 }), { numExamples: 3, messageLength: 5 }));
    const generator = new Generator(11);
    expect(messages).toEqual([0, 1, 2].map(() => [...randomIntegers(generator, 0, 27, 5)]));
  });

  test.each([1.5, Number.NaN, 2 ** 53, "1", undefined])("refuses the seed %o", (seed) => {
    expect(() => manualSeed(seed as number)).toThrow(RnnError);
    expect(() => manualSeed(seed as number)).toThrow(/^seed: expected an integer/);
  });
});
