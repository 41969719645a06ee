/** Values of another realm, as test runners and frames have them, are taken wherever those of this one are. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createContext, runInContext } from "node:vm";
import { dataset, load, manualSeed, type PairData, startTraining, type TrainingData, train } from "rnn-wasm";
import { init, nn, optim, tensor, zeros } from "rnn-wasm/nn";
import { readSafetensors, writeSafetensors } from "rnn-wasm/safetensors";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { caesar } from "../training/example-data.js";

const context = createContext({ given: undefined as unknown });
/** What an expression is in another realm; `given` in it is what is handed over. */
// biome-ignore lint/suspicious/noExplicitAny: what an expression of another realm is, no type can say
function there<T = any>(expression: string, given?: unknown): T {
  context["given"] = given;
  return runInContext(expression, context) as T;
}
const bytesThere = (bytes: Uint8Array): Uint8Array => there("Uint8Array.from(given)", [...bytes]);
const bufferThere = (bytes: Uint8Array): ArrayBuffer => there("Uint8Array.from(given).buffer", [...bytes]);
const mapThere = (map: ReadonlyMap<string, unknown>): Map<string, never> => there("new Map(given)", [...map]);

/** A controller as jsdom makes it of its own classes: a context of `node:vm` has none, and it is no AbortController of this realm. */
const controllerThere = (): { signal: AbortSignal; abort(reason: Error): void; listeners: Set<unknown> } =>
  there(`(() => {
    const listeners = new Set();
    const signal = {
      aborted: false,
      reason: undefined,
      addEventListener: (type, listener) => void (type === "abort" && listeners.add(listener)),
      removeEventListener: (type, listener) => void (type === "abort" && listeners.delete(listener)),
    };
    const abort = (reason) => {
      Object.assign(signal, { aborted: true, reason });
      for (const listener of listeners) listener({ type: "abort", target: signal });
    };
    return { signal, abort, listeners };
  })()`);

const pairs = () => there('[["abc", "bca"], ["cab", "abc"]]');
const short = { seed: 1, maxSteps: 2, validation: 0 } as const;

beforeAll(() => init());

it("these are not instances of the classes of this realm", () => {
  expect(there("new Int32Array(1)") instanceof Int32Array).toBe(false);
  expect(mapThere(new Map()) instanceof Map).toBe(false);
});

