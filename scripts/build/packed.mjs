// Modules of text that the library loads when it needs them: the wasm, a module for each variant, and the worker's program. Text is what every
// runtime and bundler loads with no configuration; packed, since gzip finds little in base64 (79 KB instead of 58). Beside them the
// bare wasm files, for those who serve them on their own.
import { existsSync, readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { generated, variants } from "./paths.mjs";

/** @returns {[path: string, contents: string | Uint8Array][]} */
export function wasmModules() {
  return variants.flatMap((variant) => {
    const path = `${generated}${variant}.wasm`;
    if (!existsSync(path)) throw new Error(`${path} is missing: bash build.sh makes it`);
    const bytes = readFileSync(path);
    return [[`wasm/${variant}.wasm`, bytes], ...packedModule(variant, bytes)];
  });
}

/**
 * An ES module of the packed bytes, and what CommonJS has of it: the same text, so that the package holds it once.
 * @returns {[path: string, contents: string][]}
 */
export function packedModule(name, bytes) {
  const text = deflateRawSync(bytes, { level: 9 }).toString("base64");
  return [
    [`packed/${name}.js`, `export default "${text}";\n`],
    [`packed/${name}.cjs`, commonJs(name)],
  ];
}

/** Test runners that know CommonJS only refuse import(); they run in Node, where the text can be read from the file. */
const commonJs = (name) => `exports.__esModule = true;
exports.default = import("./${name}.js").then(
  (module) => module.default,
  (error) => {
    const fs = process.getBuiltinModule?.("node:fs");
    if (!fs) throw error;
    return fs.readFileSync(__dirname + "/${name}.js", "utf8").split('"')[1];
  },
);
`;
