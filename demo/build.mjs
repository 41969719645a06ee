// Builds the page into demo/dist: bundles of the page and of its workers with shared chunks, the style sheet, the HTML, and a service worker
// that keeps all of them.
// usage: node demo/build.mjs
// It needs the built package (dist/). The output is static and uses relative addresses, so any folder of any host can serve it.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minifySync } from "rolldown/utils";
import { corpus } from "./corpora.mjs";
import { pytorchRun } from "./pytorch-run.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));
export const outdir = `${here}dist/`;

/** Updates between two losses, as in shared/curve.ts. */
const pointEvery = 16;

/** Modules that the build generates. */
const made = {
  name: "made",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\/pytorch\.js$/ }, ({ path }) => ({ path, namespace: "made" }));
    onLoad({ filter: /./, namespace: "made" }, async () => ({
      contents: `export const pytorchRun = ${JSON.stringify(await pytorchRun(pointEvery))};`,
    }));
    // The page trains in a worker of its own, and never starts the package's.
    onResolve({ filter: /\/packed-worker\.js$/ }, ({ path }) => ({ path, namespace: "unused", sideEffects: false }));
    onLoad({ filter: /./, namespace: "unused" }, () => ({ contents: "export default undefined;" }));
    onResolve({ filter: /\/corpora\/\w+\.js$/ }, ({ path }) => ({
      // The same module for all that import it, from wherever.
      path: basename(path),
      namespace: "corpora",
      sideEffects: false,
    }));
    onLoad({ filter: /./, namespace: "corpora" }, async ({ path }) => ({ contents: await corpus(path) }));
  },
};

const options = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: "es2022",
  write: false,
  outdir,
  legalComments: "none",
  logLevel: "warning",
  jsx: "automatic",
  jsxImportSource: "preact",
  // Resolves to the built package rather than to the sources, as the repository's tsconfig would.
  tsconfigRaw: {},
};

export async function buildPage() {
  const { outputFiles, metafile } = await build({
    ...options,
    entryPoints: {
      main: "src/page/main.tsx",
      worker: "src/worker/main.ts",
      glimpses: "src/worker/glimpses/main.ts",
      style: "style/style.css",
    },
    splitting: true,
    format: "esm",
    chunkNames: "chunk-[hash]",
    metafile: true,
    // The entries of the package import some chunks only to share them; those imports have no side effects.
    logOverride: { "ignored-bare-import": "silent" },
    plugins: [made],
  });
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  for (const { path, contents, text } of outputFiles)
    await writeFile(path, path.endsWith(".js") ? minified(path, text) : contents);
  const html = await readFile(`${here}index.html`, "utf8");
  await writeFile(`${outdir}index.html`, html.replace(/^ +/gm, ""));
  await buildServiceWorker(metafile.outputs);
}

/** @param outputs of the bundler, which tell the files of each build of the core */
async function buildServiceWorker(outputs) {
  const filesOfVariant = {};
  const files = ["./"];
  for (const [path, { inputs }] of Object.entries(outputs)) {
    const [, variant] = /packed-(simd128|relaxed)\.js/.exec(Object.keys(inputs).join()) ?? [];
    if (variant) filesOfVariant[variant] = [...(filesOfVariant[variant] ?? []), basename(path)];
    else files.push(basename(path));
  }
  const define = { files: JSON.stringify(files), filesOfVariant: JSON.stringify(filesOfVariant) };
  const entryPoints = ["src/service-worker.ts"];
  const { outputFiles } = await build({ ...options, entryPoints, format: "iife", define });
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
}

/** The library's minifier makes the page 3 KB smaller, gzipped, than esbuild's alone. */
function minified(path, text) {
  const { code, errors } = minifySync(path, text, { module: true });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