describe("training", () => {
  it("takes arrays, iterables, options and indices", async () => {
    const wanted = (
      await train(
        {
          pairs: [
            ["abc", "bca"],
            ["cab", "abc"],
          ],
        },
        short,
      )
    ).save();
    for (const given of [
      pairs(),
      there("new Set(given)", pairs()),
      there("(async function* (pairs) { yield* pairs })(given)", pairs()),
    ])
      expect((await train({ pairs: given }, there("({ seed: 1, maxSteps: 2, validation: 0 })"))).save()).toEqual(
        wanted,
      );
    const indices = there("[[Int32Array.of(0, 1), Int32Array.of(1, 0)]]");
    const lists = { alphabet: there('["a", "b"]'), outputAlphabet: there('["x", "y"]') };
    for (const worker of [false, true]) {
      const model = await train(
        { pairs: indices },
        { ...short, ...lists, worker, betas: there("[0.9, 0.99]"), lrSchedule: there('({ type: "cosine" })') },
      );
      expect(model.predict(there("Int32Array.of(0, 1)"))).toHaveLength(2);
      expect(model.probabilities(there('["a", "b"]')).shape).toEqual([2, 2]);
      expect(model.decryptBatch(there('["ab", "b"]'))).toHaveLength(2);
      expect(model.stream().write(there("Int32Array.of(1)"))).toHaveLength(1);
      expect((await model.evaluate({ pairs: indices })).loss).toBeGreaterThan(0);
    }
    const validated = await train(
      { pairs: pairs() },
      { seed: 1, epochs: 1, validation: there<PairData>("({ pairs: given })", pairs()) },
    );
    expect(validated.training.validation?.step).toBe(2);
  });

  it("takes files and state dicts, to load, to start from, and to resume", async () => {
    const run = startTraining({ pairs: pairs() }, short);
    const model = await run.result;
    const checkpoint = await run.checkpoint();
    for (const given of [bytesThere, bufferThere]) {
      expect((await load(given(model.save()))).save()).toEqual(model.save());
      expect((await train({ pairs: pairs() }, { weights: given(model.save()), maxSteps: 0 })).save()).toEqual(
        model.save(),
      );
      expect((await train({ pairs: pairs() }, { resume: given(checkpoint), maxSteps: 3 })).training.steps).toBe(3);
    }
    const state = new Map(
      [...model.stateDict()].map(([name, t]) => [
        name,
        { shape: there("given.slice()", t.shape), data: there("Float32Array.from(given)", [...t.data()]) },
      ]),
    );
    const alphabets = { alphabet: model.alphabet, outputAlphabet: model.outputAlphabet };
    for (const weights of [mapThere(state), Object.fromEntries(state)])
      expect(
        (await train({ pairs: pairs() }, { ...alphabets, weights, maxSteps: 0, validation: 0 })).stateDict(),
      ).toEqual(model.stateDict());
  });

  it("takes a data set, a cipher, promises and signals", async () => {
    manualSeed(1);
    const data = there(
      `({ alphabet: given.alphabet, length: given.length, *[Symbol.iterator]() {
      for (const [a, b] of given) yield [Int32Array.from(a), Int32Array.from(b)];
    } })`,
      dataset(caesar, { numExamples: 2, messageLength: 3 }),
    );
    expect((await train(data, { ...short, maxSteps: 4 })).training.steps).toBe(4);
    const own = there('({ name: "own", alphabet: "ab", encrypt: (text) => text, decrypt: (text) => text })');
    expect((await train(own, short)).training.steps).toBe(2);
    const failure = there('new Error("from there")');
    const onProgress = () => there("Promise.reject(given)", failure);
    await expect(train(caesar, { ...short, onProgress })).rejects.toBe(failure);
    const failing = {
      name: "own",
      alphabet: "ab",
      decrypt: (text: string) => text,
      encrypt: () => {
        throw failure;
      },
    };
    await expect(train(failing, { ...short, worker: true })).rejects.toBe(failure);
  });

  it.each([false, true])("is aborted by another realm's signal (worker: %s)", async (worker) => {
    const { signal, abort, listeners } = controllerThere();
    const reason = there('new Error("from there")');
    const options = { seed: 1, maxSteps: 1e6, worker, signal };
    await expect(train(caesar, { ...options, onProgress: () => abort(reason) })).rejects.toBe(reason);
    await expect(train(caesar, options)).rejects.toBe(reason);
    await vi.waitUntil(() => listeners.size === 0);
  });
});

describe("the data of each task", () => {
  const words = ["abc", "bca", "cab", "aab", "bbc", "ccb"];
  const kinds = [..."abcabc"];
  const waves = Array.from({ length: 40 }, (_, i) => i + Math.sin(i));
  const text = "a cat sat. ".repeat(20);
  const small = { hiddenSize: 4, batchSize: 2, ...short };
  const ahead = { ...small, validation: 8, season: 4, horizon: 2 };

  it.each<[string, TrainingData, object, string[]]>([
    [
      "classify",
      { sequences: words, labels: kinds },
      { ...small, classes: there('["c", "b", "a"]'), classWeights: there("[1, 2, 1]") },
      ["({ sequences: [...given.sequences], labels: [...given.labels] })"],
    ],
    [
      "classify numbers",
      { sequences: waves.slice(0, 6).map((x) => ({ x: [x, 1, 2], y: [3, 4, x] })), labels: kinds },
      small,
      ["({ ...given, sequences: given.sequences.map(({ x, y }) => ({ x: Float64Array.from(x), y: [...y] })) })"],
    ],
    [
      "regress",
      { sequences: words, values: [1, 2, 3, 4, 5, 6] },
      small,
      ["({ ...given, values: Float32Array.from(given.values) })", "({ ...given, values: new Set(given.values) })"],
    ],
    [
      "forecast",
      { series: waves },
      ahead,
      ["({ series: [...given.series] })", "({ series: Float64Array.from(given.series) })"],
    ],
    [
      "a panel",
      { panel: { a: waves, b: waves } },
      ahead,
      ["({ panel: { a: [...given.panel.a], b: Float64Array.from(given.panel.b) } })"],
    ],
    ["text", { text }, { ...small, bptt: 8 }, ["({ text: (async function* (text) { yield* text; })(given.text) })"]],
    ["items", { items: words, labels: kinds }, small, ["({ items: new Set(given.items), labels: [...given.labels] })"]],
  ])("%s", async (_, data, options, forms) => {
    const wanted = (await train(data, options)).save();
    for (const form of forms)
      for (const worker of [false, true])
        expect((await train(there<TrainingData>(form, data), { ...options, worker })).save(), form).toEqual(wanted);
    const model = await load(bufferThere(wanted));
    if (model.task === "classify" || model.task === "regress")
      expect(model.predictBatch(there("[...given]", Object.values(data)[0]))).toHaveLength(6);
    if (model.task === "forecast" && !model.isPanel)
      expect(model.forecast(2, there("({ levels: [80] })"))).toHaveProperty(["lower", "80"]);
  });
});

