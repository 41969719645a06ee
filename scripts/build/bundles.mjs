// Bundles the JavaScript of dist/: one split build of all entries, so that they share code and state, CommonJS copies of its files, and
// the worker's program as a text module.
import { readFileSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { build, transform } from "esbuild";
import { rolldown } from "rolldown";
import { workerModule } from "./packed.mjs";
import { dist, root, version } from "./paths.mjs";
import { closure } from "./sizes.mjs";

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

/** Entries for ES modules and CommonJS. */
const library = {
  index: "ts/index.ts",
  slim: "ts/slim.ts",
  nn: "ts/nn.ts",
  safetensors: "ts/safetensors.ts",
  onnx: "ts/onnx.ts",
};
/** Entries for ES modules only: Workers runtimes and the CLI. */
const others = {
  "index.workerd": "ts/index.workerd.ts",
  "nn.workerd": "ts/nn.workerd.ts",
  cli: "ts/cli/bin.ts",
};

/** @returns {Promise<[path: string, contents: string][]>} */
export async function bundles() {
  const [modules, worker] = await Promise.all([esModules(), workerProgram()]);
  const byPath = new Map(modules);
  const required = new Set(Object.keys(library).flatMap((entry) => closure(byPath, `${entry}.js`)));
  const twins = await commonJs(modules.filter(([path]) => required.has(path)));
  return [...modules, commonJsScope, ...twins, ...workerModule(worker)];
}

/**
 * Modules that load together share a chunk: each file costs Node half a millisecond, a page a request, and gzip an empty dictionary. The
 * first group that matches a module contains it; the bundler places all other modules.
 */
const chunks = [
  // Modules of the library that only the CLI imports.
  { name: "flags", test: /\?help$/ },
  // Everything else that the small entries need.
  {
    name: "checks",
    test: /ts\/(errors\/|core\/version|formats\/safetensors\/layout|model\/(brand|cells|config)\.|tasks\/\w+\/network\.)/,
  },
  {
    name: "engine",
    test: /ts\/(core\/(?!embedded|workerd|version|eager|network|wasm-(?:parts|source)|generated\/eager)|host\/builtin|random\/)/,
  },
  // Shared by training and rnn-wasm/nn.
  { name: "shared", test: /ts\/(options\/(schema|optimizer)|data\/packing)\.ts$/ },
  // Needed by the main entry at once; the rest loads when a run starts or a file is loaded.
  {
    name: "run",
    test: /ts\/(slim\.ts|host\/(event-loop|clock)|ciphers\/|data\/(reading|sequence|vocabulary)\.|tasks\/(load|classes)\.|tasks\/\w+\/(dataset|training-data)\.|training\/(run\/training-run|train)\.)/,
  },
  {
    name: "training",
    test: /ts\/(training\/(?!workers\/|run\/(checkpoint|start-from-files))|options\/(?!schedule)|core\/network|model\/(?!read)|data\/(?!fingerprint)|tasks\/(registry|task)\.)/,
  },
  // A chunk for each task and for each of its folders, which only some kinds of data need.
  { name: taskChunk },
  // Needed by few runs: workers, checkpoints, schedules, weights from files.
  { name: "rare", test: /ts\/(training|options|model)\/|ts\/tasks\/load-model/ },
];

/** The chunk of a module in a task's folder. ONNX exports belong to another entry. */
function taskChunk(id) {
  const [, folder, file] = /ts\/tasks\/(\w+(?:\/\w+)?)\/([\w-]+)\.ts$/.exec(id) ?? [];
  return folder && file !== "onnx" ? folder.replace("/", "-") : null;
}

/** Builds the ES modules. The CLI imports the library's entries, as users do. */
async function esModules() {
  const bundle = await rolldown({
    cwd: root,
    input: { ...library, ...others },
    platform: "neutral",
    // Lets entries export shared code under internal names, which saves chunks.
    preserveEntrySignatures: "allow-extension",
    external: [/^node:/],
    resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
    transform: { target: shared.target, define: shared.define },
    plugins: [
      { name: "other-files", resolveId: otherFile },
      {
        name: "help-texts",
        resolveId: schemaWithHelp,
        load: {
          filter: { id: /\?help$/ },
          handler: (id) => ({ code: readFileSync(id.slice(0, -5), "utf8"), moduleType: "ts" }),
        },
        transform: { filter: { id: schemaFile }, handler: withoutHelp },
      },
      {
        name: "class-names",
        transform: {
          filter: { id: /ts\/(errors\/rnn-error|(nn|model|options|tasks|training)\/[\w/-]+)\.ts$/ },
          handler: withClassNames,
        },
      },
    ],
  });
  const { output } = await bundle.generate({
    format: "esm",
    minify: true,
    // One folder for all, so that "./packed/…" resolves from every chunk.
    entryFileNames: "[name].js",
    chunkFileNames: "chunk-[name]-[hash].js",
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: chunks.map((chunk, index) => ({ ...chunk, priority: chunks.length - index })),
    },
  });
  // esbuild keeps quotation marks; rolldown's template literals would hide dynamic imports from other tools.
  const { minify, target, legalComments } = shared;
  const minified = ({ code }) => transform(code, { minify, target, legalComments, format: "esm", lineLimit });
  return Promise.all(output.map(async (chunk) => [chunk.fileName, withDotsAhead((await minified(chunk)).code)]));
}

