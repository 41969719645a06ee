/** What the compiler says: `tsc` checks this file, and fails where an expected error does not come. */
import { init, nn, optim, type Tensor, tensor, zeros } from "rnn-wasm/nn";
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
