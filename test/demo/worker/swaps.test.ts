import { expect, test } from "vitest";
import { swapsOf } from "../../../demo/src/worker/swaps.js";

test("of each other answer, the letter that makes it surest", () => {
  const asked: string[] = [];
  // Three labels: names with z, with y, and others; the later such a letter, the surer.
  const classify = (names: readonly string[]) =>
    names.map((name) => {
      asked.push(name);
      const sure = 0.6 + 0.1 * Math.max(name.indexOf("z"), name.indexOf("y"), 0);
      const label = name.includes("z") ? 1 : name.includes("y") ? 2 : 0;
      return [0, 1, 2].map((k) => (k === label ? sure : (1 - sure) / 2));
    });
  const swaps = swapsOf([..."Abc"], [..."ABabcyzZ-"], classify);
  // A capital stays one; nothing that is no letter is tried, and no name twice.
  expect(asked).toEqual(["Abc", "Bbc", "Zbc", "Aac", "Acc", "Ayc", "Azc", "Aba", "Abb", "Aby", "Abz"]);
  expect(swaps).toEqual([
    [],
    [
      { letter: "y", label: 2, share: 0.7 },
      { letter: "z", label: 1, share: 0.7 },
    ],
    [
      { letter: "y", label: 2, share: 0.8 },
      { letter: "z", label: 1, share: 0.8 },
    ],
  ]);
});
