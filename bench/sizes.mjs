// What a page downloads to train a tagger with each library: its JavaScript, minified, and its wasm, each gzipped as a server would.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { gzipSize, staticClosure } from "../scripts/build/sizes.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));
const gzipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

/** Of dist/: an entry, what it loads when a run begins, and the variant that it chooses, packed. */
function ours(entry, variant) {
  const dist = fileURLToPath(new URL("../dist/", import.meta.url));
  const names = readdirSync(dist).filter((name) => name.endsWith(".js"));
  const files = new Map(names.map((name) => [name, readFileSync(dist + name)]));
  const first = staticClosure(files, entry);
  // By who imports it: chunks of the build before may still be there.
  const session = first.flatMap(
    (path) => /import\(\s*"\.\/(chunk-session-[^"]+)"/.exec(String(files.get(path)))?.[1] ?? [],
  );
  if (session.length !== 1)
    throw new Error(`dist/${entry}: expected one session that is loaded late, got ${session.length}`);
  const loaded = new Set([...first, ...session.flatMap((path) => staticClosure(files, path))]);
  const bytes = [...loaded, `packed/${variant}.js`].map((path) => gzipped(dist + path));
  return bytes.reduce((sum, one) => sum + one, 0);
}

/** Bundled as a page would, with nothing that the program does not import. */
async function bundled(program) {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: here },
    ...{ bundle: true, minify: true, splitting: true, format: "esm", platform: "browser", target: "es2022" },
    ...{ write: false, outdir: "/", logLevel: "silent", external: ["node:*"] },
  });
  const files = new Map(outputFiles.map(({ path, contents }) => [posix.basename(path), Buffer.from(contents)]));
  return gzipSize(files, "stdin.js");
}

const tfjs = `
  export { argMax, cast, losses, oneHot, ready, setBackend, tensor2d, tidy, train } from "@tensorflow/tfjs-core";
  export { layers, sequential } from "@tensorflow/tfjs-layers";`;

const tfjsWasm = () =>
  createRequire(import.meta.url).resolve("@tensorflow/tfjs-backend-wasm/wasm-out/tfjs-backend-wasm-simd.wasm");

/** Bytes, by the peer's name. @type {Record<string, () => number | Promise<number>>} */
const measures = {
  "rnn-wasm/simd128": () => ours("index.js", "simd128"),
  "rnn-wasm/relaxed": () => ours("index.js", "relaxed"),
  "rnn-wasm/nn": () => ours("nn.js", "relaxed"),
  "tfjs/cpu": () => bundled(`${tfjs} import "@tensorflow/tfjs-backend-cpu";`),
  "tfjs/wasm": async () => (await bundled(`${tfjs} import "@tensorflow/tfjs-backend-wasm";`)) + gzipped(tfjsWasm()),
  "brain.js": () => bundled(`export { recurrent } from "brain.js";`),
  "jax-js": () =>
    bundled(`export { defaultDevice, init, jit, nn, numpy, random, tree, valueAndGrad } from "@jax-js/jax";`),
};

/**
 * @param {readonly string[]} names of peers
 * @returns {Promise<import("./compare.mjs").Result[]>} in KB
 */
export function compareSizes(names) {
  return Promise.all(
    names.map(async (peer) => {
      const measure = measures[peer];
      if (!measure) return { peer, times: [], reason: "a page loads no such thing" };
      try {
        return { peer, times: [(await measure()) / 1024] };
      } catch (error) {
        return { peer, times: [], reason: `fails: ${error.message.split("\n", 1)[0]}` };
      }
    }),
  );
}
