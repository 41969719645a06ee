/** The package in Node: it reads the wasm from its files, and does without them where it cannot. */
import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(join(tmpdir(), "rnn-wasm-installed-"));
  cpSync(dist, copy, { recursive: true });
});
afterEach(() => rmSync(copy, { recursive: true }));

const entries = {
  import: (path: string) => `await import(${JSON.stringify(`${path}.js`)})`,
  require: (path: string) => `process.getBuiltinModule("node:module").createRequire("/")(${JSON.stringify(path)})`,
};

/** What a program of its own finds: numbers of a trained model and of a layer, and whether it had to inflate the wasm. */
async function trained(how: keyof typeof entries, variant: string, flags: string[] = []) {
  const folder = how === "import" ? copy : join(copy, "cjs");
  const program = `
    const { ciphers, train } = ${entries[how](join(folder, "index.node"))};
    const { init, manualSeed, nn } = ${entries[how](join(folder, "nn.node"))};
    const variant = ${JSON.stringify(variant)};
    const model = await train(ciphers.atbash(), { seed: 1, maxSteps: 3, validation: 0, variant });
    await init({ variant });
    manualSeed(1);
    const layer = new nn.Linear(3, 2).weight.toArray();
    const inflated = process.moduleLoadList.includes("NativeModule zlib");
    console.log(JSON.stringify({ file: Buffer.from(model.save()).toString("base64"), layer, inflated }));`;
  const args = [...flags, "--input-type=module", "--eval", program];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { inflated, ...numbers } = JSON.parse(stdout);
  return { inflated, numbers };
}

const relaxedFlags = Number(process.versions.node.split(".")[0]) < 22 ? ["--experimental-wasm-relaxed-simd"] : [];

describe.each(["simd128", "relaxed"])("%s", (variant) => {
  test.each(["import", "require"] as const)("by %s: from the files, or else from the text, the same", async (how) => {
    const fromFiles = await trained(how, variant, relaxedFlags);
    expect(fromFiles.inflated).toBe(false);
    rmSync(join(copy, "wasm"), { recursive: true });
    expect(await trained(how, variant, relaxedFlags)).toEqual({ inflated: true, numbers: fromFiles.numbers });
  });
});

test.each(["a damaged file", "files of another version"])("%s: from the text", async (what) => {
  const { numbers } = await trained("import", "simd128");
  const wasm = join(copy, "wasm");
  if (what === "a damaged file") truncateSync(join(wasm, "simd128.wasm"), 1000);
  // Their difference has another name.
  else for (const name of readdirSync(wasm).filter((name) => name.endsWith(".delta"))) rmSync(join(wasm, name));
  expect(await trained("import", "simd128")).toEqual({ inflated: true, numbers });
});
