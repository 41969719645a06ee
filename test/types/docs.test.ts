/** The programs of the documentation have sound types. A part of `npm run lint`: it takes the compiler longer than all of them take to run. */
import { expect, test } from "vitest";
import { documentation } from "../docs/page.js";
import { programsOf } from "../docs/program.js";
import { root } from "../docs/reader.js";
import { typeErrors } from "./type-errors.js";

test("the programs of all pages have sound types", () => {
  const programs = documentation(root).flatMap(programsOf);
  expect(programs.length).toBeGreaterThan(5);
  const sources = new Map(programs.map(({ page, source, blocks }) => [`${root}${page}-${blocks[0]?.line}.ts`, source]));
  // One that has not, to see that it would be found.
  const unsound = `${root}docs/unsound.ts`;
  sources.set(unsound, "\nconst text: string = 1;\n");
  const message = "Type 'number' is not assignable to type 'string'.";
  expect(typeErrors(root, sources)).toEqual([{ file: unsound, line: 2, message }]);
});
