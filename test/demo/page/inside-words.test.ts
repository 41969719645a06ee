/** Memory, cell state and hidden state are told apart by the same words in every panel. */
import { expect, test } from "vitest";
import { liveliest, memoryOf, titleOf, unitsByTime } from "../../../demo/src/page/inside/parts.js";
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
    unshown: 0,
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