/** Modules with option schemas. */
const schemaFile = /ts\/(options\/\w+|tasks\/\w+\/options)\.ts$/;

/** Only the CLI shows the help texts of options, so it gets its own copies of these modules. */
function schemaWithHelp(specifier, importer = "") {
  const isCopy = importer.endsWith("?help");
  if (!specifier.startsWith(".") || !(isCopy || /ts\/cli\//.test(importer))) return null;
  const path = resolve(dirname(importer), specifier.replace(/\.js$/, ".ts"));
  return schemaFile.test(path) ? `${path}?help` : isCopy ? path : null;
}

/** Empties the help texts in a module of option schemas. */
function withoutHelp(code) {
  const cuts = [];
  const visit = (node) => {
    if (typeof node !== "object" || node === null) return;
    if (node.type === "CallExpression" && node.callee.name === "option") cuts.push(node.arguments[1]);
    for (const child of Object.values(node)) visit(child);
  };
  visit(this.parse(code, { lang: "ts" }));
  for (const { start, end } of cuts.sort((a, b) => b.start - a.start))
    code = `${code.slice(0, start)}""${code.slice(end)}`;
  return code;
}

/** Keeps the names of classes through minification, because consoles and error messages show them. */
const withClassNames = (code) => code.replace(/^export (?:abstract )?class (\w+)[^{]*\{/gm, '$&static name = "$1";');

/** Node prints the line of an uncaught error, which should not be the whole file. */
const lineLimit = 160;

/** TypeScript's parser misreads a line that ends after a dot, so the dot moves to the next line. */
const withDotsAhead = (code) => code.replace(/(?<!\.)(\??\.)\n(?=[\w#$])/g, "\n$1");

/** Resolves files of dist/ that stay separate from the module that imports them. */
function otherFile(specifier, importer) {
  const [, kind, name] = /^(packed|wasm):(.*)/.exec(specifier) ?? [];
  if (kind) return { id: `./${kind}/${name}.${kind === "wasm" ? "wasm" : "js"}`, external: true };
  const [, entry] = (/ts\/cli\//.test(importer) && /^(?:\.\.\/)+([a-z]+)\.js$/.exec(specifier)) || [];
  return entry in library ? { id: `./${entry}.js`, external: true } : null;
}

/** Bundles the worker's program as one script without imports, which starts from a Blob URL; the main thread posts it the wasm. */
async function workerProgram() {
  const entry = {
    ...shared,
    entryPoints: ["ts/training/workers/entry.ts"],
    format: "iife",
    external: ["node:*", "packed:*"],
  };
  const [[, code]] = outputs(await build(entry));
  return code;
}

/**
 * CommonJS has a folder to itself, where files end as those of ES modules do: npm packs files of one name one after the other, and what the
 * twins share is in the tarball once.
 */
const commonJsScope = ["cjs/package.json", `${JSON.stringify({ type: "commonjs", sideEffects: false })}\n`];

/** Converts each ES module to a CommonJS file, so that CommonJS entries share chunks too. */
async function commonJs(modules) {
  const sources = new Map(modules.map(([path, code]) => [dist + path, code]));
  const twins = {
    name: "commonjs-twins",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /./ }, ({ path, kind }) =>
        kind === "entry-point" ? { path, namespace: "built" } : { path, external: true },
      );
      onLoad({ filter: /./, namespace: "built" }, ({ path }) => ({ contents: sources.get(path), loader: "js" }));
    },
  };
  return outputs(
    await build({
      ...shared,
      // Only imports and exports change; gzip stores the rest of both files once in the tarball.
      minifyIdentifiers: false,
      minifySyntax: false,
      entryPoints: [...sources.keys()].map((path) => ({ in: path, out: basename(path, ".js") })),
      format: "cjs",
      // "node" annotates the exported names for Node's import of CommonJS from ES modules.
      platform: "node",
      outdir: `${dist}cjs`,
      // Test runners without ES modules lack import().
      supported: { "dynamic-import": false },
      plugins: [twins],
    }),
  );
}

const outputs = ({ outputFiles }) => outputFiles.map(({ path, text }) => [path.slice(dist.length), text]);
