/** GRU, RNN and the single cells: PyTorch's results, names, draws, and what they refuse. */
import { init, manualSeed, nn, rand, randn, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, describe, expect, it } from "vitest";
import { type ReferenceTensor, reference, referenceNames, under } from "../fixtures/reference.js";
import { expectClose, expectNormClose } from "../numerics/closeness.js";
import { expectGradients } from "../numerics/differences.js";

beforeAll(() => init());

const made = ({ shape, data }: ReferenceTensor, requiresGrad = false) => tensor(data, { shape, requiresGrad });
const gradOf = (t: Tensor) => (t.grad as Tensor).data();
const failure = (code: string) => expect.objectContaining({ name: "RnnError", code });
const fails = (call: () => unknown, code: string, message: RegExp) => {
  expect(call).toThrow(failure(code));
  expect(call).toThrow(message);
};

/** Row `i` of a tensor of a file. */
function at({ shape: [, ...rest], data }: ReferenceTensor, i: number): ReferenceTensor {
  const size = rest.reduce((a, b) => a * b, 1);
  return { shape: rest, data: data.slice(i * size, (i + 1) * size) };
}

function expectWeightGradients(module: nn.Module, gradients: Readonly<Record<string, ReferenceTensor>>): void {
  const named = module.namedParameters();
  expect(named.map(([key]) => key).sort()).toEqual(Object.keys(gradients).sort());
  for (const [key, p] of named) expectNormClose(gradOf(p), (gradients[key] as ReferenceTensor).data, key);
}

describe("layers give PyTorch's outputs, states and gradients", () => {
  const names = ["gru_", "rnn_tanh_", "rnn_relu_", "packed_"].flatMap(referenceNames);
  it.each(names)("%s", (name) => {
    const { config: c, tensors } = reference(name);
    const t = (key: string) => tensors[key] as ReferenceTensor;
    const options = {
      numLayers: c.num_layers,
      bias: c.bias,
      batchFirst: c.batch_first,
      bidirectional: c.bidirectional,
      nonlinearity: c.nonlinearity,
    };
    const Layer = { lstm: nn.LSTM, gru: nn.GRU, rnn: nn.RNN }[c.kind as "lstm" | "gru" | "rnn"];
    const layer = new Layer(c.input_size, c.hidden_size, options);
    layer.loadStateDict(under(tensors, `${c.kind}.`));
    const x = made(t("x"), true);
    const initial = c.with_state
      ? ["h_0", "c_0"].flatMap((key) => (tensors[key] ? made(t(key), true) : []))
      : undefined;
    const state = c.kind === "lstm" ? initial : initial?.[0];
    const [y, last] = (layer as unknown as { forward(...args: unknown[]): [Tensor, Tensor | Tensor[]] }).forward(
      x,
      state,
      c.lengths ? { lengths: c.lengths } : undefined,
    );
    const outs = [y, ...(Array.isArray(last) ? last : [last])];
    const keys = ["y", "h_n", "c_n"].slice(0, outs.length);
    for (const [i, key] of keys.entries()) {
      expect((outs[i] as Tensor).shape).toEqual(t(key).shape);
      expectClose((outs[i] as Tensor).data(), t(key).data, key);
    }
    const terms = keys.map((key, i) => (outs[i] as Tensor).mul(made(t(`upstream_${key}`))).sum());
    terms.reduce((a, b) => a.add(b)).backward();
    expectNormClose(gradOf(x), t("grad_x").data, "gradient of x");
    for (const [i, key] of ["grad_h_0", "grad_c_0"].entries()) {
      const part = initial?.[i];
      if (part) expectNormClose(gradOf(part), t(key).data, key);
    }
    expectWeightGradients(layer, under(tensors, `grad.${c.kind}.`));
  });

  it.each(referenceNames("cell_"))("%s", (name) => {
    const { config: c, tensors } = reference(name);
    const t = (key: string) => tensors[key] as ReferenceTensor;
    const kinds = { lstm_cell: nn.LSTMCell, gru_cell: nn.GRUCell, rnn_cell: nn.RNNCell };
    const Cell = kinds[c.kind as keyof typeof kinds];
    const cell = new Cell(c.input_size, c.hidden_size, { bias: c.bias, nonlinearity: c.nonlinearity } as object);
    cell.loadStateDict(under(tensors, "cell."));
    const initial = ["h_0", "c_0"].flatMap((key) => (tensors[key] ? made(t(key), true) : []));
    const call = cell as unknown as { forward(x: Tensor, state: Tensor | Tensor[]): Tensor | Tensor[] };
    let carried: Tensor[] = initial;
    const inputs: Tensor[] = [];
    const terms: Tensor[] = [];
    for (let i = 0; i < c.steps; i++) {
      const x = made(at(t("x"), i), true);
      inputs.push(x);
      const next = call.forward(x, initial.length > 1 ? carried : (carried[0] as Tensor));
      carried = Array.isArray(next) ? next : [next];
      const [h] = carried as [Tensor];
      expect(h.shape).toEqual([c.B, c.hidden_size]);
      expectClose(h.data(), at(t("h"), i).data, `h after step ${i}`);
      terms.push(h.mul(made(at(t("upstream_h"), i))).sum());
    }
    const [, cells] = carried;
    if (cells) {
      expectClose(cells.data(), t("c").data, "c");
      terms.push(cells.mul(made(t("upstream_c"))).sum());
    }
    terms.reduce((a, b) => a.add(b)).backward();
    for (const [i, x] of inputs.entries()) expectNormClose(gradOf(x), at(t("grad_x"), i).data, `gradient of x ${i}`);
    for (const [i, part] of initial.entries()) {
      expectNormClose(gradOf(part), t(["grad_h_0", "grad_c_0"][i] as string).data, `gradient of state ${i}`);
    }
    expectWeightGradients(cell, under(tensors, "grad.cell."));
  });
});

