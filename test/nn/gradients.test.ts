/** Every operation and every module, with every option, against finite differences. */
import { init, manualSeed, nn, randint, randn, type Tensor, tensor } from "rnn-wasm/nn";
import { beforeAll, describe, it } from "vitest";
import { expectGradients } from "../numerics/differences.js";

beforeAll(() => init());

const draw = (shape: readonly number[]) => randn(shape, { requiresGrad: true });
const weightsOf = (module: nn.Module) => Object.fromEntries(module.namedParameters());

describe("tensor operations", () => {
  const operations: Record<string, (a: Tensor, b: Tensor) => Tensor> = {
    add: (a, b) => a.add(b),
    "add, broadcast": (a, b) => a.add(b.reshape([6]).sum()).add(b),
    sub: (a, b) => a.sub(b),
    "sub, a number": (a, b) => a.sub(0.5).sub(b),
    mul: (a, b) => a.mul(b),
    "mul, a number": (a, b) => a.mul(-3).mul(b),
    "mul, of itself": (a, b) => a.mul(a).mul(a).add(b),
    "remainder, a number": (a, b) => a.mul(0.01).add(0.5).remainder(2).add(b),
    sum: (a, b) => a.mul(b).sum(),
    mean: (a, b) => a.mul(b).mean(),
    softmax: (a, b) => a.softmax(-1).mul(b),
    "softmax, first dimension": (a, b) => a.mul(b).softmax(0),
    transpose: (a, b) => a.transpose(0, 1).mul(b.transpose(1, 0)),
    reshape: (a, b) =>
      a
        .transpose(0, 1)
        .reshape([2, 3])
        .mul(b.reshape([2, 3])),
    "squeeze, unsqueeze": (a, b) => a.unsqueeze(1).mul(b.unsqueeze(0)).unsqueeze(0).squeeze(),
  };
  it.each(Object.entries(operations))("%s", (_, operation) => {
    manualSeed(1);
    const [a, b] = [draw([3, 2]), draw([3, 2])];
    expectGradients({ a, b }, () => operation(a, b));
  });

  it("remainder, by the divisor too", () => {
    const [a, b] = [tensor([7.4, -3.3, 9.6], { requiresGrad: true }), tensor([2.1, 2.2, -2.3], { requiresGrad: true })];
    expectGradients({ a, b }, () => a.remainder(b));
  });
});

describe("nn.Linear", () => {
  it.each([[[4]], [[2, 4]], [[2, 3, 4]], [[0, 4]]])("input %j", (shape) => {
    manualSeed(2);
    for (const bias of [true, false]) {
      const [linear, x] = [new nn.Linear(4, 3, { bias }), draw(shape)];
      expectGradients({ x, ...weightsOf(linear) }, () => linear.forward(x));
    }
  });
});

describe("nn.Embedding", () => {
  it.each([undefined, 1, -4])("paddingIdx %s", (paddingIdx) => {
    manualSeed(3);
    const embed = new nn.Embedding(5, 3, { paddingIdx });
    // The padding row has no gradient by decree, so no index may lead there for the differences to agree.
    const indices = tensor(Int32Array.of(0, 4, 0, 3, 2, 0), { shape: [2, 3] });
    expectGradients(weightsOf(embed), () => embed.forward(indices));
  });
});

describe("nn.Dropout", () => {
  it.each([0, 0.4, 1])("p %s", (p) => {
    const [dropout, x] = [new nn.Dropout(p), draw([4, 5])];
    expectGradients({ x }, () => {
      manualSeed(4);
      return dropout.forward(x);
    });
  });
});

