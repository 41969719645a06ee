// wasm-bindgen's glue keeps its state in module variables, so a page can have one instance only. This package starts another instance
// after a crash and can run two variants at once, so the module becomes the body of a function. Classes that only some programs use move to
// modules of their own.
import { build } from "esbuild";
import { lateParts } from "../build/paths.mjs";

const options = {
  bundle: true,
  write: false,
  format: "esm",
  platform: "neutral",
  target: "es2022",
  metafile: true,
  logLevel: "warning",
};

/** The glue's helpers that the classes use. */
const shared = ["wasm", "getDataViewMemory0", "getArrayF64FromWasm0", "takeObject", "_assertClass", "Model"];

/**
 * @param {string} path of what `wasm-bindgen --target web` wrote
 * @param {Map<string, string>} exports how what the wasm exports is called in the files
 * @returns {Promise<{ rest: string, parts: { name: string, className: string, code: string, exports: Set<string> }[] }>} the classes that
 *   move, with what of the wasm only each of them calls, and what is left
 */
export async function glueOf(path, exports) {
  const body = (await asFunctionBody(path)).replace(/\bwasm\.(\w+)/g, (_, name) => `wasm.${exports.get(name)}`);
  const { rest, classes } = apart(body);
  const called = (code) => new Set([...code.matchAll(/\bwasm\.(\w+)/g)].map(([, name]) => name));
  return {
    rest,
    parts: classes.map((part) => {
      const others = [rest, ...classes.filter((other) => other !== part).map(({ code }) => code)].map(called);
      const own = [...called(part.code)].filter((name) => !others.some((calls) => calls.has(name)));
      return { ...part, exports: new Set(own) };
    }),
  };
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
export function create${className}({ ${["FinalizationRegistry", ...shared].filter((name) => code.includes(name)).join(", ")} }) {
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

/** @returns {{ rest: string, classes: { name: string, className: string, code: string }[] }} the classes that move, and what is left */
function apart(body) {
  let rest = body;
  const classes = Object.entries(lateParts).map(([name, className]) => {
    const pieces = [
      new RegExp(`var ${className} = class \\{\\n[\\s\\S]*?\\n\\};\\n`),
      new RegExp(`if \\(Symbol\\.dispose\\) ${className}\\..*\\n`),
      new RegExp(`var ${className}Finalization = [\\s\\S]*?;\\n(?=var|function)`),
    ].map((pattern) => body.match(pattern)?.[0] ?? fail());
    for (const piece of pieces) rest = rest.replace(piece, "");
    rest = rest.replace(new RegExp(`  ${className},?\\n`), "");
    if (new RegExp(`\\b${className}`).test(rest)) fail();
    return { name, className, code: pieces.join("") };
  });
  const helpers = `  late: () => ({ FinalizationRegistry, ${shared.join(", ")} }),\n`;
  const exported = rest.replace(/return \{\n/g, (start, at) =>
    at === rest.lastIndexOf(start) ? start + helpers : start,
  );
  if (exported === rest) fail();
  return { rest: exported, classes };
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
