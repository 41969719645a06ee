// The JavaScript of dist/. One split build, so that entries share their code and state; from its files the CommonJS twins; beside it
// builds whose engine finds its wasm elsewhere: slim (nowhere: init() is given it), workerd (compiled by the bundler) and the worker (posted to it).
import { basename } from "node:path";
import { build } from "esbuild";
import { dist, root, version } from "./paths.mjs";

/** Where the engine of a build finds its wasm: the file that stands in for ts/engine/embedded.ts. */
const wasmFrom = { nowhere: "absent.ts", workerd: "workerd.ts" };

const shared = {
  absWorkingDir: root,
  bundle: true,
  minify: true,
  write: false,
  target: "es2022",
  platform: "neutral",
  define: { PACKAGE_VERSION: JSON.stringify(version) },
  legalComments: "none",
  logLevel: "warning",
  outdir: dist,
};

/** @returns {Promise<[path: string, contents: string][]>} */
export async function bundles() {
  const engineEntries = { index: "ts/index.ts", nn: "ts/nn.ts" };
  const formats = { safetensors: "ts/safetensors.ts", onnx: "ts/onnx.ts" };
  const programs = { cli: "ts/cli/main.ts", demo: "ts/cli/demo.ts" };
  const [main, slim, workerd, worker] = await Promise.all([
    bundle({ ...engineEntries, ...formats, ...programs }, [textModules(".js")]),
    bundle({ slim: "ts/slim.ts" }, [textModules(".js"), swapEmbedded(wasmFrom.nowhere)]),
    bundle({ "index.workerd": "ts/index.ts", "nn.workerd": "ts/nn.ts" }, [
      textModules(".wasm"),
      swapEmbedded(wasmFrom.workerd),
    ]),
    bundleWorker(),
  ]);
  const library = [...main.filter(([path]) => !/^(cli|demo)\.js$/.test(path)), ...slim];
  return [...main, ...slim, ...workerd, ...(await commonJs(library)), ...worker];
}

/** ES modules; what two entries share becomes a chunk. */
async function bundle(entries, plugins) {
  return outputs(
    await build({
      ...shared,
      entryPoints: entries,
      format: "esm",
      splitting: true,
      // All in one folder: "./wasm/…" is then right from every one of them.
      chunkNames: "chunk-[hash]",
      external: ["node:*"],
      plugins,
    }),
  );
}

/** The worker's program as the text of a module. It is one script without imports, so that a Blob URL can start it anywhere. */
async function bundleWorker() {
  const [[, code]] = outputs(
    await build({
      ...shared,
      entryPoints: ["ts/training/worker-entry.ts"],
      format: "iife",
      external: ["node:*"],
      plugins: [swapEmbedded(wasmFrom.nowhere)],
    }),
  );
  const text = JSON.stringify(code);
  return [
    ["worker-source.js", `export default ${text};\n`],
    ["worker-source.cjs", `exports.__esModule = true;\nexports.default = ${text};\n`],
  ];
}

/** Each ES module as a CommonJS file of its own, so that the entries share one another's chunks there too. */
async function commonJs(modules) {
  const sources = new Map(modules.map(([path, code]) => [dist + path, code]));
  const twins = {
    name: "commonjs-twins",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, kind }) =>
        kind === "entry-point"
          ? { path, namespace: "built" }
          : { path: path.startsWith(".") ? path.replace(/\.js$/, ".cjs") : path, external: true },
      );
      onLoad({ filter: /./, namespace: "built" }, ({ path }) => ({ contents: sources.get(path), loader: "js" }));
    },
  };
  return outputs(
    await build({
      ...shared,
      entryPoints: [...sources.keys()].map((path) => ({ in: path, out: basename(path, ".js") })),
      format: "cjs",
      // "node" marks the exported names for those who import the file from an ES module.
      platform: "node",
      outExtension: { ".js": ".cjs" },
      // Test runners that know CommonJS only have no import().
      supported: { "dynamic-import": false },
      plugins: [twins],
    }),
  );
}

/** Modules that this build writes itself, each loaded when it is needed: the wasm (`.js` as text, `.wasm` as it is) and the worker's source. */
function textModules(extension) {
  return {
    name: "text-modules",
    setup({ onResolve }) {
      onResolve({ filter: /\.wasm$/ }, ({ path }) => ({
        path: `./wasm/${basename(path, ".wasm")}${extension}`,
        external: true,
      }));
      onResolve({ filter: /\/worker-source\.js$/ }, () => ({ path: "./worker-source.js", external: true }));
    },
  };
}

/** `file` of ts/engine stands in for embedded.ts. */
function swapEmbedded(file) {
  return {
    name: "swap-embedded",
    setup({ onResolve }) {
      onResolve({ filter: /\/embedded\.js$/ }, () => ({ path: `${root}ts/engine/${file}` }));
    },
  };
}

const outputs = ({ outputFiles }) => outputFiles.map(({ path, text }) => [path.slice(dist.length), text]);
