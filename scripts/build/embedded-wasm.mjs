// The wasm files as JavaScript modules: text that every runtime and bundler loads with no configuration, a module for each
// variant so that only the one in use is loaded. Beside them the bare files, for those who serve them on their own (slim).
import { existsSync, readFileSync } from "node:fs";
import { generated, variants } from "./paths.mjs";

/** @returns {[path: string, contents: string | Uint8Array][]} */
export function embeddedWasm() {
  return variants.flatMap((variant) => {
    const path = `${generated}${variant}.wasm`;
    if (!existsSync(path)) throw new Error(`${path} is missing: bash build.sh makes it`);
    const bytes = readFileSync(path);
    const text = JSON.stringify(bytes.toString("base64"));
    return [
      [`wasm/${variant}.wasm`, bytes],
      [`wasm/${variant}.js`, `export default ${text};\n`],
      [`wasm/${variant}.cjs`, `exports.default = ${text};\n`],
    ];
  });
}
