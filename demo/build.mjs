// The page into demo/dist: two bundles that share their code (the page, and the worker in which models live), the style, the document.
// usage: node demo/build.mjs
// It needs the built package (dist/); everything that it writes is static and addressed relatively, so any folder of any host will do.
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { pytorchRun } from "./pytorch-run.mjs";

const here = fileURLToPath(new URL("./", import.meta.url));
export const outdir = `${here}dist/`;

/** A loss of so many updates, as shared/curve.ts has them. */
const pointEvery = 16;

/** What the build makes itself. */
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
    // The package as its users get it: not the sources, to which the repository's own tsconfig leads.
    tsconfigRaw: {},
    // What an entry of the package imports only to be one chunk with another has no effects.
    logOverride: { "ignored-bare-import": "silent" },
    plugins: [made],
  });
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
  await writeFile(`${outdir}index.html`, await readFile(`${here}index.html`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPage();
