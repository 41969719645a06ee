/** What the compiler says: `tsc` checks this file, and fails where an expected error does not come. */
import { cat, init, multinomial, nn, optim, rand, stack, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, expect, it } from "vitest";

beforeAll(() => init());

it("a wrong option name is an error for the compiler and when it runs", () => {
  // @ts-expect-error camelCase
  expect(() => new nn.LSTM(5, 10, { num_layers: 2 })).toThrow(/numLayers/);
  // @ts-expect-error no such option
  expect(() => new nn.Linear(5, 10, { device: "cpu" })).toThrow(/device/);
  // @ts-expect-error camelCase
  expect(() => new optim.Adam([zeros([1])], { weight_decay: 0 })).toThrow(/weightDecay/);
  // @ts-expect-error no such reduction
  expect(() => new nn.CrossEntropyLoss({ reduction: "max" })).toThrow(/reduction/);
  // An option without a value is not given, even one that the class does not have.
  const options: object = { bias: undefined, device: undefined };
  expect(new nn.Linear(1, 1, options).bias).not.toBeNull();
});

it("shapes are to be read", () => {
  const t = zeros([2, 3]);
  // @ts-expect-error readonly
  const write = () => t.shape.push(1);
  expect(write).toBeTypeOf("function");
});

it("forward has the types of its module", () => {
  const lstm = new nn.LSTM(2, 3);
  const result: [Tensor, [Tensor, Tensor]] = lstm.forward(zeros([4, 1, 2]), null, { lengths: [4] });
  const weight = lstm["weight_hh_l0"] as nn.Parameter;
  const loss: Tensor = new nn.CrossEntropyLoss().forward(result[0].reshape([4, 3]), tensor(Int32Array.of(0, 1, 2, 0)));
  // @ts-expect-error an embedding takes a tensor
  expect(() => new nn.Embedding(3, 2).forward([0, 1])).toThrow(/Tensor/);
  // @ts-expect-error a state is a pair
  expect(() => lstm.forward(zeros([4, 1, 2]), zeros([1, 1, 3]))).toThrow(/state/);
  expect([weight.shape, loss.shape]).toEqual([[12, 3], []]);
});

it("options that a module does not have are errors", () => {
  // @ts-expect-error a GRU has no projection
  expect(() => new nn.GRU(3, 4, { projSize: 2 })).toThrow(/projSize/);
  // @ts-expect-error nor a nonlinearity
  expect(() => new nn.GRU(3, 4, { nonlinearity: "relu" })).toThrow(/nonlinearity/);
  // @ts-expect-error no such nonlinearity
  expect(() => new nn.RNN(3, 4, { nonlinearity: "gelu" })).toThrow(/nonlinearity/);
  // @ts-expect-error a cell has one layer
  expect(() => new nn.LSTMCell(3, 4, { numLayers: 2 })).toThrow(/numLayers/);
  // @ts-expect-error delta is Huber's
  expect(() => new nn.SmoothL1Loss({ delta: 1 })).toThrow(/delta/);
  // @ts-expect-error camelCase
  expect(() => new nn.BCEWithLogitsLoss({ pos_weight: zeros([1]) })).toThrow(/posWeight/);
  // @ts-expect-error a dimension is a number
  expect(() => new nn.LogSoftmax({ dim: 1 })).toThrow(/dim/);
  // @ts-expect-error centred is centered
  expect(() => new optim.RMSprop([zeros([1])], { centred: true })).toThrow(/centered/);
  // @ts-expect-error keepdim, as in PyTorch
  expect(() => zeros([2]).sum(0, { keepDim: true })).toThrow(/keepdim/);
  // @ts-expect-error an array of tensors
  expect(() => cat(zeros([2]), zeros([2]))).toThrow(/array of tensors/);
  // @ts-expect-error an array of tensors
  expect(() => stack([[1, 2]])).toThrow(/array of tensors/);
  // @ts-expect-error an object of options
  expect(() => multinomial(zeros([2]).add(1), 1, true)).toThrow(/multinomial/);
  const optimizer = new optim.SGD([zeros([1])]);
  // @ts-expect-error an option, not a place
  expect(() => new optim.lrScheduler.StepLR(optimizer, 3, 0.5)).toThrow(/StepLR/);
  // @ts-expect-error the cycle's length is needed
  expect(() => new optim.lrScheduler.OneCycleLR(optimizer, 0.1)).toThrow(/OneCycleLR/);
  // @ts-expect-error a metric is needed
  expect(() => new optim.lrScheduler.ReduceLROnPlateau(optimizer).step()).toThrow(/metric/);
});

it("states and results have the types of their cell", () => {
  const x = rand([4, 2, 3]);
  const [y, h]: [Tensor, Tensor] = new nn.GRU(3, 4).forward(x, zeros([1, 2, 4]), { lengths: [4, 2] });
  const [h1, c1]: [Tensor, Tensor] = new nn.LSTMCell(3, 4).forward(x.select(0, 0));
  const next: Tensor = new nn.GRUCell(3, 4).forward(x.select(0, 0), h1);
  expect([y.shape, h.shape, c1.shape, next.shape]).toEqual([
    [4, 2, 4],
    [1, 2, 4],
    [2, 4],
    [2, 4],
  ]);
  // @ts-expect-error a GRU's state is one tensor
  expect(() => new nn.GRU(3, 4).forward(x, [h, h])).toThrow(/state/);
  // @ts-expect-error an LSTM cell's state is a pair
  expect(() => new nn.LSTMCell(3, 4).forward(x.select(0, 0), h1)).toThrow(/state/);
  // @ts-expect-error lengths are in an object
  expect(() => new nn.GRU(3, 4).forward(x, null, [4, 2])).toThrow(/forward/);
  // @ts-expect-error a variance is needed
  expect(() => new nn.GaussianNLLLoss().forward(h1, c1)).toThrow(/variance/);
});

it("max and topk give a pair, or one tensor without a dimension", () => {
  const t = tensor([[1, 2]]);
  const [values, indices]: [Tensor, Tensor] = t.max(1);
  const largest: Tensor = t.max();
  const [top, places]: [Tensor, Tensor] = t.topk(1);
  expect([values, indices, largest, top, places].map(({ shape }) => shape)).toEqual([[1], [1], [], [1, 1], [1, 1]]);
  // @ts-expect-error of all elements there is no index
  const wrong = () => t.max()[0];
  expect(wrong()).toBeUndefined();
});

it("Sequential takes modules of one input and one output", () => {
  const model = new nn.Sequential(new nn.Linear(2, 3), new nn.Tanh());
  expect(model.forward(zeros([1, 2])).shape).toEqual([1, 3]);
  // @ts-expect-error an LSTM gives two things
  const wrong = () => new nn.Sequential(new nn.LSTM(2, 3));
  expect(wrong).toBeTypeOf("function");
  // @ts-expect-error a list is not modules one by one
  expect(() => new nn.Sequential([new nn.Tanh()])).toThrow(/Sequential\[0\]/);
});
