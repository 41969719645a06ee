// Emits the declarations of dist/types with tsc: those that the entries reach, for ES modules and for CommonJS.
import { existsSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { root } from "./paths.mjs";

const entries = ["index", "nn", "safetensors", "onnx", "pytorch", "slim"];

/** @returns {Promise<{ files: [path: string, contents: string][], errors: string | undefined }>} */
export async function declarations() {
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
 * Removes the type parameter of typed arrays, which TypeScript has only since 5.7. In every version, `ReturnType<typeof Float32Array.of>`
 * is an array over an `ArrayBuffer`, and the type without a parameter an array over any buffer.
 */
const withoutArrayParameters = (text) =>
  text
    .replace(/\b(\w+Array)<ArrayBuffer>/g, "ReturnType<typeof $1.of>")
    .replace(/\b(\w+Array)<ArrayBufferLike>/g, "$1");

const relativeImport = /((?:from|import\()\s*")(\.{1,2}\/[^"]+)\.js"/g;

/** The declarations that the entries reach. Hand-written ones beside generated code are copied from ts/. */
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
