// wasm-bindgen's glue keeps its state in module variables, so a page can have one instance only. This package starts another instance
// after a crash and can run two variants at once, so the module becomes the body of a function. The class that only `rnn-wasm/nn` uses
// moves to a separate module, which training does not load.
import { build } from "esbuild";

const options = {
  bundle: true,
  write: false,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  metafile: true,
  logLevel: "warning",
};

/** The glue's helpers that the class uses. */
const shared = ["wasm", "getDataViewMemory0", "getArrayF64FromWasm0", "takeObject"];

/**
 * @param {string} path of what `wasm-bindgen --target web` wrote
 * @param {Map<string, string>} exports how what the wasm exports is called in the files
 * @returns {Promise<{ rest: string, eager: string, eagerExports: Set<string> }>} the class of nn, what of the wasm only this class
 *   calls, and what is left
 */
export async function glueOf(path, exports) {
  const body = (await asFunctionBody(path)).replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${exports.get(name)}`);
  const { rest, eager } = apart(body);
  const called = (code) => [...code.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name);
  const others = new Set(called(rest));
  return { rest, eager, eagerExports: new Set(called(eager).filter((name) => !others.has(name))) };
}

/** The files of it. The fingerprint stands in the wasm files that go with them. */
export const glueFiles = ({ rest, eager }, fingerprint) => ({
  "glue.js": `// Made by build.sh from what wasm-bindgen wrote. Do not edit.

/** The wasm files that go with this glue carry the same. */
export const fingerprint = "${fingerprint}";

/** The bindings, with a state of their own at each call. */
export function createGlue(FinalizationRegistry) {
${rest}}
`,
  "eager.js": `// Made by build.sh from what wasm-bindgen wrote. Do not edit.

/** The class for nn, of the instance whose glue was initialized; its wasm with what the linked file exports. */
export function createEager({ FinalizationRegistry, ${shared.join(", ")} }) {
${eager}return Eager;
}
`,
  ...declarations,
});

/** @returns {{ rest: string, eager: string }} the class of nn, and what is left */
function apart(body) {
  const parts = [
    /var Eager = class \{\n[\s\S]*?\n\};\n/,
    /if \(Symbol\.dispose\) Eager\..*\n/,
    /var EagerFinalization = [\s\S]*?;\n(?=var|function)/,
  ].map((pattern) => body.match(pattern)?.[0] ?? fail());
  const without = parts.reduce((rest, part) => rest.replace(part, ""), body);
  const rest = without.replace("  Eager,\n", `  nn: () => ({ FinalizationRegistry, ${shared.join(", ")} }),\n`);
  if (rest === without || /\bEager/.test(rest)) fail();
  return { rest, eager: parts.join("") };
}

/** Removes the asynchronous loader, the default export, which locates its file by import.meta.url. */
async function asFunctionBody(path) {
  const { metafile } = await build({ ...options, entryPoints: [path] });
  const names = Object.values(metafile.outputs)[0].exports.filter((name) => name !== "default");
  const contents = `export { ${names.join(", ")} } from ${JSON.stringify(path)};`;
  const { outputFiles } = await build({ ...options, stdin: { contents, resolveDir: "/", loader: "js" } });
  const [code] = outputFiles.map(({ text }) => text.replace(/^\/\/ .*\n/gm, ""));
  const body = code.replace(
    /export \{\n([\s\S]*?)\n\};\n$/,
    (_, list) => `return {\n${list.replace(/(\w+) as (\w+)/g, "$2: $1")}\n};\n`,
  );
  if (body === code || /\bimport\b/.test(body)) fail();
  return body;
}

function fail() {
  throw new Error("wasm-bindgen's glue no longer has the expected form");
}

const declarations = {
  "glue.d.ts": `// Made by build.sh. Do not edit.
type Core = typeof import("./core.js");

/** The wasm files that go with this glue carry the same. */
export declare const fingerprint: string;
/** What eager.js wants of a glue that is initialized. */
export interface Shared {
  /** What the instance exports. */
  readonly wasm: WebAssembly.Exports;
}
/** The bindings, with a state of their own at each call. The glue registers its objects with a registry of this class. */
export declare function createGlue(
  registry: typeof FinalizationRegistry,
): Pick<Core, "Model" | "initSync"> & { nn(): Shared };
`,
  "eager.d.ts": `// Made by build.sh. Do not edit.
import type { Shared } from "./glue.js";

/** The class for nn, of the instance whose glue was initialized; its wasm with what the linked file exports. */
export declare function createEager(glue: Shared): typeof import("./core.js").Eager;
`,
};
