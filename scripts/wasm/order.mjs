// The files of crates/wasm-order: a module that sorts and restores, for the build, and one that only restores, as text, for the library.
import binaryen from "binaryen";
import { baseline } from "../build/paths.mjs";
import { exportsOf, isValid, moduleOf } from "./module.mjs";

const head = "// Made by build.sh from crates/wasm-order. Do not edit.";

/**
 * @param {Uint8Array} wasm
 * @returns {[name: string, contents: string | Uint8Array][]}
 */
export const orderFiles = (wasm) => [
  ["order.wasm", smallest(wasm, ["memory", "sort", "restore"])],
  [
    "restorer.js",
    `${head}

/** A wasm file in base64. */
export const restorer = "${Buffer.from(smallest(wasm, ["memory", "restore"])).toString("base64")}";
`,
  ],
  ["restorer.d.ts", `${head}\n\n/** A wasm file in base64. */\nexport declare const restorer: string;\n`],
];

/** Keeps what the given exports need, and optimizes its size: it is a part of every start. */
function smallest(wasm, names) {
  const module = moduleOf(wasm, baseline);
  for (const { name } of exportsOf(module)) if (!names.includes(name)) module.removeExport(name);
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  // The second time finds a few bytes more.
  module.optimize();
  module.optimize();
  module.runPasses(["strip-debug", "strip-producers", "strip-target-features"]);
  if (!isValid(module)) throw new Error("the wasm file that restores others is invalid, see above");
  return module.emitBinary();
}
