/** Memory, cell state and hidden state are told apart by the same words in every panel. */
import { expect, test } from "vitest";
import { roundTop } from "../../../demo/src/page/inside/axis.js";
import { answerAt, liveliest, memoryOf, placeOf, titleOf, unitsByTime } from "../../../demo/src/page/inside/parts.js";
import type { Inside } from "../../../demo/src/shared/protocol.js";

const inside = (parts: string, units: readonly (readonly number[])[]): Inside => {
  const time = units[0]?.length ?? 0;
  // Every part has the same values: [part][t][unit].
  const values = [...parts].flatMap(() =>
    Array.from({ length: time }, (_, t) => units.map((unit) => unit[t] as number)).flat(),
  );
  return {
    reads: Array.from({ length: time }, (_, t) => String(t)),
    says: [],
    parts: [...parts] as Inside["parts"],
    taken: [],
    starts: 0,
    readBefore: 0,
    forgets: false,
    directions: [{ name: "layer 1", hidden: units.length, values: Float32Array.from(values), isReverse: false }],
  };
};

test("the memory of an LSTM is c, and h is what it shows; of the others h is both", () => {
  const units = [[0, 1]];
  expect(["ifgoch", "rznh", "h"].map((parts) => memoryOf(inside(parts, units)))).toEqual(["c", "h", "h"]);
  expect(titleOf("c", inside("ifgoch", units))).toBe("c, cell state: memory");
  expect(titleOf("h", inside("ifgoch", units))).toBe("h, hidden state: what it shows");
  expect(titleOf("h", inside("rznh", units))).toBe("h, hidden state: memory");
  expect(titleOf("f", inside("ifgoch", units))).toBe("f, forget gate");
});

test("units are ordered by how much they change, and by when they are strongest", () => {
  const some = inside("h", [
    [0.1, 0.1, 0.2],
    [0.9, -0.9, 0.9],
    [0, 0.5, 0],
  ]);
  expect(liveliest(some, 0, 2)).toEqual([1, 2]);
  expect(unitsByTime(some, 0)).toEqual([1, 2, 0]);
});

test("steps are counted as in the data: without the symbol for the start, and by rows of a series", () => {
  const word: Inside = { ...inside("h", [[0, 0, 0, 0]]), starts: 1 };
  expect([0, 1, 3, 5].map((step) => placeOf(word, step, "letter"))).toEqual([
    "before the first letter",
    "letter 1 of 3",
    "letter 3 of 3",
    "letter 5: not in this window (1 to 3)",
  ]);
  const series = { values: [], times: [], unit: "", firstRow: 12, rows: 16, form: "…", readAs: [], answeredAs: [] };
  const read: Inside = { ...inside("h", [[0, 0, 0, 0]]), series };
  expect([-3, 0, 3].map((step) => placeOf(read, step, "value"))).toEqual([
    "row 10: not in this window (13 to 16)",
    "row 13 of 16",
    "row 16 of 16",
  ]);
});

test("what it writes by itself is shown as it was drawn, not as the likeliest letter", () => {
  const says = ["a", "b", "c"].map((text) => [{ text, share: 0.5 }]);
  const taken = ["x", "y", "z"].map((text) => ({ text, share: 0.1 }));
  const written: Inside = { ...inside("h", [[0, 0, 0]]), says, taken, ownFrom: 2 };
  expect([0, 1, 2].map((step) => answerAt(written, step)?.text)).toEqual(["a", "y", "z"]);
});

test("the end of an axis is one of few numbers, and no value is beyond it", () => {
  expect([0, 0.4, 1, 1.2, 4, 5, 5.1, 24, 99].map(roundTop)).toEqual([1, 1, 1, 2, 5, 5, 10, 50, 100]);
});
