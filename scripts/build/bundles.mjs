// The JavaScript of dist/: one split build of all entries, so that they share their code and state; from its files the CommonJS twins;
// and the worker's program, a module of text.
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

/** What can be required as well as imported. */
const library = {
  index: "ts/index.ts",
  slim: "ts/slim.ts",
  nn: "ts/nn.ts",
  safetensors: "ts/safetensors.ts",
  onnx: "ts/onnx.ts",
};
/** For bundlers of Workers runtimes, and for Node as programs: ES modules only. */
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
 * What is loaded together lies in one file: each costs Node half a millisecond of its start, a page a request, and gzip a fresh beginning.
 * The first group that names a module has it. What no group names, the bundler places itself.
 */
const chunks = [
  // What the command line alone has of the library's modules.
  { name: "flags", test: /\?help$/ },
  // All that the small entries need of the rest.
  {
    name: "checks",
    test: /ts\/(errors\/|core\/version|formats\/safetensors\/layout|model\/(brand|cells|config)\.|tasks\/\w+\/network\.)/,
  },
  {
    name: "engine",
    test: /ts\/(core\/(?!embedded|workerd|version|eager|network|wasm-(?:parts|source)|generated\/eager)|host\/builtin|random\/)/,
  },
  // What training and rnn-wasm/nn share.
  { name: "shared", test: /ts\/(options\/(schema|optimizer)|data\/packing)\.ts$/ },
  // What the main entry is: the rest of the library loads when a run begins, or a file is loaded.
  {
    name: "run",
    test: /ts\/(slim\.ts|host\/(event-loop|clock)|ciphers\/|data\/(reading|sequence|vocabulary)\.|tasks\/(load|classes)\.|tasks\/\w+\/(dataset|training-data)\.|training\/(run\/training-run|train)\.)/,
  },
  {
    name: "training",
    test: /ts\/(training\/(?!workers\/|run\/(checkpoint|start-from-files))|options\/(?!schedule)|core\/network|model\/(?!read)|data\/(?!fingerprint)|tasks\/(registry|task)\.)/,
  },
  // A chunk for each task, and for each of its folders, which only some of its data need.
  { name: taskChunk },
  // What few runs need: workers, checkpoints, schedules, weights out of files.
  { name: "rare", test: /ts\/(training|options|model)\/|ts\/tasks\/load-model/ },
];

/** The chunk of a module in the folder of a task. Graphs of ONNX are made by another entry. */
function taskChunk(id) {
  const [, folder, file] = /ts\/tasks\/(\w+(?:\/\w+)?)\/([\w-]+)\.ts$/.exec(id) ?? [];
  return folder && file !== "onnx" ? folder.replace("/", "-") : null;
}

/** ES modules. The command line imports the library as its users do. */
async function esModules() {
  const bundle = await rolldown({
    cwd: root,
    input: { ...library, ...others },
    platform: "neutral",
    // Entries may export more than their own, under names that nobody knows.
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
    // All in one folder: "./packed/…" is then right from every one of them.
    entryFileNames: "[name].js",
    chunkFileNames: "chunk-[name]-[hash].js",
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: chunks.map((chunk, index) => ({ ...chunk, priority: chunks.length - index })),
    },
  });
  // By esbuild: quotation marks stay such, by which other tools find what is imported late.
  const { minify, target, legalComments } = shared;
  const minified = ({ code }) => transform(code, { minify, target, legalComments, format: "esm", lineLimit });
  return Promise.all(output.map(async (chunk) => [chunk.fileName, withDotsAhead((await minified(chunk)).code)]));
}

/** Where options are described. */
const schemaFile = /ts\/(options\/\w+|tasks\/\w+\/options)\.ts$/;

/** Help texts are written where options are, but only the command line shows them: it has copies of these modules to itself. */
function schemaWithHelp(specifier, importer = "") {
  const isCopy = importer.endsWith("?help");
  if (!specifier.startsWith(".") || !(isCopy || /ts\/cli\//.test(importer))) return null;
  const path = resolve(dirname(importer), specifier.replace(/\.js$/, ".ts"));
  return schemaFile.test(path) ? `${path}?help` : isCopy ? path : null;
}

/** A module that describes options, with an empty text for the help of each. */
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

/** Classes keep their names: consoles show them, and messages that got one where another was expected. */
const withClassNames = (code) => code.replace(/^export (?:abstract )?class (\w+)[^{]*\{/gm, '$&static name = "$1";');

/** Node prints the line where an error that nobody caught was thrown. */
const lineLimit = 160;

/** Where a line ends after a dot, TypeScript's parser takes what follows for another statement. */
const withDotsAhead = (code) => code.replace(/(?<!\.)(\??\.)\n(?=[\w#$])/g, "\n$1");

/** Files of dist/ that are no part of the module that imports them. */
function otherFile(specifier, importer) {
  const [, kind, name] = /^(packed|wasm):(.*)/.exec(specifier) ?? [];
  if (kind) return { id: `./${kind}/${name}.${kind === "wasm" ? "wasm" : "js"}`, external: true };
  const [, entry] = (/ts\/cli\//.test(importer) && /^(?:\.\.\/)+([a-z]+)\.js$/.exec(specifier)) || [];
  return entry in library ? { id: `./${entry}.js`, external: true } : null;
}

/** The worker's program is one script without imports, so that a Blob URL can start it anywhere. The calling thread posts it the wasm. */
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

/** Each ES module as a CommonJS file of its own, so that the entries share one another's chunks there too. */
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
      // As they are but for imports and exports, so that the twins share nearly all.
      minifyIdentifiers: false,
      minifySyntax: false,
      entryPoints: [...sources.keys()].map((path) => ({ in: path, out: basename(path, ".js") })),
      format: "cjs",
      // "node" marks the exported names for those who import the file from an ES module.
      platform: "node",
      outdir: `${dist}cjs`,
      // Test runners that know CommonJS only have no import().
      supported: { "dynamic-import": false },
      plugins: [twins],
    }),
  );
}

const outputs = ({ outputFiles }) => outputFiles.map(({ path, text }) => [path.slice(dist.length), text]);