describe("nn.LSTM", () => {
  const variants: [string, nn.LSTMOptions, nn.RecurrentForwardOptions][] = [
    ["one layer", {}, {}],
    ["no bias", { bias: false }, {}],
    ["batchFirst", { batchFirst: true }, {}],
    ["two layers, both directions", { numLayers: 2, bidirectional: true }, {}],
    ["a projection", { projSize: 2 }, {}],
    ["two layers, both directions, a projection", { numLayers: 2, bidirectional: true, projSize: 1 }, {}],
    ["dropout", { numLayers: 3, dropout: 0.5 }, {}],
    ["dropout, both directions, a projection", { numLayers: 2, dropout: 0.3, bidirectional: true, projSize: 2 }, {}],
    ["lengths", { bidirectional: true }, { lengths: [2, 3] }],
    ["lengths, batchFirst, dropout", { numLayers: 2, dropout: 0.5, batchFirst: true }, { lengths: [1, 3] }],
  ];
  it.each(variants)("%s", (_, options, call) => {
    manualSeed(5);
    const lstm = new nn.LSTM(2, 3, options);
    const states = (options.numLayers ?? 1) * (options.bidirectional ? 2 : 1);
    const [x, h0, c0] = [
      draw(options.batchFirst ? [2, 3, 2] : [3, 2, 2]),
      draw([states, 2, options.projSize || 3]),
      draw([states, 2, 3]),
    ] as const;
    const seeded = (pick: (out: ReturnType<nn.LSTM["forward"]>) => Tensor, state?: readonly [Tensor, Tensor]) => () => {
      manualSeed(6);
      return pick(lstm.forward(x, state, call));
    };
    const whole = { x, h0, c0, ...weightsOf(lstm) };
    expectGradients(
      { x, ...weightsOf(lstm) },
      seeded(([y]) => y),
    );
    expectGradients(
      whole,
      seeded(([y]) => y, [h0, c0]),
    );
    expectGradients(
      whole,
      seeded(([, [h]]) => h, [h0, c0]),
    );
    expectGradients(
      whole,
      seeded(([, [, c]]) => c, [h0, c0]),
    );
  });

  it("one unit, one step, one sequence", () => {
    manualSeed(7);
    const [lstm, x] = [new nn.LSTM(1, 1), draw([1, 1, 1])];
    expectGradients({ x, ...weightsOf(lstm) }, () => lstm.forward(x)[0]);
  });
});

describe("nn.CrossEntropyLoss", () => {
  const reductions = ["mean", "sum", "none"] as const;
  const cases = reductions.flatMap((reduction) =>
    [0, 0.2].flatMap((labelSmoothing) =>
      [undefined, [0.5, 2, 0, 1, 3]].flatMap((weight) =>
        [-100, 3].map((ignoreIndex) => [reduction, labelSmoothing, weight, ignoreIndex] as const),
      ),
    ),
  );
  it.each(cases)("%s, smoothing %s, weights %j, ignoring %s", (reduction, labelSmoothing, weight, ignoreIndex) => {
    manualSeed(8);
    const options = { reduction, labelSmoothing, ignoreIndex, ...(weight ? { weight: tensor(weight) } : {}) };
    const lossFn = new nn.CrossEntropyLoss(options);
    for (const shape of [
      [6, 5],
      [2, 5, 3],
      [2, 5, 2, 2],
    ]) {
      const x = draw(shape);
      const target = randint(0, 5, shape.toSpliced(1, 1));
      expectGradients({ x }, () => lossFn.forward(x, target));
    }
    const one = draw([5]);
    expectGradients({ one }, () => lossFn.forward(one, tensor(1, { dtype: "int32" })));
  });
});

describe("a whole model", () => {
  it("a tagger with everything in it", () => {
    manualSeed(9);
    class Tagger extends nn.Module {
      readonly embed = new nn.Embedding(6, 3);
      readonly lstm = new nn.LSTM(3, 4, { bidirectional: true });
      readonly layers = [new nn.Linear(8, 8), new nn.Linear(8, 6)] as const;
      forward(tokens: Tensor): Tensor {
        const [out] = this.lstm.forward(this.embed.forward(tokens));
        return this.layers[1].forward(this.layers[0].forward(out).softmax(-1));
      }
    }
    const tagger = new Tagger();
    const [tokens, targets] = [randint(0, 6, [4, 2]), randint(0, 6, [4, 2])];
    const lossFn = new nn.CrossEntropyLoss();
    expectGradients(weightsOf(tagger), () => lossFn.forward(tagger.forward(tokens).transpose(1, 2), targets));
  });
});