describe("init({ wasm })", () => {
  const wasm = readFileSync(fileURLToPath(import.meta.resolve("rnn-wasm/simd128.wasm")));

  it.each<[string, () => unknown]>([
    ["bytes", () => bytesThere(wasm)],
    ["a buffer", () => bufferThere(wasm)],
    ["a compiled module", () => there("new WebAssembly.Module(given)", wasm)],
    ["a promise", () => there("Promise.resolve(given)", wasm)],
  ])("takes %s", async (_, given) => {
    await expect(init(there("({ wasm: given })", given()))).resolves.toBeUndefined();
  });

  it("refuses other bytes with what it got", async () => {
    await expect(init({ wasm: there("Uint8Array.of(1, 2, 3)") })).rejects.toMatchObject({ code: "ERR_FORMAT" });
  });
});

it("safetensors takes bytes, maps and typed arrays", () => {
  const record = { shape: there("[2]"), data: there("Float32Array.of(1, 2)") };
  const file = writeSafetensors(mapThere(new Map([["x", record]])));
  for (const given of [bytesThere(file), bufferThere(file), file])
    expect(readSafetensors(given).tensors.get("x")?.data).toEqual(Float32Array.of(1, 2));
});

describe("nn", () => {
  it.each(["Float32Array", "Float64Array"])("makes float32 tensors of a %s", (name) => {
    const x = tensor(there(`${name}.of(1, 2)`), { shape: there("[2, 1]") });
    expect([x.dtype, x.toArray()]).toEqual(["float32", [[1], [2]]]);
  });

  it.each(["Int32Array", "Uint8Array", "BigInt64Array"])("makes int32 tensors of a %s", (name) => {
    const x = tensor(there(name.startsWith("Big") ? "BigInt64Array.of(1n, 2n)" : `${name}.of(1, 2)`));
    expect([x.dtype, x.toArray()]).toEqual(["int32", [1, 2]]);
    const y = zeros([2]);
    y.copyFrom(there("[3, 4]"));
    expect(y.toArray()).toEqual([3, 4]);
  });

  it("takes lengths, state dicts and parameters", () => {
    const lstm = new nn.LSTM(1, 2);
    for (const lengths of ["Int32Array.of(2, 1)", "[2, 1]"])
      expect(lstm.forward(zeros([2, 2, 1]), null, { lengths: there(lengths) })[0].shape).toEqual([2, 2, 2]);
    const state = new Map(
      [...lstm.stateDict()].map(([name, t]) => [
        name,
        { shape: there("given.slice()", t.shape), data: there("Float32Array.from(given)", [...t.data()]) },
      ]),
    );
    for (const dict of [mapThere(state), there("({ ...given })", Object.fromEntries(state))])
      expect(new nn.LSTM(1, 2).loadStateDict(dict)).toMatchObject({ missingKeys: [], unexpectedKeys: [] });
    new optim.Adam(there("[...given]", lstm.parameters()), there("({ betas: [0.9, 0.99] })")).step();
  });
});
