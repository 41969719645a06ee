/** What a generator does besides PyTorch's numbers: data, prompts, stops, labels, scores, files, runs. */
import { load, RnnError, startTraining, TextGenerator, train } from "rnn-wasm";
import { toOnnx } from "rnn-wasm/onnx";
import { beforeAll, describe, expect, it } from "vitest";
import { SeenItems } from "../../../ts/tasks/generate/seen-items.js";
import { SymbolList } from "../../../ts/tasks/generate/symbol-list.js";
import { dealStates, gatherStates } from "../../../ts/training/workers/dealt-states.js";

const chance = (seed: number) => () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return seed / 2 ** 32;
};
const random = chance(5);
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
const text = Array.from({ length: 260 }, () => pick(["the cat sat. ", "a dog ran. ", "the dog sat. "])).join("");
const names = Array.from({ length: 100 }, (_, i) =>
  i % 2
    ? `${pick(["B", "D", "T"])}${pick(["o", "e"])}${pick(["rt", "ck"])}`
    : `${pick(["A", "E"])}${pick(["nn", "mm"])}a`,
);
const sexes = names.map((_, i) => (i % 2 ? "boy" : "girl"));
const quick = { hiddenSize: 24, embeddingDim: 8, batchSize: 8, bptt: 16, lr: 0.02, seed: 1, epochs: 8 } as const;
const { bptt: _, ...ofItems } = quick;
const codeOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return error instanceof RnnError ? error.code : String(error);
  }
  return "none";
};

let bard: TextGenerator<string, never>;
let people: TextGenerator<string, "boy" | "girl">;
beforeAll(async () => {
  bard = await train({ text }, quick);
  people = (await train({ items: names, labels: sexes }, { ...ofItems, epochs: 12, validation: 0 })) as typeof people;
});

describe("generate", () => {
  it("continues the prompt, in the asked length, by seed", () => {
    const made = bard.generate({ prompt: "the ", length: 60, temperature: 0.5, seed: 3 });
    expect([...made]).toHaveLength(60);
    expect(made).toMatch(/cat|dog/);
    expect(bard.generate({ prompt: "the ", length: 60, temperature: 0.5, seed: 3 })).toBe(made);
    expect(bard.generate({ prompt: "the ", length: 60, temperature: 0.5, seed: 4 })).not.toBe(made);
    expect(bard.generate({ prompt: "a dog ", length: 4, temperature: 0 })).toBe("ran.");
    expect(bard.generate({ length: 0 })).toBe("");
    expect(bard.generate({ count: 3, length: 5 })).toHaveLength(3);
  });

  it("ends with the stop, wherever a chunk of the iterator ends", () => {
    const whole = bard.generate({ prompt: "the ", length: 200, temperature: 0.9, seed: 7 });
    for (let start = 2; start < 40; start++) {
      const stop = whole.slice(start, start + 3);
      const options = { prompt: "the ", length: 200, temperature: 0.9, seed: 7, stop };
      expect(bard.generate(options)).toBe(whole.slice(0, whole.indexOf(stop) + 3));
      expect([...bard.symbols(options)].join("")).toBe(bard.generate(options));
    }
  });

  it("draws items of a label, or the label first", () => {
    const girls = people.generate({ count: 20, label: "girl", temperature: 0.5, seed: 1 });
    expect(girls.filter((name) => /^[AE]/.test(name)).length).toBeGreaterThan(17);
    const any = people.generate({ count: 60, temperature: 0.5, seed: 1 });
    const share = any.filter((name) => /^[AE]/.test(name)).length / 60;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.75);
    expect(people.labels).toEqual(["girl", "boy"]);
  });

  it("unseen items are none of the data, prompts included; what is never new is an error", async () => {
    const fresh = people.generate({ count: 20, unseen: true, temperature: 1.3, seed: 1 });
    expect(fresh.filter((name) => names.includes(name))).toEqual([]);
    const prompted = people.generate({
      count: 10,
      prompt: "A",
      unseen: true,
      temperature: 1.3,
      seed: 1,
      label: "girl",
    });
    expect(prompted.filter((name) => names.includes(`A${name}`))).toEqual([]);
    expect(() => people.generate({ temperature: 0, unseen: true, label: "girl" })).toThrow(/100 tries/);
    expect(() => bard.generate({ unseen: true })).toThrow(/unseen/);
  });

  it("never draws the unknown symbol", async () => {
    const masked = await train(
      { text },
      { ...quick, epochs: undefined, maxSteps: 0, validation: 0, unknown: "symbol" },
    );
    const made = masked.generate({ prompt: "the Z", length: 500, seed: 1 });
    expect([...made].filter((symbol) => !text.includes(symbol))).toEqual([]);
    expect(masked.score("Z").bits).toHaveLength(1);
  });

  it("refuses what does not fit, by name", () => {
    const wrong: [object, RegExp][] = [
      [{ temperature: -1 }, /temperature/],
      [{ topK: 0 }, /topK/],
      [{ topP: 0 }, /topP/],
      [{ topP: 1.1 }, /topP/],
      [{ length: -1 }, /length/],
      [{ seed: 0.5 }, /seed/],
      [{ prompt: ["a"] }, /prompt.*a string/],
      [{ stop: 5 }, /stop/],
      [{ label: "girl" }, /label/],
      [{ temprature: 1 }, /temperature/],
    ];
    for (const [options, message] of wrong) {
      expect(() => bard.generate(options)).toThrow(message);
      expect(codeOf(() => bard.generate(options))).toBe("ERR_INVALID_OPTION");
    }
    expect(codeOf(() => bard.generate({ prompt: "Q" }))).toBe("ERR_UNKNOWN_SYMBOL");
    expect(() => people.generate({ label: "dog" as "boy" })).toThrow(/dog/);
    expect(() => bard.symbols({ count: 2 } as never)).toThrow(/count/);
  });
});

