/** docs/errors.md explains every code of an error, and no other. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The members of the type `ErrorCode`. */
const codes = [...read("ts/errors/rnn-error.ts").matchAll(/^ {2}\| "(ERR_\w+)"/gm)].map(([, code]) => code as string);
const page = read("docs/errors.md");

test("there are codes to explain", () => {
  expect(codes).toContain("ERR_INVALID_OPTION");
  expect(new Set(codes).size).toBe(codes.length);
});

test("each code has a row in the table and a section, in the same order, and no other code has", () => {
  const rows = [...page.matchAll(/^\| \[`(ERR_\w+)`\]/gm)].map(([, code]) => code);
  const sections = [...page.matchAll(/^## `(ERR_\w+)`$/gm)].map(([, code]) => code);
  expect(sections).toEqual(rows);
  expect([...rows].sort()).toEqual([...codes].sort());
});

test("each section says what the code means, what causes it, and what to do", () => {
  for (const section of page.split(/^## /m).slice(1)) {
    const labels = [...section.matchAll(/^- \*\*(\w+(?: \w+)?):\*\*/gm)].map(([, label]) => label);
    expect(labels, section.split("\n")[0]).toEqual(["Meaning", "Typical cause", "Solution"]);
  }
});
