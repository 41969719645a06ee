// The declarations of dist/types, from tsc: those that the entries reach, once for ES modules and once for CommonJS.
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { root } from "./paths.mjs";

const entries = ["index", "nn", "safetensors", "onnx", "slim"];

/** @returns {Promise<{ files: [path: string, contents: string][], errors: string | undefined }>} */
export async function declarations() {
  // Half a second to load: only when it is used.
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
  const { diagnostics } = program.emit(undefined, (path, text) => emitted.set(path.slice("/types/".length), text));
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  const host = { getCurrentDirectory: () => root, getCanonicalFileName: (path) => path, getNewLine: () => "\n" };
  return {
    files: reachable(emitted).flatMap(([path, text]) => [
      [`types/${path}`, text],
      [`cjs/types/${path}`, text],
    ]),
    errors: problems.length ? ts.formatDiagnostics(problems, host) : undefined,
  };
}

/**
 * Typed arrays have a type parameter since TypeScript 5.7. What `of` returns is an array over an `ArrayBuffer` by any version's account, and
 * an array over whatever buffer is what every version calls the type without a parameter.
 */
const withoutArrayParameters = (text) =>
  text
    .replace(/\b(\w+Array)<ArrayBuffer>/g, "ReturnType<typeof $1.of>")
    .replace(/\b(\w+Array)<ArrayBufferLike>/g, "$1");

const relativeImport = /((?:from|import\()\s*")(\.{1,2}\/[^"]+)\.js"/g;

/** What the entries lead to. A declaration written by hand, beside generated code, is taken from ts/ itself. */
function reachable(emitted) {
  const found = new Map();
  const visit = (path) => {
    if (found.has(path)) return;
    const text =
      emitted.get(path) ?? (existsSync(`${root}ts/${path}`) ? readFileSync(`${root}ts/${path}`, "utf8") : undefined);
    if (text === undefined) return;
    found.set(path, withoutArrayParameters(text));
    for (const [, , specifier] of text.matchAll(relativeImport))
      visit(posix.join(posix.dirname(path), `${specifier}.d.ts`));
  };
  for (const entry of entries) visit(`${entry}.d.ts`);
  return [...found];
}