describe("score, next and stream", () => {
  it("find nothing surprising in a text without symbols, and an end in such an item", () => {
    expect(bard.score("")).toEqual({ bitsPerSymbol: 0, bits: new Float32Array() });
    expect(people.score("").bits).toHaveLength(1);
  });

  it("agree with one another", () => {
    const said = "the cat sat. a dog";
    const { bits } = bard.score(said);
    const stream = bard.stream();
    const parts = ["the ", "c", "", "at sat. a d", "og"].map((chunk) => stream.write(chunk));
    parts
      .flatMap((part) => [...part.bits])
      .forEach((bit, i) => {
        expect(bit).toBeCloseTo(bits[i] as number, 4);
      });
    const all = bard.next(said, { top: 99 });
    expect(all.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 4);
    for (const { symbol, probability } of all.slice(0, 3))
      expect(-Math.log2(probability)).toBeCloseTo(bard.score(said + symbol).bits.at(-1) as number, 3);
    expect(parts.at(-1)?.next[0]?.symbol).toBe(all[0]?.symbol);
    expect(() => stream.write("Q")).toThrow(/Q/);
    stream.reset();
    expect(stream.write(said).bits[4]).toBeCloseTo(bits[4] as number, 4);
  });

  it("without a label are those of the mixture", () => {
    const total = (name: string, label?: "boy" | "girl") =>
      people.score(name, { label }).bits.reduce((sum, bit) => sum + bit, 0);
    const mixed = total("Anna");
    const [girl, boy] = [2 ** -total("Anna", "girl"), 2 ** -total("Anna", "boy")];
    expect(mixed).toBeCloseTo(-Math.log2((girl + boy) / 2), 3);
    expect(people.next("Ann").reduce((sum, { probability }) => sum + probability, 0)).toBeGreaterThan(0.9);
  });
});

describe("evaluate", () => {
  it("of items is the mean of all scores, ends included", async () => {
    const { bitsPerSymbol, loss, perplexity, baseline } = await people.evaluate({
      items: names,
      labels: sexes as never,
    });
    const bits = names.flatMap((name, i) => [...people.score(name, { label: sexes[i] as "boy" }).bits]);
    expect(bitsPerSymbol).toBeCloseTo(bits.reduce((a, b) => a + b, 0) / bits.length, 3);
    expect(loss / Math.LN2).toBeCloseTo(bitsPerSymbol, 6);
    expect(perplexity).toBeCloseTo(2 ** bitsPerSymbol, 3);
    expect(bitsPerSymbol).toBeLessThan(baseline.bitsPerSymbol - 1);
    await expect(people.evaluate({ items: names })).rejects.toThrow(/labels/);
  });

  it("of a long text, in columns, is nearly the score of its symbols one after another", async () => {
    const long = text.repeat(2).slice(0, 5000);
    const { bitsPerSymbol } = await bard.evaluate({ text: long });
    const bits = bard.score(long).bits.slice(1);
    expect(bitsPerSymbol).toBeCloseTo(bits.reduce((a, b) => a + b, 0) / bits.length, 3);
    await expect(bard.evaluate({ text: "a" })).rejects.toMatchObject({ code: "ERR_EMPTY_DATASET" });
    await expect(bard.evaluate({ items: ["a"] } as never)).rejects.toThrow(/text/);
  });
});

