/**
 * Packed batches of every layout: tokens or rows of numbers, classes or numbers, per row or per sequence, in sequences that overlap or not.
 */
import { expect, test } from "vitest";
import type { BatchLayout } from "../../ts/core/network-batches.js";
import { Batches, cutBatches, type Sequences } from "../../ts/data/batches.js";
import { largestOf } from "../../ts/data/largest.js";
import { appendBatches } from "../../ts/tasks/tag/pairs/append-batches.js";

/** What the rows and targets of a batch are, in order. */
function contentsOf(batches: Batches, index = 0) {
  const { inputs, targets, sizes, rowStarts, timeStarts, targetStarts, layout } = batches;
  const part = (values: ArrayLike<number>, starts: Uint32Array, width = 1) =>
    Array.from(values).slice((starts[index] as number) * width, (starts[index + 1] as number) * width);
  return {
    inputs: part(inputs, rowStarts, layout.features),
    targets: part(targets, targetStarts, layout.targetSize),
    sizes: part(sizes, timeStarts),
  };
}

const tokens: Sequences = {
  inputs: Int32Array.of(1, 2, 3, 4, 5, 6),
  targets: Int32Array.of(10, 20, 30),
  starts: [0, 1, 4, 6],
};

test("tokens with a class for each sequence: longest first, in time order, classes in the same order", () => {
  const batches = new Batches({ targetsPer: "sequence" }).pack(tokens, [0, 1, 2], 0, 3);
  expect(contentsOf(batches)).toEqual({ inputs: [2, 5, 1, 3, 6, 4], targets: [20, 30, 10], sizes: [3, 2, 1] });
});

test("tokens with a class for each row: a target lies where its row does", () => {
  const batches = new Batches().pack({ ...tokens, targets: tokens.inputs.map((token) => -token) }, [2, 0], 0, 2);
  expect(contentsOf(batches)).toEqual({
    inputs: [5, 1, 6],
    targets: [5, 1, 6].map((token) => 2 ** 32 - token),
    sizes: [2, 1],
  });
});

const rows: Sequences = {
  inputs: Float32Array.of(0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5),
  targets: Float32Array.of(9, 8, 7, 6),
  starts: [0, 1, 1],
  ends: [2, 4, 2],
};

test("rows of numbers in sequences that overlap, with a number for each row", () => {
  const layout: BatchLayout = { features: 2, targetSize: 1, targetsPer: "row" };
  const batches = new Batches(layout).pack(rows, [0, 1, 2], 0, 3);
  expect(contentsOf(batches)).toEqual({
    inputs: [1, 1.5, 0, 0.5, 1, 1.5, 2, 2.5, 1, 1.5, 3, 3.5],
    targets: [8, 9, 8, 7, 8, 6],
    sizes: [3, 2, 1],
  });
  expect(largestOf(rows, 2)).toEqual({ rows: 5, batch: 2 });
});

test("rows of numbers with several numbers for each sequence", () => {
  const layout: BatchLayout = { features: 2, targetSize: 2, targetsPer: "sequence" };
  const targets = Float32Array.of(0.1, 0.2, 1.1, 1.2, 2.1, 2.2);
  const batches = new Batches(layout).pack({ ...rows, targets }, [2, 1], 0, 2);
  expect(contentsOf(batches).targets).toEqual([...targets.subarray(2, 4), ...targets.subarray(4, 6)]);
});

test.each<[string, BatchLayout, Sequences]>([
  ["tokens", { targetsPer: "sequence" }, tokens],
  ["rows", { features: 2, targetSize: 1, targetsPer: "row" }, rows],
])("batches of %s that another thread cuts and this one appends are the same", (_, layout, sequences) => {
  const whole = new Batches(layout);
  for (const i of [2, 0, 1]) whole.pack(sequences, [0, 1, 2], i, i + 1);
  const joined = new Batches(layout);
  appendBatches(joined, cutBatches(whole, 0, 1));
  appendBatches(joined, cutBatches(whole, 1, 2));
  expect(joined.count).toBe(3);
  for (const i of [0, 1, 2]) expect(contentsOf(joined, i)).toEqual(contentsOf(whole, i));
});

test("batches by length hold every sequence once, and about as many rows as they may", () => {
  const batches = new Batches({ targetsPer: "sequence" }).packByLength(tokens, 4);
  expect(batches.count).toBe(2);
  expect([contentsOf(batches, 0).targets, contentsOf(batches, 1).targets]).toEqual([[20], [30, 10]]);
});
