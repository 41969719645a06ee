/** What docs.test.ts says of the documentation can be believed: on a page where all is false, all of it is found. */
import { pathToFileURL } from "node:url";
import { afterAll, expect, test } from "vitest";
import { readPage } from "./page.js";
import { difference } from "./printed.js";
import { programsOf } from "./program.js";
import { Reader, root } from "./reader.js";

const reader = new Reader(root);
afterAll(() => reader.leave());

const page = readPage(pathToFileURL(root), "test/docs/false-page.md");

test("a page is read: blocks with their lines and marks, links, paths, anchors", () => {
  expect(
    page.blocks.map(({ line, language, marks, noRun, printed }) => [line, language, marks, noRun, printed]),
  ).toEqual([
    [8, "ts", [], undefined, undefined],
    [16, "ts", ["continued"], undefined, "never printed"],
    [25, "sh", [], undefined, undefined],
    [29, "sh", [], "it says why: always", undefined],
  ]);
  expect(page.links.map(({ line, target }) => `${line}: ${target}`)).toEqual(["5: nowhere.md#at-all", "5: no.png"]);
  expect(page.paths).toEqual([{ target: "ts/nowhere.ts", line: 5 }]);
  expect([...page.anchors]).toEqual(["false-from-end-to-end", "what-is-false"]);
});

test("values and printed text that are not what is written are found by their lines", async () => {
  const [program] = programsOf(page);
  if (!program) throw new Error("no program");
  const first = await reader.next(program);
  expect(first.failure.split("\n")).toEqual([
    "test/docs/false-page.md:9: expected 3, got 2",
    "test/docs/false-page.md:10: expected 0.33, got 0.30000000000000004",
    "test/docs/false-page.md:11: expected { a: [ 1, -2 ] }, got { a: [ 1, 2 ] }",
  ]);
  const second = await reader.next(program);
  expect(second).toEqual({ printed: "printed\n", failure: "" });
  expect(difference(second.printed, page.blocks[1]?.printed ?? "")).toBeDefined();
});

test("a command that fails is found", async () => {
  expect((await reader.shell(page.blocks[2]?.code ?? "")).failure).toContain("exit code 3");
});

test.each([
  ["1.25 of 3\n", "1.24 of 3", true],
  ["1.25 of 3", "1.22 of 3", false],
  ["1.25 of 3", "1.25 of 4", false],
  ["a\nb\nc\nd\n", "a\n…\nd", true],
  ["a\nb\nc", "a\n…\nd", false],
  ["a\n", "a\nb", false],
  ["a\nb\n", "a", false],
])("printed %j where %j is written", (printed, said, isTrue) => {
  expect(difference(printed, said) === undefined).toBe(isTrue);
});