describe("data", () => {
  it("comes as pieces from an iterable, surrogate pairs cut in two among them", async () => {
    const emoji = "🎉é👍".repeat(60);
    async function* pieces() {
      for (let at = 0; at < emoji.length; at += 5) yield emoji.slice(at, at + 5);
    }
    const options = { ...quick, epochs: 2 };
    const [whole, cut] = await Promise.all([train({ text: emoji }, options), train({ text: pieces() }, options)]);
    expect(cut.alphabet).toBe("🎉é👍");
    expect(cut.stateDict()).toEqual(whole.stateDict());
    await expect(train({ text: [1, 2] as never }, options)).rejects.toThrow(/text\[0\]/);
  });

  it("may be words", async () => {
    const words = text.split(/(?<= )/);
    const model = await train({ text: words }, { ...quick, epochs: 2 });
    const made: string[] = model.generate({ prompt: ["the "], length: 6, seed: 1 });
    expect(made).toHaveLength(6);
    expect(model.score(["the ", "cat "]).bits).toHaveLength(2);
  });

  it("has no option of the other form, and enough symbols", async () => {
    const wrong: [object, object, RegExp][] = [
      [{ text }, { shuffle: true }, /shuffle/],
      [{ items: names }, { bptt: 8 }, /bptt/],
      [{ text }, { bidirectional: true }, /bidirectional/],
      [{ text }, { validation: { items: names } }, /validation/],
      [{ text }, { validation: text.length }, /validation/],
      [{ text: "abc" }, { batchSize: 64, maxSteps: 1 }, /two for each of 64 columns/],
      [{ text: "" }, {}, /text/],
      [{ items: names, labels: ["a"] }, {}, /labels: expected 100/],
      [{ text, labels: sexes }, {}, /labels/],
    ];
    for (const [data, options, message] of wrong)
      await expect(train(data as { text: string }, { maxSteps: 1, ...options }), String(message)).rejects.toThrow(
        message,
      );
  });

  it("of its own for validation ends a run by patience, with the best weights", async () => {
    const losses: number[] = [];
    const model = await train(
      { text },
      {
        ...{ ...quick, epochs: undefined, patience: 2, lr: 0.05, validation: { text: "zyx zyx ".repeat(20) } },
        onProgress: ({ validation, sample }) => {
          expect(sample.text.length).toBeGreaterThan(0);
          if (validation) losses.push(validation.loss);
        },
      },
    );
    expect(model.training.reason).toBe("patience");
    expect(model.training.validation?.loss).toBe(Math.min(...losses));
    // The first of 160 symbols is not predicted.
    expect(model.training.validation?.count).toBe(159);
  });
});

describe("files", () => {
  it("keep all that drawing and scoring need", async () => {
    const again = await load(people.save(), { task: "generate" });
    expect(again.save()).toEqual(people.save());
    expect(again).toBeInstanceOf(TextGenerator);
    expect(again.training).toBeUndefined();
    const options = { count: 8, unseen: true, temperature: 1.2, seed: 5 } as const;
    expect(again.generate(options)).toEqual(people.generate(options));
    expect(again.score("Anna")).toEqual(people.score("Anna"));
    expect(again.config).toEqual(people.config);
    await expect(load(people.save(), { task: "tag" })).rejects.toThrow(/generate/);
  });

  it("of ONNX take the state and give it back", () => {
    const file = new TextDecoder("latin1").decode(toOnnx(bard));
    for (const name of ["tokens", "logits", "h_0", "c_0", "h_n", "c_n"]) expect(file).toContain(name);
  });
});

