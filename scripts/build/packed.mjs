// Writes text modules that the library loads on demand: each wasm file and the worker's program. Every runtime and bundler loads text
// without configuration. It is compressed before base64, because gzip compresses base64 poorly (52 KB instead of 40), and the wasm is sorted
// before that (crates/wasm-order), which leaves 29.
import { existsSync, readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { build } from "esbuild";
import { cached } from "./cached.mjs";
import { generated, lateParts, root, variants } from "./paths.mjs";
import { sorter } from "./sorter.mjs";

/**
 * The text modules, and the wasm files in each: a core, or a part of it for both. Those share most of their code, so that the second one takes
 * a third of the first one's bytes, or less.
 */
const packs = [
  ...variants.map((variant) => [variant, [variant]]),
  ...Object.keys(lateParts).map((part) => [part, variants.map((variant) => `${part}-${variant}`)]),
];

/** @returns {Promise<[path: string, contents: string][]>} */
export async function wasmModules() {
  const modules = [];
  const [sorted, restored] = await Promise.all([sorter(), restorer()]);
  for (const [name, files] of packs) {
    const bytes = files.map(wasmBytes);
    const all = Buffer.concat(bytes.map(sorted));
    for (const [index, file] of bytes.entries())
      if (!file.equals(restored(all, index))) throw new Error(`${name} changes when it is sorted and restored`);
    modules.push(packedModule(name, await packedOnce(all)));
  }
  return modules;
}

function wasmBytes(name) {
  const path = `${generated}${name}.wasm`;
  if (!existsSync(path)) throw new Error(`${path} is missing: run bash build.sh`);
  return readFileSync(path);
}

/** Restores files as the library does. */
async function restorer() {
  const entryPoints = [`${root}ts/core/restore.ts`];
  const { outputFiles } = await build({ entryPoints, bundle: true, write: false, format: "esm" });
  const { restored } = await import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
  return restored;
}

export const workerModule = async (program) => packedModule("worker", await packedOnce(Buffer.from(program)));

/** The iterations of zopfli; more reduce the size by less than 0.1 % each. */
const effort = { numiterations: 50, blocksplittingmax: 30 };

/** Optimal DEFLATE: 4 % smaller than zlib's. */
const packedOnce = (bytes) =>
  cached(
    "packed",
    [JSON.stringify(effort), bytes],
    async () => (await import("@gfx/zopfli")).default.deflateAsync(bytes, effort),
    (kept) => inflated(kept)?.equals(bytes) === true,
  );

function inflated(packed) {
  try {
    return inflateRawSync(packed);
  } catch {
    // The cached file is incomplete.
    return undefined;
  }
}

/**
 * An ES module of compressed bytes, which the CommonJS files import too, so that the package contains the text once.
 * @returns {[path: string, contents: string]}
 */
const packedModule = (name, packed) => [packedPath(name), `export default "${packed.toString("base64")}";\n`];

/**
 * Where a text module is in dist/. Their names begin alike: npm then puts them next to each other into the tarball, where gzip needs one code
 * for their letters and others for the rest.
 */
export const packedPath = (name) => `packed-${name}.js`;
