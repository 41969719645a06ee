/** The committed wasm is what the committed sources give: checked without Rust, by the record that build.sh leaves. */
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { describe, expect, test } from "vitest";
import { lateParts } from "../../scripts/build/paths.mjs";
import { exportsOf, functionsOf, isValid, moduleOf } from "../../scripts/wasm/module.mjs";
import { wasmOptFlags } from "../../scripts/wasm/optimize.mjs";
import { resultHashes, sourceHashes } from "../../scripts/wasm/record.mjs";

const generated = new URL("../../ts/core/generated/", import.meta.url);
const parts = Object.keys(lateParts);
const record = JSON.parse(readFileSync(new URL("record.json", generated), "utf8"));

describe("the record of the build", () => {
  test("names the sources that are here (else: bash build.sh)", () => {
    expect(record.sources).toEqual(sourceHashes());
  });

  test("names the files that lie beside it, and no other file does", () => {
    const names = readdirSync(generated).filter((name) => name !== "record.json");
    const found = resultHashes(names.map((name) => [name, readFileSync(new URL(name, generated))]));
    expect(record.results).toEqual(found);
  });

  test("names the flags and the tools of this checkout", () => {
    const require = createRequire(import.meta.url);
    expect(record.flags["wasm-opt"]).toEqual(wasmOptFlags);
    expect(record.tools.binaryen).toBe(require("binaryen/package.json").version);
    const toolchain = readFileSync(new URL("../../rust-toolchain.toml", import.meta.url), "utf8");
    expect(toolchain).toContain(`channel = "${record.tools.rustc.split(" ")[1]}"`);
  });
});

describe("what the wasm files need of an engine", () => {
  const module = (variant: "simd128" | "relaxed", file: string) =>
    moduleOf(readFileSync(new URL(file, generated)), variant);
  const accepts = (variant: "simd128" | "relaxed", file: string) => isValid(module(variant, file));

  test("the simd128 files have no relaxed instruction, the relaxed one has", () => {
    expect(accepts("simd128", "simd128.wasm")).toBe(true);
    for (const part of parts) expect(accepts("simd128", `${part}-simd128.wasm`)).toBe(true);
    // Not by the validator, which would print each of the hundreds of instructions.
    expect(module("relaxed", "relaxed.wasm").emitText()).toContain("f32x4.relaxed_madd");
    expect(accepts("relaxed", "relaxed.wasm")).toBe(true);
    for (const part of parts) expect(accepts("relaxed", `${part}-relaxed.wasm`)).toBe(true);
    expect(wasmOptFlags["simd128"]).not.toContain("reference-types");
  });
});

// Of the relaxed build too: there every test of nn links them.
test.each(parts)("the file %s takes from the core only what it exports", (part) => {
  const module = (file: string) => new WebAssembly.Module(readFileSync(new URL(file, generated)));
  const exported = WebAssembly.Module.exports(module("simd128.wasm")).map(({ name, kind }) => `${kind} ${name}`);
  const imported = WebAssembly.Module.imports(module(`${part}-simd128.wasm`));
  expect(exported).toEqual(expect.arrayContaining(imported.map(({ name, kind }) => `${kind} ${name}`)));
  expect(new Set(imported.map((one) => one.module))).toEqual(new Set(["core"]));
});

// Training a tagger loads the core alone. A function of a part would stay in it if its table referred to the function.
test("the core has no function that only its parts use", () => {
  const core = moduleOf(readFileSync(new URL("simd128.wasm", generated)), "simd128");
  const before = functionsOf(core).map(({ name }) => name);
  const glue = readFileSync(new URL("glue.js", generated), "utf8");
  const called = new Set(Array.from(glue.matchAll(/\bwasm\.(\w+)/g), ([, name]) => name));
  const exported = exportsOf(core).map(({ name }) => name);
  const forParts = exported.filter((name) => !called.has(name) && name !== "memory");
  expect(forParts).not.toEqual([]);
  for (const name of forParts) core.removeExport(name);
  core.runPasses(["remove-unused-module-elements"]);
  expect(functionsOf(core).map(({ name }) => name)).toEqual(before);
});