describe("runs", () => {
  it("keep the items that have a label when they are stopped while they read labels", async () => {
    function* labels() {
      yield* ["b", "a", "b"];
      run.stop();
      for (;;) yield "b";
    }
    const items = ["abab", "baba", "abba", "bbaa", "aabb"];
    const run = startTraining({ items, labels: labels() }, { hiddenSize: 4, maxSteps: 5, validation: 0, seed: 1 });
    expect((await run.result).labels).toEqual(["b", "a"]);
  });

  const base64 = (model: { save(): Uint8Array }) => Buffer.from(model.save()).toString("base64");
  const options = { hiddenSize: 12, embeddingDim: 6, batchSize: 4, lr: 0.01, seed: 2, numLayers: 2, dropout: 0.2 };
  const ends = { until: {}, variant: "simd128", maxSteps: 40 } as const;

  it.each([
    ["text", { text }, { bptt: 16 }],
    ["items", { items: names, labels: sexes }, {}],
  ])("resumed within an epoch, and in a worker, are byte for byte the same (%s)", async (_, data, more) => {
    const all = { ...options, ...ends, ...more };
    const whole = base64(await train(data as { text: string }, all));
    const run = startTraining(data as { text: string }, { ...all, worker: true });
    await run.pause();
    await run.step(17);
    const checkpoint = await run.checkpoint();
    await run.stop();
    await run.result;
    expect(base64(await train(data as { text: string }, { ...all, resume: checkpoint }))).toBe(whole);
  });

  it("on several workers hand on the states of all columns, also when they are resumed", async () => {
    const all = { ...options, ...ends, dropout: 0, bptt: 16, batchSize: 5, workers: 2 };
    const whole = await train({ text }, all);
    const run = startTraining({ text }, all);
    await run.pause();
    await run.step(17);
    const checkpoint = await run.checkpoint();
    await run.stop();
    await run.result;
    expect(base64(await train({ text }, { ...all, resume: checkpoint }))).toBe(base64(whole));
    const alone = await train({ text }, { ...all, workers: 1 });
    const [a, b] = [whole, alone].map((model) => model.score(text.slice(0, 200)).bitsPerSymbol);
    expect(a).toBeCloseTo(b as number, 3);
  });
});

describe("parts", () => {
  it("a list takes the smallest integers", () => {
    const list = new SymbolList(2);
    const steps = [Int32Array.of(1, 255), Int32Array.of(256), Int32Array.of(70_000, 3)];
    const types = steps.map((step) => {
      list.append(step);
      return list.take().constructor;
    });
    expect(types).toEqual([Uint8Array, Uint16Array, Uint32Array]);
    expect([...list.take()]).toEqual([1, 255, 256, 70_000, 3]);
  });

  it("the filter of seen items never misses one, and seldom takes another for one", () => {
    const tokens = Int32Array.from({ length: 6000 }, () => Math.floor(random() * 20));
    const starts = Int32Array.from({ length: 1001 }, (_, i) => 6 * i);
    const seen = SeenItems.fromText(SeenItems.of(tokens, starts).toText());
    for (let i = 0; i < 1000; i++) expect(seen.has(tokens.subarray(6 * i, 6 * i + 6))).toBe(true);
    const others = Array.from({ length: 20_000 }, () => Array.from({ length: 7 }, () => Math.floor(random() * 20)));
    expect(others.filter((other) => seen.has(other)).length).toBeLessThan(20);
    expect(() => SeenItems.fromText("§")).toThrow(/base64/);
  });

  it("states are dealt out to replicas and gathered again", () => {
    const layout = { blocks: 3, width: 4 };
    const whole = Float32Array.from({ length: 3 * 5 * 4 }, (_, i) => i);
    for (const replicas of [1, 2, 3, 5]) {
      const parts = dealStates(whole, replicas, layout);
      expect(parts.map((part) => part.length / 12)).toEqual(
        Array.from({ length: replicas }, (_, i) => Math.ceil((5 - i) / replicas)),
      );
      expect(parts[0]?.subarray(0, 4)).toEqual(whole.subarray(0, 4));
      expect(gatherStates(parts, layout)).toEqual(whole);
    }
  });
});
