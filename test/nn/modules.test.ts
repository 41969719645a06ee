import { init, manualSeed, nn, randint, randn, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { readSafetensors, writeSafetensors } from "rnn-wasm/safetensors";
import { beforeAll, describe, expect, it } from "vitest";
import { expectClose } from "../numerics/closeness.js";

beforeAll(() => init());

const fails = (call: () => unknown, code: string, message: RegExp) => {
  expect(call).toThrow(expect.objectContaining({ name: "RnnError", code }));
  expect(call).toThrow(message);
};
const int = (values: readonly number[]) => tensor(values, { dtype: "int32" });

class Tagger extends nn.Module {
  readonly embed = new nn.Embedding(7, 3);
  readonly lstm = new nn.LSTM(3, 4);
  readonly heads = [new nn.Linear(4, 7), new nn.Linear(4, 2, { bias: false })] as const;
  readonly scale = new nn.Parameter([1, 2]);
  readonly dropout = new nn.Dropout(0.5);
  readonly name = "tagger";
  readonly nothing = null;

  forward(tokens: Tensor): Tensor {
    return this.heads[0].forward(this.dropout.forward(this.lstm.forward(this.embed.forward(tokens))[0]));
  }
}

describe("nn.Module", () => {
  it("finds modules, arrays of them and parameters under their fields' names", () => {
    const names = [
      "embed.weight",
      ...["lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_ih_l0", "lstm.bias_hh_l0"],
      ...["heads.0.weight", "heads.0.bias", "heads.1.weight"],
      "scale",
    ];
    const tagger = new Tagger();
    expect([...tagger.stateDict().keys()]).toEqual(names);
    expect(tagger.namedParameters().map(([name]) => name)).toEqual(names);
    expect(tagger.parameters().every((p) => p instanceof nn.Parameter && p.requiresGrad)).toBe(true);
  });

  it("gives shared weights once, but saves them under each name", () => {
    class Tied extends nn.Module {
      readonly a = new nn.Linear(3, 3);
      readonly b = new nn.Linear(3, 3);
      readonly self: nn.Module = this;
    }
    const tied = new Tied();
    tied.b.weight = tied.a.weight;
    expect(tied.namedParameters().map(([name]) => name)).toEqual(["a.weight", "a.bias", "b.bias"]);
    expect([...tied.stateDict().keys()]).toEqual(["a.weight", "a.bias", "b.weight", "b.bias"]);
    tied.b
      .forward(tied.a.forward(randn([2, 3])))
      .sum()
      .backward();
    expect(tied.a.weight.grad).toBe(tied.b.weight.grad);
  });

  it("saves copies, and loads them into a twin that then computes the same", () => {
    const [a, b] = [new Tagger().eval(), new Tagger().eval()];
    const tokens = randint(0, 7, [4, 2]);
    const saved = a.stateDict();
    const before = a.forward(tokens).data();
    for (const p of a.parameters()) p.copyFrom(zeros(p.shape));
    expect(b.loadStateDict(saved)).toEqual({ missingKeys: [], unexpectedKeys: [] });
    expect(b.forward(tokens).data()).toEqual(before);
    // An object of { shape, data }, or what a file holds, will do.
    a.loadStateDict(Object.fromEntries([...saved].map(([name, t]) => [name, { shape: t.shape, data: [...t.data()] }])));
    expect(a.forward(tokens).data()).toEqual(before);
    new Tagger().loadStateDict(readSafetensors(writeSafetensors(saved)).tensors);
    const lstm = new nn.LSTM(3, 4);
    lstm.loadStateDict({
      ...Object.fromEntries(new nn.LSTM(3, 4).stateDict()),
      bias_ih_l0: { shape: [16], data: () => new Float32Array(16).fill(2) },
    });
    expect(lstm["bias_ih_l0"]?.data()).toEqual(new Float32Array(16).fill(2));
  });

  it("loads all or nothing, and says what does not fit", () => {
    const tagger = new Tagger();
    const before = tagger.stateDict();
    const changed = (change: (dict: Map<string, nn.StateValue>) => void) => {
      const dict = new Map<string, nn.StateValue>([...before].map(([name, t]) => [name, zeros(t.shape)]));
      change(dict);
      return dict;
    };
    const cases: [Map<string, nn.StateValue>, string, RegExp][] = [
      [changed((d) => d.delete("lstm.bias_hh_l0")), "ERR_FORMAT", /missing: lstm.bias_hh_l0/],
      [changed((d) => d.set("other", zeros([1]))), "ERR_FORMAT", /unexpected: other/],
      [changed((d) => d.set("scale", zeros([3]))), "ERR_SHAPE", /scale: expected \[2\], got \[3\]/],
      [changed((d) => d.set("scale", { shape: [2], data: [1] })), "ERR_SHAPE", /scale: expected 2 values, got 1/],
      [
        changed((d) => d.set("scale", { shape: [2], data: new Uint16Array(2), dtype: "F16" })),
        "ERR_DTYPE",
        /scale.*F16/,
      ],
      [changed((d) => d.set("scale", { shape: [2], data: ["a", "b"] } as never)), "ERR_DTYPE", /"a"/],
      [changed((d) => d.set("scale", 5 as never)), "ERR_INVALID_OPTION", /scale/],
    ];
    for (const [dict, code, message] of cases) fails(() => tagger.loadStateDict(dict), code, message);
    for (const other of [null, [], new Set(), Promise.resolve({})])
      fails(() => tagger.loadStateDict(other as never, { strict: false }), "ERR_INVALID_OPTION", /loadStateDict/);
    fails(() => tagger.loadStateDict(new Map(), { strct: false } as never), "ERR_INVALID_OPTION", /strict/);
    for (const [name, t] of tagger.stateDict()) expect(t.data()).toEqual(before.get(name)?.data());
    const loose = tagger.loadStateDict({ scale: { shape: [2], data: [5, 6] }, other: zeros([1]) }, { strict: false });
    expect(loose).toEqual({
      missingKeys: [...before.keys()].filter((name) => name !== "scale"),
      unexpectedKeys: ["other"],
    });
    expect(tagger.scale.data()).toEqual(Float32Array.of(5, 6));
  });

  it("switches itself and all inside between training and use", () => {
    const tagger = new Tagger();
    expect(tagger.eval()).toBe(tagger);
    expect([tagger.training, tagger.dropout.training, tagger.heads[0].training]).toEqual([false, false, false]);
    tagger.train();
    expect([tagger.training, tagger.dropout.training]).toEqual([true, true]);
    tagger
      .forward(randint(0, 7, [2, 2]))
      .sum()
      .backward();
    tagger.zeroGrad();
    expect(tagger.parameters().every(({ grad }) => grad === null)).toBe(true);
  });

  it("refuses to go back through weights that were loaded since", () => {
    const linear = new nn.Linear(2, 2);
    const loss = linear.forward(randn([3, 2], { requiresGrad: true })).sum();
    linear.loadStateDict(new nn.Linear(2, 2).stateDict());
    fails(() => loss.backward(), "ERR_INVALID_OPTION", /changed in place/);
  });
});

describe("nn.Parameter", () => {
  it("shares a tensor's values, or copies an array's", () => {
    const t = tensor([1, 2]);
    const p = new nn.Parameter(t);
    p.copyFrom([3, 4]);
    expect(t.data()).toEqual(Float32Array.of(3, 4));
    expect(new nn.Parameter([[1], [2]], false)).toMatchObject({ shape: [2, 1], requiresGrad: false, dtype: "float32" });
    fails(() => new nn.Parameter(int([1]), false), "ERR_DTYPE", /Parameter: expected float32, got int32/);
  });
});

describe("nn.Embedding", () => {
  it("looks rows up for indices of any shape, in order or not", () => {
    const embed = new nn.Embedding(5, 3);
    const rows = embed.weight.toArray() as number[][];
    const indices = int([4, 0, 0, 2, 1, 3]).reshape([3, 2]);
    expect(embed.forward(indices).reshape([6, 3]).toArray()).toEqual([4, 0, 0, 2, 1, 3].map((i) => rows[i]));
    expect(embed.forward(indices.transpose(0, 1)).reshape([6, 3]).toArray()).toEqual(
      [4, 0, 1, 0, 2, 3].map((i) => rows[i]),
    );
    expect(embed.forward(int([2]).squeeze()).shape).toEqual([3]);
  });

  it("has a padding row of zeros without a gradient, counted from the end too", () => {
    for (const paddingIdx of [1, -3]) {
      const embed = new nn.Embedding(4, 2, { paddingIdx });
      expect(embed.paddingIdx).toBe(1);
      expect((embed.weight.toArray() as number[][])[1]).toEqual([0, 0]);
      embed
        .forward(int([0, 1, 1, 3]))
        .sum()
        .backward();
      expect(embed.weight.grad?.toArray()).toEqual([
        [1, 1],
        [0, 0],
        [0, 0],
        [1, 1],
      ]);
    }
  });

  it("names what is wrong", () => {
    const embed = new nn.Embedding(27, 5);
    fails(() => embed.forward(int([0, 31])), "ERR_INDEX_RANGE", /0 to 26, got 31/);
    fails(() => embed.forward(int([-1])), "ERR_INDEX_RANGE", /got -1/);
    fails(
      () => embed.forward(zeros([2])),
      "ERR_DTYPE",
      /input: expected int32, got float32; use tensor\(values, { dtype: "int32" }\)/,
    );
    fails(() => new nn.Embedding(0, 5), "ERR_INVALID_OPTION", /numEmbeddings/);
    fails(() => new nn.Embedding(3, 5, { paddingIdx: 3 }), "ERR_INVALID_OPTION", /paddingIdx/);
    fails(() => new nn.Embedding(3, 5, { padding_idx: 1 } as never), "ERR_INVALID_OPTION", /paddingIdx/);
    embed.weight = new nn.Parameter(zeros([27, 4]));
    fails(() => embed.forward(int([1])), "ERR_SHAPE", /weight: expected \[27, 5\]/);
  });
});

describe("nn.Linear", () => {
  it("is x·Wᵀ + b for any leading dimensions", () => {
    const linear = new nn.Linear(3, 2);
    linear.loadStateDict({
      weight: tensor([
        [1, 2, 3],
        [0, -1, 0.5],
      ]),
      bias: tensor([10, 20]),
    });
    expect(linear.forward(tensor([1, 1, 1])).data()).toEqual(Float32Array.of(16, 19.5));
    expect(linear.forward(randn([2, 3, 4, 3])).shape).toEqual([2, 3, 4, 2]);
    expect(new nn.Linear(3, 2, { bias: false }).forward(zeros([4, 3])).data()).toEqual(new Float32Array(8));
    fails(() => linear.forward(zeros([2, 4])), "ERR_SHAPE", /3 features.*\[2, 4\]/);
    fails(() => new nn.Linear(3, 2, { Bias: true } as never), "ERR_INVALID_OPTION", /bias/);
  });
});

describe("nn.Dropout", () => {
  it("zeroes a share and scales the rest while training", () => {
    manualSeed(0);
    const dropout = new nn.Dropout(0.25);
    const ones = tensor(new Float32Array(10_000).fill(1));
    const values = [...dropout.forward(ones).data()];
    expect(values.every((x) => x === 0 || x === Math.fround(1 / 0.75))).toBe(true);
    const share = values.filter((x) => x === 0).length / values.length;
    expect(share).toBeGreaterThan(0.23);
    expect(share).toBeLessThan(0.27);
    expect(dropout.eval().forward(ones)).toBe(ones);
    expect([...new nn.Dropout(1).forward(ones).data()].every((x) => x === 0)).toBe(true);
    fails(() => new nn.Dropout(1.1), "ERR_INVALID_OPTION", /p: .*1.1/);
  });
});

describe("nn.CrossEntropyLoss", () => {
  it("agrees with itself over every layout of the same rows", () => {
    manualSeed(2);
    const rows = randn([12, 5]);
    const target = randint(0, 5, [12]);
    const lossFn = new nn.CrossEntropyLoss();
    const wanted = lossFn.forward(rows, target).item();
    const deep = rows.reshape([2, 3, 2, 5]).transpose(1, 3).transpose(2, 3);
    expect(lossFn.forward(deep, target.reshape([2, 3, 2])).item()).toBeCloseTo(wanted, 6);
    const single = new nn.CrossEntropyLoss({ reduction: "none" });
    const each = (rows.toArray() as number[][]).map((row, i) =>
      single.forward(tensor(row), int([target.data()[i] as number]).squeeze()).item(),
    );
    expectClose(single.forward(rows, target).data(), each, "losses", 1e-6);
    expect(each.reduce((sum, x) => sum + x, 0) / 12).toBeCloseTo(wanted, 5);
  });

  it("weighs the mean, and is NaN over nothing as PyTorch's", () => {
    const [rows, target] = [randn([4, 3]), int([0, 1, 2, 1])];
    const weight = tensor([1, 0.5, 3]);
    const each = new nn.CrossEntropyLoss({ weight, reduction: "none" }).forward(rows, target).data();
    const mean = [...each].reduce((sum, x) => sum + x, 0) / 5;
    expect(new nn.CrossEntropyLoss({ weight }).forward(rows, target).item()).toBeCloseTo(mean, 5);
    const ignoring = (reduction: "mean" | "sum") =>
      new nn.CrossEntropyLoss({ ignoreIndex: 1, reduction }).forward(rows, int([1, 1, 1, 1]));
    expect(ignoring("mean").item()).toBeNaN();
    expect(ignoring("sum").item()).toBe(0);
    // A logit of −∞ is a class that cannot be.
    const masked = tensor([[0, Number.NEGATIVE_INFINITY, 0]]);
    expect(new nn.CrossEntropyLoss().forward(masked, int([0])).item()).toBeCloseTo(Math.log(2), 6);
    expect(new nn.CrossEntropyLoss().forward(masked, int([1])).item()).toBe(Number.POSITIVE_INFINITY);
  });

  it("names what is wrong", () => {
    const lossFn = new nn.CrossEntropyLoss();
    const rows = randn([3, 4]);
    fails(() => lossFn.forward(rows, int([0, 1, 7])), "ERR_INDEX_RANGE", /0 to 3, got 7/);
    fails(() => lossFn.forward(rows, int([0, -1, 2])), "ERR_INDEX_RANGE", /got -1/);
    fails(() => lossFn.forward(rows, int([0, 1])), "ERR_SHAPE", /target: expected \[3\], got \[2\]/);
    fails(() => lossFn.forward(rows, zeros([3])), "ERR_DTYPE", /target: expected int32/);
    fails(() => lossFn.forward(int([1, 2]), int([1]).squeeze()), "ERR_DTYPE", /input: expected float32/);
    fails(
      () => new nn.CrossEntropyLoss({ weight: zeros([3]) }).forward(rows, int([0, 1, 2])),
      "ERR_SHAPE",
      /weight: expected \[4\]/,
    );
    fails(() => new nn.CrossEntropyLoss({ reduction: "average" as never }), "ERR_INVALID_OPTION", /reduction/);
    fails(() => new nn.CrossEntropyLoss({ label_smoothing: 0.1 } as never), "ERR_INVALID_OPTION", /labelSmoothing/);
    fails(() => new nn.CrossEntropyLoss({ labelSmoothing: 2 }), "ERR_INVALID_OPTION", /labelSmoothing/);
  });
});

describe("nn.Sequential", () => {
  it("runs its modules one after another, and names their weights by place", () => {
    manualSeed(1);
    const model = new nn.Sequential(new nn.Linear(3, 4), new nn.Tanh(), new nn.Dropout(0.5), new nn.Linear(4, 2));
    expect([...model.stateDict().keys()]).toEqual(["0.weight", "0.bias", "3.weight", "3.bias"]);
    expect([model.length, model[1] instanceof nn.Tanh, model.parameters().length]).toEqual([4, true, 4]);
    model.eval();
    expect(model[2]?.training).toBe(false);
    const x = randn([5, 3]);
    const byHand = (model[3] as nn.Linear).forward((model[0] as nn.Linear).forward(x).tanh());
    expect(model.forward(x).data()).toEqual(byHand.data());
    const nested = new nn.Sequential(model, new nn.LogSoftmax(1));
    expect(nested.namedParameters()[0]?.[0]).toBe("0.0.weight");
    expect(new nn.Sequential().forward(x)).toBe(x);
    expect(() => new nn.Sequential({} as never)).toThrow(/Sequential\[0\]: expected a module/);
  });

  it("activations are the operations of their names", () => {
    manualSeed(2);
    const x = randn([3, 4]);
    const pairs: [nn.Layer, Tensor][] = [
      [new nn.Tanh(), x.tanh()],
      [new nn.Sigmoid(), x.sigmoid()],
      [new nn.ReLU(), x.relu()],
      [new nn.Softmax(0), x.softmax(0)],
      [new nn.LogSoftmax(-1), x.logSoftmax(-1)],
    ];
    for (const [module, expected] of pairs) expect(module.forward(x).data()).toEqual(expected.data());
    expect(() => new nn.Softmax(2).forward(x)).toThrow(/dim/);
    expect(() => new nn.Softmax(undefined as never)).toThrow(/dim: expected an integer/);
    expect(() => new nn.ReLU().forward(tensor(Int32Array.of(1)))).toThrow(/float32/);
  });
});
