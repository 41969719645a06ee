import { init, manualSeed, multinomial, rand, randn, tensor, zeros } from "rnn-wasm/nn";
import { beforeAll, expect, it } from "vitest";
import { type ReferenceTensor, reference } from "../fixtures/reference.js";

beforeAll(() => init());

it("draws what torch.multinomial draws after the same seed", () => {
  const { config, tensors } = reference("nn_multinomial");
  const t = (key: string) => tensors[key] as ReferenceTensor;
  manualSeed(config.seed);
  for (const [i, [n, replacement]] of (config.draws as [number, boolean][]).entries()) {
    const { shape, data } = t(`${i}.p`);
    rand(shape);
    const drawn = multinomial(tensor(data, { shape }), n, { replacement });
    expect(drawn.shape).toEqual([...shape.slice(0, -1), n]);
    expect([...drawn.data()], `draw ${i}`).toEqual([...t(`${i}.drawn`).data]);
  }
  expect([...rand([4]).data()]).toEqual([...t("after").data]);
});

it("draws in proportion, and never what has no probability", () => {
  manualSeed(8);
  const counts = [0, 0, 0, 0];
  const p = tensor([1, 0, 3, 4]);
  for (const index of multinomial(p, 8000, { replacement: true }).data()) (counts[index] as number)++;
  for (let i = 0; i < 2000; i++) (counts[multinomial(p, 1).item()] as number)++;
  expect(counts[1]).toBe(0);
  for (const [i, share] of [1 / 8, 0, 3 / 8, 1 / 2].entries()) {
    expect(Math.abs((counts[i] as number) / 10000 - share)).toBeLessThan(0.02);
  }
  expect([...multinomial(p, 3).data()].sort()).toEqual([0, 2, 3]);
});

it.each<[string, () => unknown, string, RegExp]>([
  ["too many without replacement", () => multinomial(tensor([1, 0, 1]), 3), "ERR_INVALID_OPTION", /at least 3.*got 2/],
  [
    "a negative number",
    () => multinomial(tensor([0.5, -0.5]), 1),
    "ERR_INVALID_OPTION",
    /finite numbers ≥ 0, got -0.5/,
  ],
  ["NaN", () => multinomial(tensor([Number.NaN]), 1), "ERR_INVALID_OPTION", /NaN/],
  ["nothing but zeros", () => multinomial(zeros([2]), 1), "ERR_INVALID_OPTION", /above 0/],
  ["no row", () => multinomial(tensor(1), 1), "ERR_SHAPE", /\[K\] or \[rows, K\]/],
  ["three dimensions", () => multinomial(randn([1, 1, 1]), 1), "ERR_SHAPE", /\[K\]/],
  ["whole numbers", () => multinomial(tensor(Int32Array.of(1, 2)), 1), "ERR_DTYPE", /float32/],
  ["no draw", () => multinomial(tensor([1]), 0), "ERR_INVALID_OPTION", /n: /],
  ["an option", () => multinomial(tensor([1]), 1, { replace: true } as never), "ERR_INVALID_OPTION", /replacement/],
])("refuses %s", (_, call, code, message) => {
  expect(call).toThrow(message);
  expect(call).toThrow(expect.objectContaining({ name: "RnnError", code }));
});
