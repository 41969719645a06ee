/** The oldest versions that the documents name are those that check:package tries. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { oldest } from "../../scripts/package/requirements.mjs";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { node, chrome, firefox, safari, typescript } = oldest;

test("package.json, README.md and docs/compatibility.md name them", () => {
  expect(JSON.parse(read("package.json")).engines).toEqual({ node: `>=${node}` });
  const readme = read("README.md");
  expect(readme).toContain(`Node ${node} or later`);
  expect(readme).toContain(`Chrome ${chrome}, Firefox ${firefox}, Safari ${safari}`);
  expect(readme).toContain(`TypeScript ${typescript} or later`);
  expect(read("docs/compatibility.md")).toContain(
    `Node ${node}, Chrome ${chrome}, Firefox ${firefox}, Safari ${safari}, TypeScript ${typescript}.`,
  );
  expect(read("CONTRIBUTING.md")).toContain(`Node ${node} or later`);
});

test("the package is tried in the oldest Node and the oldest TypeScript", () => {
  const { dependencies, optionalDependencies } = JSON.parse(read("test/packages/package.json"));
  expect(optionalDependencies[`node${node}`]).toMatch(new RegExp(`@${node}\\.\\d+$`));
  expect(dependencies[`typescript-${typescript}`]).toMatch(new RegExp(`@${typescript}\\.\\d+$`));
});