it("first weights of every kind are PyTorch's for a seed", () => {
  const { config: c, tensors } = reference("init_tasks");
  manualSeed(c.seed);
  const modules = {
    gru: new nn.GRU(5, 7, { numLayers: 2, bidirectional: true }),
    rnn: new nn.RNN(4, 6, { nonlinearity: "relu" }),
    lstm_cell: new nn.LSTMCell(3, 5),
    gru_cell: new nn.GRUCell(3, 5),
    rnn_cell: new nn.RNNCell(3, 5),
    linear: new nn.Linear(7, 3),
  };
  for (const [prefix, module] of Object.entries(modules)) {
    const wanted = under(tensors, `${prefix}.`);
    expect([...module.stateDict().keys()]).toEqual(Object.keys(wanted));
    for (const [key, p] of module.namedParameters()) {
      expect(p.data()).toEqual((wanted[key] as ReferenceTensor).data);
    }
  }
});

describe("gradients agree with central differences", () => {
  const weightsOf = (module: nn.Module) => Object.fromEntries(module.namedParameters());
  const draw = (shape: number[]) => randn(shape, { requiresGrad: true });

  it.each<[string, () => nn.GRU | nn.RNN]>([
    ["GRU", () => new nn.GRU(2, 3)],
    ["GRU, two layers, both directions", () => new nn.GRU(2, 3, { numLayers: 2, bidirectional: true })],
    ["GRU, dropout, no bias", () => new nn.GRU(2, 3, { numLayers: 3, dropout: 0.4, bias: false })],
    ["RNN", () => new nn.RNN(2, 3)],
    ["RNN, two layers, both directions", () => new nn.RNN(2, 3, { numLayers: 2, bidirectional: true })],
    ["RNN, relu", () => new nn.RNN(2, 3, { nonlinearity: "relu", dropout: 0.3, numLayers: 2 })],
  ])("%s", (_, make) => {
    // By this seed no sum of ReLU's lies so near 0 that the differences cross its kink.
    manualSeed(15);
    const layer = make();
    const states = layer.numLayers * (layer.bidirectional ? 2 : 1);
    const [x, h0] = [draw([3, 2, 2]), draw([states, 2, 3])];
    for (const [pick, lengths] of [
      [0, undefined],
      [1, undefined],
      [0, [2, 3]],
    ] as const) {
      expectGradients(
        { x, h0, ...weightsOf(layer) },
        () => {
          manualSeed(6);
          return layer.forward(x, h0, { lengths })[pick];
        },
        2 ** -9,
        5e-3,
      );
    }
  });

  it("the cells", () => {
    manualSeed(8);
    const [x, h, c] = [draw([2, 3]), draw([2, 4]), draw([2, 4])];
    const [lstm, gru, rnn] = [new nn.LSTMCell(3, 4), new nn.GRUCell(3, 4, { bias: false }), new nn.RNNCell(3, 4)];
    expectGradients({ x, h, c, ...weightsOf(lstm) }, () => lstm.forward(x, [h, c])[0]);
    expectGradients({ x, h, c, ...weightsOf(lstm) }, () => lstm.forward(x, [h, c])[1]);
    expectGradients({ x, h, ...weightsOf(gru) }, () => gru.forward(x, h));
    expectGradients({ x, h, ...weightsOf(rnn) }, () => rnn.forward(x, h));
    const one = draw([3]);
    expectGradients({ one, ...weightsOf(gru) }, () => gru.forward(one));
  });
});

