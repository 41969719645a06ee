import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("the right column of docs/nn.md is a program that runs", async () => {
  const text = readFileSync(new URL("../../docs/nn.md", import.meta.url), "utf8");
  const lines = [...text.matchAll(/^\|.*\| `(.+?)`[^`|]*\|$/gm)].map(([, code]) => code as string);
  expect(lines.length).toBeGreaterThan(40);
  const [imports, ...program] = lines;
  const names =
    /\{(.*)\}/
      .exec(imports as string)?.[1]
      ?.split(",")
      .map((name) => name.trim()) ?? [];
  const AsyncFunction = (async () => undefined).constructor as new (
    ...code: string[]
  ) => (...values: unknown[]) => Promise<unknown>;
  const run = new AsyncFunction(...names, program.join(";\n"));
  const entry: Record<string, unknown> = await import("rnn-wasm/nn");
  expect(Object.keys(entry)).toEqual(expect.arrayContaining(names));
  await run(...names.map((name) => entry[name]));
});
