// wasm-opt, told exactly which features a variant may use: it refuses a file that has any other, which is the check that the
// simd128 build holds no relaxed instruction and that neither needs reference types.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";

const baseline = ["simd", "bulk-memory", "mutable-globals", "sign-ext", "nontrapping-float-to-int"];
const features = { simd128: baseline, relaxed: [...baseline, "relaxed-simd"] };

/**
 * PERF: a function that is called in one place grows when it goes there: more locals, longer numbers for them. Only the kernels gain
 * speed by it, so the functions of these modules stay what LLVM made of them.
 */
const leftAlone = ["tagger", "bindings", "cross_entropy", "embedding", "optim", "stack", "layout", "head"];

const flags = (variant) => [
  "--mvp-features",
  ...features[variant].map((name) => `--enable-${name}`),
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

export function optimize(path, variant) {
  const result = `${tmpdir()}/rnn-wasm-${process.pid}-${variant}.wasm`;
  const wasmOpt = createRequire(import.meta.url).resolve("binaryen/bin/wasm-opt");
  execFileSync(process.execPath, [wasmOpt, ...flags(variant), path, "-o", result], { stdio: "inherit" });
  return readFileSync(result);
}
