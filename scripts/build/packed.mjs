// Modules of text that the library loads when it needs them: the wasm, a module for each file, and the worker's program. Text is what every
// runtime and bundler loads with no configuration; packed, since gzip finds little in base64 (43 KB instead of 32), and the wasm sorted before
// (ts/core/wasm-parts.ts). Beside them the bare wasm files, for those who serve them on their own.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { generated, root, variants } from "./paths.mjs";

/** @returns {Promise<[path: string, contents: string | Uint8Array][]>} */
export async function wasmModules() {
  const modules = [];
  const { sorted, unsorted } = await partsModule();
  for (const name of variants.flatMap((variant) => [variant, `eager-${variant}`])) {
    const path = `${generated}${name}.wasm`;
    if (!existsSync(path)) throw new Error(`${path} is missing: bash build.sh makes it`);
    const bytes = readFileSync(path);
    const parts = sorted(bytes);
    if (!bytes.equals(unsorted(parts))) throw new Error(`${path} does not come back as it was`);
    modules.push([`wasm/${name}.wasm`, bytes], ...packedModule(name, await packedOnce(parts)));
  }
  return modules;
}

/** The library's own module, so that what sorts and what sorts back are one walk. */
async function partsModule() {
  const entryPoints = [`${root}ts/core/wasm-parts.ts`];
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: "esm" });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}

/** The worker's program, which changes with every other source: not worth the search for the shortest form. */
export const workerModule = (program) => packedModule("worker", deflateRawSync(program, { level: 9 }));

/** The shortest DEFLATE that is found: 4 % less than zlib's, and a second of work, so it is kept. */
async function packedOnce(bytes) {
  const path = `${root}.cache/packed/${createHash("sha256").update(bytes).digest("hex")}`;
  const kept = existsSync(path) ? readFileSync(path) : undefined;
  if (kept && inflated(kept)?.equals(bytes)) return kept;
  const { default: zopfli } = await import("@gfx/zopfli");
  const packed = Buffer.from(await zopfli.deflateAsync(bytes, { numiterations: 15, blocksplittingmax: 30 }));
  mkdirSync(`${root}.cache/packed`, { recursive: true });
  writeFileSync(path, packed);
  return packed;
}

function inflated(packed) {
  try {
    return inflateRawSync(packed);
  } catch {
    // Only half of it was written.
    return undefined;
  }
}

/**
 * An ES module of packed bytes, and what CommonJS has of it: the same text, so that the package holds it once.
 * @returns {[path: string, contents: string][]}
 */
function packedModule(name, packed) {
  return [
    [`packed/${name}.js`, `export default "${packed.toString("base64")}";\n`],
    [`cjs/packed/${name}.js`, commonJs(name)],
  ];
}

/** Test runners that know CommonJS only refuse import(); they run in Node, where the text can be read from the file. */
const commonJs = (name) => `exports.__esModule = true;
exports.default = import("../../packed/${name}.js").then(
  (module) => module.default,
  (error) => {
    const fs = process.getBuiltinModule?.("node:fs");
    if (!fs) throw error;
    return fs.readFileSync(__dirname + "/../../packed/${name}.js", "utf8").split('"')[1];
  },
);
`;
