/** Every statement of docs/reliability.md has a test that passed. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { guarantees } from "../long/guarantees.js";
import { emptyProofs, proofFiles, type Tested, table } from "../long/table.js";

const tested = (state: "passed" | "skipped"): Tested => ({
  name: "it holds",
  fullName: guarantees.flatMap(({ proofs }) => proofs.flatMap(({ named }) => named ?? [])).join(" "),
  meta: () => ({}),
  result: () => ({ state, errors: undefined }) as ReturnType<Tested["result"]>,
});
const all = (state: "passed" | "skipped") => new Map(proofFiles.map((file) => [file, [tested(state)]]));

test("a guarantee needs a test that passed", () => {
  expect(emptyProofs(all("passed"))).toEqual([]);
  expect(table(all("passed"))).toContain("formats/pytorch: 1 test");

  const withoutPython = all("passed").set("test/formats/pytorch.test.ts", [tested("skipped")]);
  expect(emptyProofs(withoutPython)).toEqual(["formats/pytorch"]);
  expect(() => table(withoutPython)).toThrow("no test was run: formats/pytorch");
  expect(emptyProofs(new Map())).not.toEqual([]);
});

test("the current page has no guarantee without tests", () => {
  const page = readFileSync(new URL("../../docs/reliability.md", import.meta.url), "utf8");
  expect(page).toContain("| guarantee | tests | result |");
  expect(page).not.toMatch(/\b0 tests/);
});
