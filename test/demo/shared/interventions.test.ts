/** Gates and units that are held: what becomes of the weights, and what comes back. */
import { describe, expect, test } from "vitest";
import {
  Held,
  holdsAny,
  type Interventions,
  noInterventions,
  type Weights,
} from "../../../demo/src/shared/interventions.js";

const hidden = 3;

/** Weights whose numbers are all different. */
function weights(): Weights {
  const shapes: [string, number[]][] = [
    ["embedding.weight", [5, 2]],
    ["lstm.weight_ih_l0", [4 * hidden, 2]],
    ["lstm.weight_hh_l0", [4 * hidden, hidden]],
    ["lstm.bias_ih_l0", [4 * hidden]],
    ["lstm.bias_hh_l0", [4 * hidden]],
    ["linear.weight", [5, hidden]],
  ];
  let next = 1;
  return new Map(
    shapes.map(([name, shape]) => {
      const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, () => next++);
      return [name, { shape, data }];
    }),
  );
}

const rows = (given: Weights, name: string) => {
  const { shape, data } = given.get(name) as { shape: readonly number[]; data: Float32Array };
  const width = data.length / (shape[0] as number);
  return Array.from({ length: shape[0] as number }, (_, row) => [...data.subarray(row * width, (row + 1) * width)]);
};
const numbers = (given: Weights) => [...given].map(([name, { data }]) => [name, [...data]]);
const change = (some: Partial<Interventions>): Interventions => ({ ...noInterventions, ...some });

describe("a gate that is held", () => {
  test("has rows of zeros and a bias that saturates it; all else stays", () => {
    const held = new Held().apply(weights(), change({ f: "low" }));
    const before = weights();
    const forget = [3, 4, 5];
    for (const name of ["lstm.weight_ih_l0", "lstm.weight_hh_l0", "lstm.bias_hh_l0", "lstm.bias_ih_l0"])
      for (const [row, values] of rows(held, name).entries()) {
        const wanted = rows(before, name)[row] as number[];
        const gone = wanted.map(() => (name.includes("bias_ih") ? -40 : 0));
        expect(values, `${name} ${row}`).toEqual(forget.includes(row) ? gone : wanted);
      }
    expect(rows(held, "embedding.weight")).toEqual(rows(before, "embedding.weight"));
    expect(rows(held, "linear.weight")).toEqual(rows(before, "linear.weight"));
  });

  test("comes back as it was when it is let go, also after the page was reloaded", () => {
    const all = weights();
    const held = new Held();
    held.apply(all, change({ i: "high", cut: [1] }));
    expect(numbers(all)).not.toEqual(numbers(weights()));
    const restored = new Held(JSON.parse(JSON.stringify(held.rows)));
    expect(numbers(restored.apply(all, noInterventions))).toEqual(numbers(weights()));
    expect(restored.rows).toEqual([]);
  });

  test("changes sides without losing what it was", () => {
    const all = weights();
    const held = new Held();
    held.apply(all, change({ g: "high" }));
    held.apply(all, change({ g: "low" }));
    expect(rows(all, "lstm.bias_ih_l0")[2 * hidden]).toEqual([-40]);
    expect(numbers(held.apply(all, noInterventions))).toEqual(numbers(weights()));
  });
});

test("a unit is cut by its output gate, in every layer; one that the model does not have is passed over", () => {
  const all = new Held().apply(weights(), change({ cut: [2, 64] }));
  expect(rows(all, "lstm.bias_ih_l0").flatMap(([bias], row) => (bias === -40 ? row : []))).toEqual([3 * hidden + 2]);
});

test.each<[Partial<Interventions>, boolean]>([
  [{}, false],
  [{ forget: true }, false],
  [{ cut: [0] }, true],
  [{ o: "high" }, true],
])("%j holds weights: %s", (some, holds) => expect(holdsAny(change(some))).toBe(holds));
