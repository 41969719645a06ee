// wasm-bindgen's glue keeps its state in module variables, so a page can have one instance only. This package starts another instance
// after a crash and can run two variants at once, so the module becomes the body of a function. Classes that only some programs use move to
// modules of their own.
import { build } from "esbuild";
import { lateParts } from "../build/paths.mjs";
import { divide, sharedBy } from "./late-classes.mjs";

const options = {
  bundle: true,
  write: false,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  metafile: true,
  logLevel: "warning",
};

/**
 * @param {string} path of what `wasm-bindgen --target web` wrote
 * @param {Map<string, string>} names how what the wasm exports is called in the files
 */
export async function glueOf(path, names) {
  // Without the default export, an asynchronous loader that locates its file by import.meta.url.
  const { metafile } = await build({ ...options, entryPoints: [path] });
  const exported = Object.values(metafile.outputs)[0].exports.filter((name) => name !== "default");
  const contents = `export { ${exported.join(", ")} } from ${JSON.stringify(path)};`;
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: "/", loader: "js" } });
  return divide(outputFiles[0].text, names, lateParts);
}

/** The files of it. The fingerprint stands in the wasm files that go with them. */
export const glueFiles = ({ rest, parts }, fingerprint) => ({
  "glue.js": `${head}

/** The wasm files that go with this glue carry the same. */
export const fingerprint = "${fingerprint}";

/** The bindings, with a state of their own at each call. */
export function createGlue(FinalizationRegistry) {
${rest}}
`,
  "glue.d.ts": declarations,
  ...Object.fromEntries(parts.flatMap((part) => filesOf(part))),
});

const filesOf = ({ name, className, code }) => [
  [
    `${name}.js`,
    `${head}

/** The class of the instance whose glue was initialized; its wasm with what the linked file exports. */
export function create${className}({ ${sharedBy(code).join(", ")} }) {
${code}return ${className};
}
`,
  ],
  [
    `${name}.d.ts`,
    `${head.replace(" from what wasm-bindgen wrote", "")}
import type { Shared } from "./glue.js";

/** The class of the instance whose glue was initialized; its wasm with what the linked file exports. */
export declare function create${className}(glue: Shared): typeof import("./core.js").${className};
`,
  ],
];

const head = "// Made by build.sh from what wasm-bindgen wrote. Do not edit.";

const declarations = `// Made by build.sh. Do not edit.
type Core = typeof import("./core.js");

/** The wasm files that go with this glue carry the same. */
export declare const fingerprint: string;
/** What the classes of linked files want of a glue that is initialized. */
export interface Shared {
  /** What the instance exports. */
  readonly wasm: WebAssembly.Exports;
}
/** The bindings, with a state of their own at each call. The glue registers its objects with a registry of this class. */
export declare function createGlue(
  registry: typeof FinalizationRegistry,
): Pick<Core, "Model" | "initSync"> & { late(): Shared };
`;
