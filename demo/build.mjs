// Builds the page into demo/dist: bundles of the page and of its worker with shared chunks, the style sheet, and the HTML.
// usage: node demo/build.mjs
// It needs the built package (dist/). The output is static and uses relative addresses, so any folder of any host can serve it.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minifySync } from "rolldown/utils";
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
      contents: `export const pytorchRun = ${JSON.stringify(await pytorchRun(pointEvery))};
        export const pytorchSpeed = ${await readFile(`${here}pytorch-speed.json`, "utf8")};`,
    }));
  },
};

export async function buildPage() {
  const { outputFiles } = await build({
    absWorkingDir: here,
    entryPoints: { main: "src/page/main.ts", worker: "src/worker/main.ts", style: "style/style.css" },
    bundle: true,
    splitting: true,
    format: "esm",
    minify: true,
    target: "es2022",
    write: false,
    outdir,
    chunkNames: "chunk-[hash]",
    legalComments: "none",
    logLevel: "warning",
    // Resolves to the built package rather than to the sources, as the repository's tsconfig would.
    tsconfigRaw: {},
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
}

/** The library's minifier makes the page 3 KB smaller, gzipped, than esbuild's alone. */
function minified(path, text) {
  const { code, errors } = minifySync(path, text, { module: true });
  if (errors.length > 0) throw new Error(`${path}: ${errors[0].message}`);
  return code;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
