/** docs/reliability.md says nothing that no test has proved. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { promises } from "../long/promises.js";
import { emptyProofs, proofFiles, type Tested, table } from "../long/table.js";

const tested = (state: "passed" | "skipped"): Tested => ({
  name: "it holds",
  fullName: promises.flatMap(({ proofs }) => proofs.flatMap(({ named }) => named ?? [])).join(" "),
  meta: () => ({}),
  result: () => ({ state, errors: undefined }) as ReturnType<Tested["result"]>,
});
const all = (state: "passed" | "skipped") => new Map(proofFiles.map((file) => [file, [tested(state)]]));

test("a proof without a test that passed is none", () => {
  expect(emptyProofs(all("passed"))).toEqual([]);
  expect(table(all("passed"))).toContain("formats/pytorch: 1 test");

  const withoutPython = all("passed").set("test/formats/pytorch.test.ts", [tested("skipped")]);
  expect(emptyProofs(withoutPython)).toEqual(["formats/pytorch"]);
  expect(() => table(withoutPython)).toThrow("no test was run: formats/pytorch");
  expect(emptyProofs(new Map())).not.toEqual([]);
});

test("the page as it stands has no empty proof", () => {
  const page = readFileSync(new URL("../../docs/reliability.md", import.meta.url), "utf8");
  expect(page).toContain("| promise | proof | measured |");
  expect(page).not.toMatch(/\b0 tests/);
});
