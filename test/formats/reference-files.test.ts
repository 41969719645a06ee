/** The reference files are what their script makes. Comparing them with PyTorch itself needs a Python that has it. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { findPython } from "../fixtures/python.js";
import { reference, referenceNames } from "../fixtures/reference.js";

const folder = fileURLToPath(new URL("../fixtures/pytorch/", import.meta.url));
const found = findPython();

test("each file is a case of the script, with the case's configuration", () => {
  const cases = JSON.parse(readFileSync(`${folder}cases.json`, "utf8")) as Record<string, object>;
  // Those of generate_nn.py keep a list of cases each.
  const names = referenceNames("").filter((name) => !name.startsWith("nn_"));
  expect(Object.keys(cases).sort()).toEqual(names.sort());
  for (const name of names) expect([name, reference(name).config]).toEqual([name, cases[name]]);
});

test("PyTorch gives what they hold", { timeout: 600_000 }, ({ skip }) => {
  if ("missing" in found) return skip(found.missing);
  const { status, stdout, stderr } = spawnSync(found.python, ["generate.py", "--check"], {
    cwd: folder,
    encoding: "utf8",
  });
  expect(stdout.split("\n").filter((line) => line.startsWith("FAILS"))).toEqual([]);
  expect(status, stderr).toBe(0);
  expect(stdout.match(/^ok /gm)?.length).toBe(
    Object.keys(JSON.parse(readFileSync(`${folder}cases.json`, "utf8"))).length,
  );
});
