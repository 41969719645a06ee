/** The Python programs of toPyTorch, as text. programs.test.ts in test/long runs them. */
import { ciphers, load, startTraining, train } from "rnn-wasm";
import { toPyTorch } from "rnn-wasm/pytorch";
import { writeSafetensors } from "rnn-wasm/safetensors";
import { describe, expect, test } from "vitest";
import { call, literal } from "../../../ts/formats/pytorch/python.js";

const pairs: [string, string][] = [
  ["BCD", "ABC"],
  ["DB", "CA"],
  ["CCB", "BBA"],
];

/** The arguments of `OPTIONS = Options(…)`. */
function optionsIn(program: string): string {
  const [, given = "none"] = /^OPTIONS = Options\(([\s\S]*?)\)$/m.exec(program) ?? [];
  return given.replace(/\s+/g, " ").replace(/^ |,? $/g, "");
}

describe("a program from a model", () => {
  const model = train({ pairs }, { maxSteps: 1, hiddenSize: 6, cell: "gru", bidirectional: true, seed: 1 });

  test("is the same each time, and has a definition for each name that it calls", async () => {
    const program = toPyTorch(await model);
    expect(toPyTorch(await load((await model).save()))).toBe(program);
    const defined = new Set(
      [...program.matchAll(/^ *(?:def |class )?(\w+)(?:\(| = |:$)/gm)].map(([, name]) => name as string),
    );
    for (const [, name = ""] of program.matchAll(/self\.(?:data|world|run)\.(\w+)\(/g)) expect(defined).toContain(name);
    expect(program).not.toMatch(/\bundefined\b|\[object|\bNaN\b/);
    // Python's tokens that JavaScript's templates could have changed.
    expect(program).toContain(String.raw`text.split("\n")`);
    expect(program.split("\n").filter((line) => line.length > 88)).toEqual([]);
    expect(program).toMatch(/[^\n]\n$/);
  });

  test("has the network with its sizes, and what PyTorch trains in several processes with", async () => {
    const program = toPyTorch(await model);
    expect(program).toContain("self.embedding = nn.Embedding(3, 5)");
    expect(program).toContain("self.gru = nn.GRU(input_size=5, hidden_size=6, bidirectional=True)");
    expect(program).toContain("self.linear = nn.Linear(12, 3)");
    for (const part of ["DistributedDataParallel", "DistributedSampler", "safetensors"])
      expect(program).toContain(part);
  });

  test("has the options that train() has by default", async () => {
    expect(optionsIn(toPyTorch(await model))).toBe('validation=0.1, until={"accuracy": 1}, patience=20');
  });
});

describe("a program from a checkpoint", () => {
  test("has the options of its run", async () => {
    const options = { seed: 7, batchSize: 2, optimizer: "sgd", momentum: 0.9, lr: 0.5, clipGradNorm: 1 } as const;
    const lrSchedule = { type: "step", stepSize: 3 } as const;
    const run = startTraining({ pairs }, { ...options, lrSchedule, maxSteps: 2, validation: 0, shuffle: false });
    await run.result;
    const program = toPyTorch(await run.checkpoint());
    expect(optionsIn(program)).toBe(
      'seed=7, batch_size=2, shuffle=False, optimizer="sgd", lr=0.5, momentum=0.9, clip_grad_norm=1, ' +
        'lr_schedule={"type": "step", "stepSize": 3, "gamma": 0.1}, max_steps=2',
    );
  });

  test("of a cipher reads pairs, with the split of pairs", async () => {
    const run = startTraining(ciphers.caesar({ key: 1 }), { maxSteps: 1, seed: 1 });
    await run.result;
    expect(optionsIn(toPyTorch(await run.checkpoint()))).toBe("seed=1, validation=0.1, max_steps=1");
  });

  test("with a schedule that is a function is refused", async () => {
    const run = startTraining({ pairs }, { maxSteps: 1, lrSchedule: () => 0.1 });
    await run.result;
    const bytes = await run.checkpoint();
    expect(() => toPyTorch(bytes)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_OPTION", message: expect.stringMatching(/^lrSchedule: /) }),
    );
  });
});

describe("a program from data and options", () => {
  test("starts from the seed, and has the symbols of the data", async () => {
    const program = await toPyTorch({ data: { pairs }, options: { seed: 3, epochs: 4, numLayers: 2, dropout: 0.25 } });
    expect(program).toContain("MODEL = None\n");
    expect(program).toContain('"alphabet": "BCD"');
    expect(program).toContain("nn.LSTM(input_size=5, hidden_size=10, num_layers=2, dropout=0.25)");
    expect(optionsIn(program)).toBe("seed=3, validation=0.1, epochs=4");
  });

  test("ends as train() does by default, and has a seed", async () => {
    const program = await toPyTorch({ data: { pairs } });
    expect(optionsIn(program)).toMatch(/^seed=\d+, validation=0\.1, until=\{"accuracy": 1\}, patience=20$/);
  });

  test("refuses what train() refuses", async () => {
    await expect(toPyTorch({ data: { pairs: [] } })).rejects.toMatchObject({ code: "ERR_EMPTY_DATASET" });
    const wrong: [unknown, RegExp][] = [
      [{ lr: -1 }, /^lr: /],
      [{ epochs: -1 }, /^epochs: /],
      [{ maxSteps: 0.5 }, /^maxSteps: /],
      [{ patience: "3" }, /^patience: /],
      [{ until: { acuracy: 1 } }, /^until: .*accuracy/],
      [{ lrSchedule: { type: "cosin" } }, /^lrSchedule\.type: /],
      [{ lrSchedule: { type: "cosine" }, patience: 3 }, /^lrSchedule\.steps: /],
      [null, /^options: /],
    ];
    for (const [options, message] of wrong)
      await expect(toPyTorch({ data: { pairs }, options: options as never })).rejects.toMatchObject({
        code: "ERR_INVALID_OPTION",
        message: expect.stringMatching(message),
      });
    await expect(toPyTorch({ data: { pairs }, option: {} } as never)).rejects.toThrow(/did you mean options\?/);
  });
});

describe("classifiers and regressors", () => {
  const sequences = [[{ x: 1, y: 2 }], [{ x: 2, y: 1 }], [{ x: 3, y: 0 }], [{ x: 1, y: 1 }]];

  test("have their readout, loss and options", async () => {
    const data = { sequences, labels: ["a", "b", "a", "b"] };
    const options = { seed: 1, classWeights: "balanced", labelSmoothing: 0.1, readout: "mean", batchSize: 2 } as const;
    const program = await toPyTorch({ data, options: { ...options, epochs: 2 } });
    expect(program).toContain("nn.LSTM(input_size=2, hidden_size=64)");
    expect(program).toContain("self.linear(steps.sum(0) / counts)");
    for (const option of ["batch_size=2", 'class_weights="balanced"', "label_smoothing=0.1", "epochs=2"])
      expect(optionsIn(program).split(", ")).toContain(option);
  });

  test("have the defaults of their task", async () => {
    const data = { sequences, values: [1, 2, 3, 4] };
    const options = { loss: "huber", readout: "max" } as const;
    const program = toPyTorch(await train(data, { ...options, maxSteps: 0 }));
    expect(program).toContain("F.huber_loss");
    expect(program).toContain("steps.amax(0)");
    const ofRun = optionsIn(await toPyTorch({ data, options }));
    expect(optionsIn(program)).toBe(ofRun.replace(/^seed=\d+, /, ""));
    expect(ofRun).toMatch(/epochs=\d+, patience=\d+/);
  });

  test.each([["symbols", ["ab", "ba", "aa", "bb"]] as const, ["numbers", sequences] as const])(
    "have the defaults of classifiers of %s",
    async (_, of) => {
      const data = { sequences: of as readonly string[], labels: ["a", "b", "a", "b"] };
      const ofModel = optionsIn(toPyTorch(await train(data, { maxSteps: 0 })));
      expect(ofModel).toBe(optionsIn(await toPyTorch({ data })).replace(/^seed=\d+, /, ""));
      expect(ofModel).toContain("weight_decay=");
    },
  );
});

describe("generators", () => {
  test("of running text carry states, and have bptt rather than an order of epochs", async () => {
    const program = await toPyTorch({ data: { text: "abc".repeat(50) }, options: { seed: 1, bptt: 8, batchSize: 4 } });
    expect(program).toContain("def forward(self, inputs, states):");
    expect(optionsIn(program)).toMatch(/batch_size=4, .*bptt=8$/);
    expect(program).toContain('without = ("shuffle",)');
  });

  test("of items have an embedding of the start symbols", async () => {
    const program = toPyTorch(await train({ items: ["ab", "ba"], labels: ["x", "y"] }, { maxSteps: 0 }));
    expect(program).toContain("self.embedding = nn.Embedding(4, 32)");
    expect(program).toContain('kind = "items"');
  });
});

describe("forecasters", () => {
  const series = Array.from({ length: 60 }, (_, i) => i + Math.sin(i));

  test("keep their series in their file, so the program reads no data", async () => {
    const program = toPyTorch(await train({ series }, { maxSteps: 0, horizon: 3, mode: "direct", loss: "mae" }));
    expect(program).not.toContain("--data");
    expect(program).toContain("F.l1_loss");
    expect(program).toContain("return self.linear(states[0][-1])");
    expect(program.split("\n").filter((line) => line.length > 88)).toEqual([]);
  });

  test("compute a calendar only for forecasters that read one", async () => {
    const times = series.map((_, i) => ({ day: new Date(Date.UTC(2020, 0, 1 + i)), value: i % 7 }));
    const calendar = ["weekday"] as const;
    const options = { maxSteps: 0, horizon: 3, time: "day" };
    const programs = [{ calendar }, {}].map(async (more) => {
      const model = await train({ series: times as never }, { ...options, ...more } as never);
      return toPyTorch(model.save());
    });
    const [withOne, without] = await Promise.all(programs);
    expect(withOne).toContain("from zoneinfo import ZoneInfo");
    expect(without).not.toContain("zoneinfo");
  });
});

describe("refusals", () => {
  test.each([[undefined], [{}], ["model"], [{ save: 1 }]])("of %o", (given) => {
    expect(() => toPyTorch(given as never)).toThrow(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: expect.stringMatching(/^model: expected a model/),
      }),
    );
  });

  test("of a file without symbols, and of a disposed model", async () => {
    const model = await train({ pairs }, { maxSteps: 0 });
    const bytes = writeSafetensors(model.stateDict());
    expect(() => toPyTorch(bytes)).toThrow(expect.objectContaining({ code: "ERR_FORMAT" }));
    model.dispose();
    expect(() => toPyTorch(model)).toThrow(expect.objectContaining({ code: "ERR_DISPOSED" }));
  });
});

describe("Python literals", () => {
  test.each([
    [[1, 2.5, 1e-8, 1e21, -3], "[1, 2.5, 1e-8, 1e21, -3]"],
    [{ a: null, b: true, c: undefined }, '{"a": None, "b": True}'],
    [Number.POSITIVE_INFINITY, 'float("inf")'],
    ['say "hi"', `'say "hi"'`],
    [`'"`, `"'\\""`],
    ["a\\b\n\u0000\u2028é🎉", '"a\\\\b\\n\\x00\\u2028é🎉"'],
  ])("%o", (value, expected) => {
    expect(literal(value)).toBe(expected);
  });

  test("break where a line would be too long", () => {
    const words = Array.from({ length: 12 }, (_, i) => `word ${i}`);
    const items = words.map((word) => `    "${word}",\n`).join("");
    expect(literal(words)).toBe(`[\n${items}]`);
    expect(call("make", { words })).toBe(`make(\n    words=[\n${items.replace(/^/gm, "    ").trimEnd()}\n    ],\n)`);
  });
});
