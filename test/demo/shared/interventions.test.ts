/** Gates and units that are held: what becomes of the weights, and what comes back. */
import { describe, expect, test } from "vitest";
import {
  Held,
  type HeldCell,
  holdsAny,
  type Interventions,
  noInterventions,
  possibleWith,
  type Weights,
} from "../../../demo/src/shared/interventions.js";
import { cells, pureGatesOf } from "../../../ts/model/cells.js";

const hidden = 3;

const lstm: HeldCell = { cell: "lstm", nonlinearity: "tanh" };
const gru: HeldCell = { cell: "gru", nonlinearity: "tanh" };
const relu: HeldCell = { cell: "rnn", nonlinearity: "relu" };
const elman: HeldCell = { cell: "rnn", nonlinearity: "tanh" };

/** Weights whose numbers are all different. */
function weights({ cell }: HeldCell = lstm): Weights {
  const gates = cells[cell].gates.length;
  const shapes: [string, number[]][] = [
    ["embedding.weight", [5, 2]],
    [`${cell}.weight_ih_l0`, [gates * hidden, 2]],
    [`${cell}.weight_hh_l0`, [gates * hidden, hidden]],
    [`${cell}.bias_ih_l0`, [gates * hidden]],
    [`${cell}.bias_hh_l0`, [gates * hidden]],
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
    const held = new Held().apply(weights(), lstm, change({ gates: { f: "low" } }));
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
    held.apply(all, lstm, change({ gates: { i: "high" }, cut: [1] }));
    expect(numbers(all)).not.toEqual(numbers(weights()));
    const restored = new Held(JSON.parse(JSON.stringify(held.rows)));
    expect(numbers(restored.apply(all, lstm, noInterventions))).toEqual(numbers(weights()));
    expect(restored.rows).toEqual([]);
  });

  test("changes sides without losing what it was", () => {
    const all = weights();
    const held = new Held();
    held.apply(all, lstm, change({ gates: { g: "high" } }));
    held.apply(all, lstm, change({ gates: { g: "low" } }));
    expect(rows(all, "lstm.bias_ih_l0")[2 * hidden]).toEqual([-40]);
    expect(numbers(held.apply(all, lstm, noInterventions))).toEqual(numbers(weights()));
  });
});

/** Rows of the biases that hold gates, with their signs. */
const heldRows = (all: Weights, { cell }: HeldCell) =>
  rows(all, `${cell}.bias_ih_l0`).flatMap(([bias], row) => (Math.abs(bias as number) === 40 ? [[row, bias]] : []));

describe("a unit is cut", () => {
  test.each([
    ["LSTM: by its output gate", lstm, [[3 * hidden + 2, -40]]],
    ["GRU: by its update gate, which keeps the first state", gru, [[hidden + 2, 40]]],
    ["RNN with relu: by its sum", relu, [[2, -40]]],
    ["RNN with tanh: by nothing", elman, []],
  ] as const)("%s; one that the model does not have is passed over", (_, cell, wanted) => {
    expect(heldRows(new Held().apply(weights(cell), cell, change({ cut: [2, 64] })), cell)).toEqual(wanted);
  });
});

test("what only another cell has is not held", () => {
  const all = change({ gates: { z: "high", f: "low" }, cut: [0] });
  expect(possibleWith(lstm, all)).toEqual(change({ gates: { f: "low" }, cut: [0] }));
  expect(possibleWith(gru, all)).toEqual(change({ gates: { z: "high" }, cut: [0] }));
  expect(possibleWith(elman, all)).toEqual(noInterventions);
  expect([lstm, gru, elman].map(({ cell }) => pureGatesOf(cell).join(""))).toEqual(["ifgo", "rzn", ""]);
  const held = new Held().apply(weights(gru), gru, change({ gates: { r: "low" } }));
  expect(heldRows(held, gru)).toEqual([0, 1, 2].map((row) => [row, -40]));
});

test.each<[Partial<Interventions>, boolean]>([
  [{}, false],
  [{ forget: true }, false],
  [{ cut: [0] }, true],
  [{ gates: { o: "high" } }, true],
])("%j holds weights: %s", (some, holds) => expect(holdsAny(change(some))).toBe(holds));
