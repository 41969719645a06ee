// Bundles the JavaScript of dist/: one split build of all entries, so that they share code and state, CommonJS copies of its files, and
// the worker's program (worker.mjs) as a text module.
import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { rolldown } from "rolldown";
import { chunks } from "./chunks.mjs";
import { notedNames, withClassNames } from "./class-names.mjs";
import { commonJs } from "./commonjs.mjs";
import { withLocalNames } from "./export-names.mjs";
import { withoutFacades } from "./facades.mjs";
import { packedPath, workerModule } from "./packed.mjs";
import { root, version } from "./paths.mjs";
import { closure } from "./sizes.mjs";
import { edited, nodesOf, readable } from "./syntax.mjs";
import { workerProgram } from "./worker.mjs";

const shared = {
  cwd: root,
  platform: "neutral",
  external: [/^node:/],
  resolve: { extensionAlias: { ".js": [".ts", ".js"] } },
  transform: { target: "es2022", define: { PACKAGE_VERSION: JSON.stringify(version) } },
};

/** Entries for ES modules and CommonJS; in Node, some take the wasm from the package's files. */
const library = {
  index: "ts/index.ts",
  slim: "ts/slim.ts",
  nn: "ts/nn.ts",
  safetensors: "ts/safetensors.ts",
  onnx: "ts/onnx.ts",
  pytorch: "ts/pytorch.ts",
  "index.node": "ts/index.node.ts",
  "nn.node": "ts/nn.node.ts",
};
/** Entries for ES modules only: Workers runtimes and the CLI. */
const others = {
  "index.workerd": "ts/index.workerd.ts",
  "nn.workerd": "ts/nn.workerd.ts",
  cli: "ts/cli/bin.ts",
};

/** @returns {Promise<[path: string, contents: string][]>} */
export async function bundles() {
  const [modules, worker] = await Promise.all([esModules(), workerProgram(shared)]);
  const byPath = new Map(modules);
  const required = new Set(Object.keys(library).flatMap((entry) => closure(byPath, `${entry}.js`)));
  const copies = commonJs(new Map(modules.filter(([path]) => required.has(path))));
  return [...modules, ...copies, await workerModule(worker)];
}

/** Builds the ES modules. The CLI imports the library's entries, as users do. */
async function esModules() {
  const bundle = await rolldown({
    ...shared,
    input: { ...library, ...others },
    // Lets entries export shared code under internal names, which saves chunks.
    preserveEntrySignatures: "allow-extension",
    plugins: [
      otherFiles,
      {
        name: "help-texts",
        resolveId: schemaWithHelp,
        load: {
          filter: { id: /\?help$/ },
          handler: (id) => ({ code: readFileSync(id.slice(0, -5), "utf8"), moduleType: "ts" }),
        },
        transform: { filter: { id: schemaFile }, handler: withoutHelp },
      },
      { name: "csv-rows", transform: { filter: { id: /d3-dsv\/dist\/d3-dsv\.mjs$/ }, handler: onlyParseRows } },
      notedNames,
    ],
  });
  const { output } = await bundle.generate({
    format: "esm",
    minify: true,
    // One folder for all, so that "./packed-….js" resolves from every chunk.
    entryFileNames: "[name].js",
    chunkFileNames: "chunk-[name]-[hash].js",
    codeSplitting: {
      includeDependenciesRecursively: false,
      groups: chunks.map((chunk, index) => ({ ...chunk, priority: chunks.length - index })),
    },
  });
  const modules = withLocalNames(output.map(({ fileName, code }) => [fileName, code]));
  return withShortHashes(withoutFacades(modules)).map(([path, code]) => [path, readable(withClassNames(code))]);
}

/** Shortens the hashes in the names of chunks. They tell builds apart, and gzip cannot compress them. */
const withShortHashes = (modules) =>
  modules.map((module) => module.map((text) => text.replace(/\b(chunk-[a-z-]+-[\w-]{4})[\w-]{4}(?=\.js\b)/g, "$1")));

/** Modules with option schemas. */
const schemaFile = /ts\/(options\/\w+|tasks\/\w+\/options)\.ts$/;

/** Only the CLI shows the help texts of options, so it gets its own copies of these modules. */
function schemaWithHelp(specifier, importer = "") {
  const isCopy = importer.endsWith("?help");
  if (!specifier.startsWith(".") || !(isCopy || /ts\/cli\//.test(importer))) return null;
  const path = resolve(dirname(importer), specifier.replace(/\.js$/, ".ts"));
  return schemaFile.test(path) ? `${path}?help` : isCopy ? path : null;
}

/** Removes the help texts in a module of option schemas. */
function withoutHelp(code) {
  const options = nodesOf(this.parse(code, { lang: "ts" })).filter(({ callee }) => callee?.name === "option");
  return edited(
    code,
    options.map(({ arguments: [kind, help, byDefault] }) =>
      byDefault ? { ...help, text: '""' } : { start: kind.end, end: help.end, text: "" },
    ),
  );
}

/** Leaves one method of d3-dsv's object, which the CLI uses: bundlers do not remove methods, and the others take as much again. */
function onlyParseRows(code) {
  const methods = /return \{[^{}]*\bparseRows: parseRows,[^{}]*\};/;
  if (!methods.test(code)) throw new Error("d3-dsv: expected an object with parseRows");
  return code.replace(methods, "return { parseRows };").replace(/= (?=dsv\()/g, "= /* @__PURE__ */ ");
}

/** Resolves files of dist/ that stay separate from the module that imports them. */
function otherFile(specifier, importer) {
  const [, kind, name] = /^(packed|wasm):(.*)/.exec(specifier) ?? [];
  if (kind) return { id: kind === "wasm" ? `./wasm/${name}.wasm` : `./${packedPath(name)}`, external: true };
  const [, entry] = (/ts\/cli\//.test(importer) && /^(?:\.\.\/)+([a-z]+)\.js$/.exec(specifier)) || [];
  if (!(entry in library)) return null;
  return { id: `./${`${entry}.node` in library ? `${entry}.node` : entry}.js`, external: true };
}

const otherFiles = { name: "other-files", resolveId: otherFile };
