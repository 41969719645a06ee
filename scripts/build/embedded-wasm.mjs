// The wasm files as JavaScript modules: text that every runtime and bundler loads with no configuration, a module for each
// variant so that only the one in use is loaded. They are packed, since a server's gzip finds little in base64: 58 KB instead of 79. Beside them the bare files, for those who serve them on their own (slim).
import { existsSync, readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { generated, variants } from "./paths.mjs";

/** @returns {[path: string, contents: string | Uint8Array][]} */
export function embeddedWasm() {
  return variants.flatMap((variant) => {
    const path = `${generated}${variant}.wasm`;
    if (!existsSync(path)) throw new Error(`${path} is missing: bash build.sh makes it`);
    const bytes = readFileSync(path);
    const text = JSON.stringify(deflateRawSync(bytes, { level: 9 }).toString("base64"));
    return [
      [`wasm/${variant}.wasm`, bytes],
      [`wasm/${variant}.js`, `export default ${text};\n`],
      [`wasm/${variant}.cjs`, `exports.__esModule = true;\nexports.default = ${text};\n`],
    ];
  });
}
