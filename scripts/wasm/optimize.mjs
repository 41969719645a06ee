// Runs wasm-opt with exactly the features of a variant. It rejects files that use others, which verifies that the simd128 build has no
// relaxed instructions and that neither build needs reference types.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";

const baseline = [
  ["simd", "SIMD128"],
  ["bulk-memory", "BulkMemory"],
  ["bulk-memory-opt", "BulkMemoryOpt"],
  ["mutable-globals", "MutableGlobals"],
  ["sign-ext", "SignExt"],
  ["nontrapping-float-to-int", "NontrappingFPToInt"],
];
/** The features of each variant, with their names in wasm-opt and in binaryen's library. */
export const features = { simd128: baseline, relaxed: [...baseline, ["relaxed-simd", "RelaxedSIMD"]] };

const allowed = (variant) => ["--mvp-features", ...features[variant].map(([name]) => `--enable-${name}`)];

const flags = (variant) => [
  ...allowed(variant),
  // PERF: the crate decides what is inlined. If wasm-opt merges functions that have one caller, V8 compiles fewer, longer functions, which
  // takes longer, and longer indices of locals make the file larger.
  "--no-inline=*rnn_core*",
  // The stack ends at address 0 and the data begin above it, so offsets below 1,024 may be folded into loads and stores.
  "--low-memory-unused",
  "-O3",
  "-O3",
  // Engines ignore these hints.
  "--dealign",
  "--strip-debug",
  "--strip-producers",
  "--strip-target-features",
];

export const wasmOptFlags = Object.fromEntries(
  Object.keys(features).map((variant) => [variant, flags(variant).join(" ")]),
);

export const optimize = (wasm, variant) => wasmOpt(wasm, flags(variant));

/** @returns {Uint8Array} the optimized file */
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
