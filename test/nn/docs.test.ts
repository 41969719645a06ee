import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it("the right column of docs/nn.md is a program that runs", async () => {
  const [text] = readFileSync(new URL("../../docs/nn.md", import.meta.url), "utf8").split("\n## ") as [string];
  const lines = [...text.matchAll(/^\|.*\| `(.+?)`[^`|]*\|$/gm)].map(([, code]) => code as string);
  expect(lines.length).toBeGreaterThan(75);
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

it("has everything that the table of features names", async () => {
  const [, table] = readFileSync(new URL("../../docs/nn.md", import.meta.url), "utf8").split(
    "## Supported features",
  ) as [string, string];
  const entry = (await import("rnn-wasm/nn")) as unknown as Record<string, Record<string, unknown>>;
  const { nn, optim, Tensor } = entry as unknown as {
    nn: object;
    optim: { lrScheduler: object };
    Tensor: { prototype: object };
  };
  const there = new Set(
    [entry, nn, optim, optim.lrScheduler, Tensor.prototype].flatMap((of) => Object.getOwnPropertyNames(of)),
  );
  const words = ["lengths", "projSize", "optimizer.lr", "float32", "int32", "train", "ERR_SHAPE"];
  const rows = table.split("\n").filter((line) => /^\| .* \| (🟢|🟡|🔴) \|/u.test(line));
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    // Names after "no" or "for others" are what is missing.
    const [present = ""] = row.split(/; (?:no|for others)/);
    for (const [, name] of present.matchAll(/`([^`]+)`/g)) {
      if (!words.includes(name as string)) expect(there, row).toContain(name);
    }
  }
});