describe("cells and layers", () => {
  it("start from zeros without a state, and accept an input without a batch", () => {
    manualSeed(3);
    const lstm = new nn.LSTMCell(3, 4);
    const x = rand([2, 3]);
    const zero = zeros([2, 4]);
    for (const none of [undefined, null]) {
      expect(lstm.forward(x, none)[0].data()).toEqual(lstm.forward(x, [zero, zero])[0].data());
    }
    const [h, c] = lstm.forward(x.select(0, 1));
    expect([h.shape, c.shape]).toEqual([[4], [4]]);
    expectClose(h.data(), lstm.forward(x)[0].select(0, 1).data(), "one row", 1e-6);
    expect(new nn.GRUCell(3, 4).forward(x.select(0, 0), zeros([4])).shape).toEqual([4]);
  });

  it("have PyTorch's names and shapes", () => {
    const shapes = (module: nn.Module) => module.namedParameters().map(([name, p]) => `${name} ${p.shape}`);
    expect(shapes(new nn.GRUCell(3, 5))).toEqual(["weight_ih 15,3", "weight_hh 15,5", "bias_ih 15", "bias_hh 15"]);
    expect(shapes(new nn.LSTMCell(3, 5, { bias: false }))).toEqual(["weight_ih 20,3", "weight_hh 20,5"]);
    expect(shapes(new nn.RNN(3, 5, { bidirectional: true, bias: false }))).toEqual([
      "weight_ih_l0 5,3",
      "weight_hh_l0 5,5",
      "weight_ih_l0_reverse 5,3",
      "weight_hh_l0_reverse 5,5",
    ]);
    expect(shapes(new nn.GRU(3, 5, { numLayers: 2 })).slice(4, 6)).toEqual(["weight_ih_l1 15,5", "weight_hh_l1 15,5"]);
  });

  it("drop between layers, in training only", () => {
    manualSeed(0);
    for (const layer of [
      new nn.GRU(3, 8, { numLayers: 2, dropout: 0.5 }),
      new nn.RNN(3, 8, { numLayers: 2, dropout: 0.5 }),
    ]) {
      const x = randn([4, 16, 3]);
      const out = () => layer.forward(x)[0].data();
      expect(out()).not.toEqual(out());
      expect(out().every((value) => value !== 0)).toBe(true);
      layer.eval();
      expect(out()).toEqual(out());
    }
  });

  it("name what is wrong", () => {
    const gru = new nn.GRU(3, 4);
    const x = randn([6, 2, 3]);
    fails(() => new nn.GRU(3, 4, { projSize: 2 } as never), "ERR_INVALID_OPTION", /GRU: .*"projSize"/);
    fails(() => new nn.GRU(3, 4, { nonlinearity: "relu" } as never), "ERR_INVALID_OPTION", /nonlinearity/);
    fails(
      () => new nn.RNN(3, 4, { nonlinearity: "sigmoid" as never }),
      "ERR_INVALID_OPTION",
      /nonlinearity.*"tanh" \| "relu"/,
    );
    fails(() => new nn.RNNCell(3, 4, { nonlinearity: "elu" as never }), "ERR_INVALID_OPTION", /nonlinearity.*relu/);
    fails(() => new nn.LSTMCell(3, 0), "ERR_INVALID_OPTION", /hiddenSize.*0/);
    fails(() => new nn.LSTMCell(3, 4, { numLayers: 2 } as never), "ERR_INVALID_OPTION", /LSTMCell: .*numLayers/);
    fails(() => gru.forward(randn([6, 1, 4])), "ERR_SHAPE", /input: expected 3 features.*\[6, 1, 4\]/);
    fails(() => gru.forward(x, randn([1, 2, 5])), "ERR_SHAPE", /h0: expected \[1, 2, 4\], got \[1, 2, 5\]/);
    fails(() => gru.forward(x, [randn([1, 2, 4])] as never), "ERR_INVALID_OPTION", /state: expected a Tensor/);
    fails(() => new nn.GRUCell(3, 4).forward(rand([2, 5]), rand([2, 4])), "ERR_SHAPE", /input/);
    fails(() => new nn.GRUCell(3, 4).forward(rand([2, 3]), rand([4])), "ERR_SHAPE", /h: expected \[2, 4\], got \[4\]/);
    fails(
      () => new nn.LSTMCell(3, 4).forward(rand([2, 3]), rand([2, 4]) as never),
      "ERR_INVALID_OPTION",
      /state: expected \[h, c\]/,
    );
    fails(() => new nn.GRUCell(3, 4).forward(rand([2, 2, 3])), "ERR_SHAPE", /2 dimensions/);
    fails(() => new nn.GRUCell(3, 4).forward(zeros([0, 3])), "ERR_SHAPE", /at least one row/);
  });
});
