// The download size of a page that trains a tagger with each library: minified JavaScript and wasm, each gzipped as a server would.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { gzipSize, kilobytes } from "../scripts/build/sizes.mjs";
import { flagsOf } from "./peers.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));
const gzipped = (path) => gzipSync(readFileSync(path), { level: 9 }).length;

const dist = new URL("../dist/", import.meta.url).href;

/** Programs that make one update with each entry, in the build `variant`. */
const programs = {
  "index.js": (variant) => `
    const { ciphers, train } = await import("${dist}index.js");
    await train(ciphers.caesar({ key: 13 }), { maxSteps: 1, validation: 0, variant: "${variant}" });`,
  "nn.js": (variant) => `
    const { init, nn, optim, randint } = await import("${dist}nn.js");
    await init({ variant: "${variant}" });
    const modules = [new nn.Embedding(27, 5), new nn.LSTM(5, 10), new nn.Linear(10, 27)];
    const [embedding, lstm, linear] = modules;
    const optimizer = new optim.Adam(modules.flatMap((module) => [...module.parameters()]));
    const letters = randint(0, 27, [32, 1]);
    const scores = linear.forward(lstm.forward(embedding.forward(letters))[0]);
    new nn.CrossEntropyLoss().forward(scores.transpose(1, 2), letters).backward();
    optimizer.step();`,
};

/** The files of dist/ that a program loads for an update. They are recorded at run time rather than derived from the imports. */
function ours(entry, variant) {
  const folder = mkdtempSync(join(tmpdir(), "rnn-wasm-sizes-"));
  try {
    const list = join(folder, "loaded");
    const hook = new URL("loaded-files.mjs", import.meta.url).href;
    const args = [...flagsOf[variant], "--import", hook, "--input-type=module", "--eval", programs[entry](variant)];
    execFileSync(process.execPath, args, { env: { ...process.env, LOADED_FILES: list }, stdio: "pipe" });
    const loaded = new Set(readFileSync(list, "utf8").split("\n"));
    const files = [...loaded].filter((url) => url.startsWith(dist));
    return files.reduce((sum, url) => sum + gzipped(fileURLToPath(url)), 0);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The size of a tree-shaken bundle. */
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

/** Sizes in bytes by the peer's name. @type {Record<string, () => number | Promise<number>>} */
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
        return { peer, times: [kilobytes(await measure())] };
      } catch (error) {
        return { peer, times: [], reason: `fails: ${error.message.split("\n", 1)[0]}` };
      }
    }),
  );
}
