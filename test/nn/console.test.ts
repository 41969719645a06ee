/** The text of tensors, in strings and on Node's console. */
import { inspect } from "node:util";
import { init, type NestedValues, nn, noGrad, optim, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, expect, it, test } from "vitest";

beforeAll(() => init());

const counted = (...shape: number[]): Tensor =>
  tensor(
    Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => i),
    { shape },
  );

test.each<[string, () => Tensor, string]>([
  ["a number", () => tensor(5), "Tensor(float32, []) 5"],
  ["a row", () => tensor([1, 0.5, -2]), "Tensor(float32, [3]) [1, 0.5, -2]"],
  ["indices", () => tensor([[1], [2]], { dtype: "int32" }), "Tensor(int32, [2, 1]) [[1], [2]]"],
  ["a view", () => counted(2, 3).transpose(0, 1), "Tensor(float32, [3, 2]) [[0, 3], [1, 4], [2, 5]]"],
  ["no elements", () => zeros([0, 3]), "Tensor(float32, [0, 3]) []"],
  ["no columns", () => zeros([2, 0]), "Tensor(float32, [2, 0]) [[], []]"],
  [
    "four decimals, or an exponent",
    () => tensor([1 / 3, 2e-5, 123456.789, 1e20, -0.00004]),
    "Tensor(float32, [5]) [0.3333, 2.000e-5, 123456.7891, 1.000e+20, -4.000e-5]",
  ],
  [
    "what is not finite",
    () => tensor([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]),
    "Tensor(float32, [3]) [NaN, Infinity, -Infinity]",
  ],
  ["the edges of a long row", () => counted(1001), "Tensor(float32, [1001]) [0, 1, 2, …, 998, 999, 1000]"],
  [
    "aligned rows",
    () => tensor([Array(14).fill(-1), Array(14).fill(0.25)]),
    `Tensor(float32, [2, 14])
[[  -1,   -1,   -1,   -1,   -1,   -1,   -1,   -1,   -1,   -1,   -1,   -1,
    -1,   -1],
 [0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25, 0.25,
  0.25, 0.25]]`,
  ],
  [
    "the edges of each large dimension",
    () => counted(2, 600, 8),
    `Tensor(float32, [2, 600, 8])
[[[   0,    1,    2, …,    5,    6,    7],
  [   8,    9,   10, …,   13,   14,   15],
  [  16,   17,   18, …,   21,   22,   23],
  …,
  [4776, 4777, 4778, …, 4781, 4782, 4783],
  [4784, 4785, 4786, …, 4789, 4790, 4791],
  [4792, 4793, 4794, …, 4797, 4798, 4799]],
 [[4800, 4801, 4802, …, 4805, 4806, 4807],
  [4808, 4809, 4810, …, 4813, 4814, 4815],
  [4816, 4817, 4818, …, 4821, 4822, 4823],
  …,
  [9576, 9577, 9578, …, 9581, 9582, 9583],
  [9584, 9585, 9586, …, 9589, 9590, 9591],
  [9592, 9593, 9594, …, 9597, 9598, 9599]]]`,
  ],
])("%s", (_, make, text) => {
  expect(String(make())).toBe(text);
  expect(inspect(make())).toBe(text);
});

it("keeps large tensors short inside other objects", () => {
  expect(inspect({ loss: tensor([0.5]), hidden: zeros([2, 5]) })).toBe(
    "{ loss: Tensor(float32, [1]) [0.5], hidden: Tensor(float32, [2, 5]) }",
  );
  expect(inspect(new nn.Linear(9, 1))).toContain("weight: Tensor(float32, [1, 9]),");
});

it("names modules by their class", () => {
  class Own extends nn.Module {}
  expect(String(new Own())).toBe("[object Own]");
  expect(String(new nn.LSTM(1, 1))).toBe("[object LSTM]");
  expect(inspect(new nn.Tanh())).toBe("Tanh { training: true }");
});

it("names parameters, and shows the settings of optimizers", () => {
  const parameter = new nn.Parameter([1, 2]);
  expect(Object.prototype.toString.call(parameter)).toBe("[object Parameter]");
  expect(inspect(parameter)).toBe("Tensor(float32, [2]) [1, 2]");
  expect(inspect(new optim.SGD([parameter], { lr: 0.1 }))).toMatch(/^SGD \{\n {2}parameters: 2,\n {2}lr: 0.1,\n/);
});

it("shows values as `toArray` gives them", () => {
  const result = noGrad(() => counted(2, 2).mul(3));
  const [, values] = String(result).split(") ");
  expect(JSON.parse(values as string) as NestedValues).toEqual(result.toArray());
});
