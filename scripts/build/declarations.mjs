// Emits the declarations of dist/: tsc's, bundled to what the entries export. Both module systems share the files in dist/cjs/types, because
// ES modules may import CommonJS and not the other way round.
import { posix } from "node:path";
import { root } from "./paths.mjs";

const entries = ["index", "nn", "safetensors", "onnx", "pytorch", "slim"];

/** Modules that are exported as namespaces, and the names of their files. */
const namespaces = {
  "/types/nn/nn.d.ts": "modules",
  "/types/nn/optim/optim.d.ts": "optimizers",
  "/types/nn/optim/clip.d.ts": "utilities",
  "/types/nn/optim/schedulers/lr-scheduler.d.ts": "schedulers",
};

/** @returns {Promise<{ files: [path: string, contents: string][], errors: string | undefined }>} */
export async function declarations() {
  const { emitted, errors } = await emittedByTsc();
  const bundled = await bundledByEntry(emitted);
  const isExported = exportedBy(bundled);
  const files = [
    ...bundled.map(([name, text]) => [
      `cjs/types/${name}`,
      shallowlyIndented(withoutInternalComments(withDefaultParameters(withoutArrayParameters(text)), isExported)),
    ]),
    ...entries.map((entry) => [`types/${entry}.d.ts`, `export * from "../cjs/types/${entry}.js";\n`]),
  ];
  return { files, errors };
}

/** The declaration of each module of ts/, by path. */
async function emittedByTsc() {
  // Loading TypeScript takes half a second, so import it only here.
  const { default: ts } = await import("typescript");
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options, fileNames } = ts.parseJsonConfigFileContent({ ...config, include: ["ts"] }, ts.sys, root);
  Object.assign(options, {
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: `${root}ts`,
    outDir: "/types",
  });

  const emitted = new Map();
  const program = ts.createProgram(fileNames, options);
  const { diagnostics } = program.emit(undefined, (path, text) => emitted.set(path, withoutModuleComment(text)));
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  const host = { getCurrentDirectory: () => root, getCanonicalFileName: (path) => path, getNewLine: () => "\n" };
  return { emitted, errors: problems.length ? ts.formatDiagnostics(problems, host) : undefined };
}

/** A file for each entry, and files for what they share. Everything that no entry exports or mentions is gone. */
async function bundledByEntry(emitted) {
  const { rollup } = await import("rollup");
  const { dts } = await import("rollup-plugin-dts");
  const bundle = await rollup({
    input: Object.fromEntries([
      ...entries.map((entry) => [entry, `/types/${entry}.d.ts`]),
      ...Object.entries(namespaces).map(([path, name]) => [name, path]),
    ]),
    plugins: [
      {
        name: "emitted",
        resolveId(specifier, importer) {
          const path = importer ? posix.join(posix.dirname(importer), specifier.replace(/\.js$/, ".d.ts")) : specifier;
          if (importer && path in namespaces) return { id: `./${namespaces[path]}.js`, external: "absolute" };
          return emitted.has(path) ? path : null;
        },
        load: (id) => emitted.get(id),
      },
      dts(),
    ],
    onwarn({ message }) {
      // Types that entries mention and do not export on purpose; typedoc.json lists them.
      if (!message.includes("private shared type exports")) throw new Error(message);
    },
  });
  const { output } = await bundle.generate({
    // One file for all that the main entry needs, with the names that users know: lists of imports and of short names took 1.2 KB.
    manualChunks: { types: ["/types/slim.d.ts"] },
    minifyInternalExports: false,
    entryFileNames: "[name].d.ts",
    chunkFileNames: ({ name }) => `${name.replace(/\.d$/, "")}.d.ts`,
  });
  return output.map(({ fileName, code, moduleIds }) => {
    const references = moduleIds.flatMap((id) => emitted.get(id)?.match(/^\/\/\/ <reference .*\n/gm) ?? []);
    return [fileName, [...new Set(references), code].join("")];
  });
}

/**
 * Removes the type parameter of typed arrays, which TypeScript has only since 5.7. In every version, `ReturnType<typeof Float32Array.of>`
 * is an array over an `ArrayBuffer`, and the type without a parameter an array over any buffer.
 */
const withoutArrayParameters = (text) =>
  text
    .replace(/\b(\w+Array)<ArrayBuffer>/g, "ReturnType<typeof $1.of>")
    .replace(/\b(\w+Array)<ArrayBufferLike>/g, "$1");

/** Leaves out the type parameters of options that are the defaults, which tsc writes out. */
const withDefaultParameters = (text) =>
  text
    .replace(/\bOption<(.+), undefined>(?=;$)/gm, "Option<$1>")
    .replace(/\bOption<([^<>]+), \1>(?=;$)/gm, "Option<$1>");

/** Removes the comment about a whole module, which bundling would put between declarations of others. */
const withoutModuleComment = (text) =>
  text.replace(/^\/\*\*(?:(?!\*\/)[\s\S])*\*\/\n+(?=import|export [{*]|\/\*\*|\/\/\/)/, "");

/** One blank for each level and no empty lines: compilers read the file, and editors show its parts without them. */
const shallowlyIndented = (text) =>
  text.replace(/^(?: {4})+/gm, (indent) => " ".repeat(indent.length / 4)).replace(/\n{2,}/g, "\n");

/** Whether an entry or a namespace exports a name; files between them export others under shorter ones. */
function exportedBy(bundled) {
  const texts = new Map(bundled);
  const names = [...entries, ...Object.values(namespaces)].flatMap((name) =>
    [...texts.get(`${name}.d.ts`).matchAll(/^export (?:type )?\{([^}]*)\}/gm)]
      .flatMap(([, list]) => list.split(","))
      .map((item) => /(\w+)\s*$/.exec(item)?.[1]),
  );
  const exported = new Set(names);
  return (name) => exported.has(name);
}

/** Removes comments that no editor shows: those of declarations that are not exported, and tags for TypeDoc. */
const withoutInternalComments = (text, isExported) =>
  text
    .replace(
      /^\/\*\*(?:(?!\*\/)[\s\S])*?\*\/\n((?:declare |abstract )*(?:type|interface|const|function|class) (\w+))/gm,
      (whole, declaration, name) => (isExported(name) ? whole : declaration),
    )
    .replace(/^ *\* @(?:inline|interface|hidden)\n/gm, "")
    .replace(/\/\*\*(?:(?!\*\/|```)[\s\S])*\*\//g, withWholeParagraphs)
    .replace(/\/\*\*\n *\* (.*)\n *\*\//g, "/** $1 */");

/** Joins the lines of a comment that continue a sentence: editors wrap them anew. */
const withWholeParagraphs = (comment) => comment.replace(/(?<=[^\s*])\n *\* (?=[^\s@*-])/g, " ");
