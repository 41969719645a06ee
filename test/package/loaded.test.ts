/** What a program loads to train each task: the files of dist/ that it needs, and no other task's. */
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { budgets, kilobytes } from "../../scripts/build/sizes.mjs";

const root = new URL("../../", import.meta.url);
const dist = new URL("dist/", root).href;
const hook = new URL("bench/loaded-files.mjs", root).href;

/** The files of dist/ that a program loads until it has trained. */
async function loadedBy(data: string, options = ""): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "rnn-wasm-loaded-"));
  try {
    const list = join(folder, "loaded");
    const program = `
      const { ciphers, train } = await import("${dist}index.js");
      await train(${data}, { maxSteps: 1, validation: 0, variant: "simd128", ${options} });`;
    const args = ["--import", hook, "--input-type=module", "--eval", program];
    await promisify(execFile)(process.execPath, args, { env: { ...process.env, LOADED_FILES: list } });
    return [...new Set(readFileSync(list, "utf8").split("\n"))].filter((url) => url.startsWith(dist));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const tasks = readdirSync(new URL("ts/tasks", root)).filter((name) =>
  existsSync(new URL(`ts/tasks/${name}/task.ts`, root)),
);
const tasksIn = (files: readonly string[]) =>
  tasks.filter((task) => files.some((url) => url.startsWith(`${dist}chunk-${task}-`)));

/** Gzipped, with the larger build of the core. */
const sizeOf = (files: readonly string[]) =>
  kilobytes(
    files
      .map((url) => fileURLToPath(url.replace("packed-simd128.js", "packed-relaxed.js")))
      .reduce((sum, path) => sum + gzipSync(readFileSync(path), { level: 9 }).length, 0),
  );

const pairs = `{ pairs: [["AB", "ab"], ["BA", "ba"]] }`;

describe.concurrent("training loads one task and little else", () => {
  test.each([
    ["tag", "the tutorial's cipher", "ciphers.caesar({ key: 13 })", "", budgets.training],
    ["tag", "pairs, a GRU and a schedule", pairs, `cell: "gru", lrSchedule: { type: "cosine" }`, budgets.anyTraining],
    ["classify", "labels", `{ sequences: ["ab", "ba"], labels: ["a", "b"] }`, "", budgets.anyTraining],
    ["regress", "values", "{ sequences: [[1, 2], [2, 3]], values: [1, 2] }", "", budgets.anyTraining],
    ["generate", "text", `{ text: "abc".repeat(50) }`, "", budgets.anyTraining],
    ["forecast", "a series", "{ series: Array.from({ length: 99 }, (_, i) => i % 7) }", "", budgets.forecasting],
  ])("%s: %s", async (task, _, data, options, budget) => {
    const files = await loadedBy(data, options);
    expect(tasksIn(files)).toEqual([task]);
    expect(sizeOf(files)).toBeLessThanOrEqual(budget);
  });
});
