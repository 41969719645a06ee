// wasm-opt, told exactly which features a variant may use: it refuses a file that has any other, which is the check that the
// simd128 build holds no relaxed instruction and that neither needs reference types.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";

const baseline = ["simd", "bulk-memory", "mutable-globals", "sign-ext", "nontrapping-float-to-int"];
const features = { simd128: baseline, relaxed: [...baseline, "relaxed-simd"] };

/**
 * PERF: a function that is called in one place grows when it goes there: more locals, longer numbers for them. Only the kernels gain
 * speed by it, so the functions of these modules stay what LLVM made of them.
 */
const leftAlone = ["model", "bindings", "heads", "inputs", "optim", "stack", "layout", "memory"];

const allowed = (variant) => ["--mvp-features", ...features[variant].map((name) => `--enable-${name}`)];

const flags = (variant) => [
  ...allowed(variant),
  ...leftAlone.map((module) => `--no-inline=*${module}*`),
  // PERF: and one that is called in one place only stays one if it is large: V8 compiles several at once, and sooner. The tutorial's run,
  // most of which V8 spends compiling, ends 15 ms earlier.
  "--one-caller-inline-max-function-size=1000",
  "-O3",
  "-O3",
  // Hints that engines ignore.
  "--dealign",
  "--strip-debug",
  "--strip-producers",
  "--strip-target-features",
];

export const wasmOptFlags = Object.fromEntries(
  Object.keys(features).map((variant) => [variant, flags(variant).join(" ")]),
);

export const optimize = (wasm, variant) => wasmOpt(wasm, flags(variant));

/** A wasm file as text, or the file of a text; without what nothing in it uses. */
export const toText = (wasm, variant) => String(wasmOpt(wasm, [...withoutUnused(variant), "--emit-text"]));
export const fromText = (text, variant) => wasmOpt(Buffer.from(text), withoutUnused(variant));

const withoutUnused = (variant) => [...allowed(variant), "--remove-unused-module-elements"];

/** @returns {Uint8Array} what wasm-opt made of `input`, which is wasm or text */
function wasmOpt(input, options) {
  const tool = createRequire(import.meta.url).resolve("binaryen/bin/wasm-opt");
  const folder = mkdtempSync(`${tmpdir()}/rnn-wasm-`);
  try {
    const [from, to] = [`${folder}/in`, `${folder}/out`];
    writeFileSync(from, input);
    execFileSync(process.execPath, [tool, ...options, from, "-o", to], { stdio: "inherit" });
    return readFileSync(to);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
