/** The declarations that the package is published with, as a strict project of its users compiles them. A part of `npm run lint`. */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";
import { declarations } from "../../scripts/build/declarations.mjs";

const { exports: entries } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  exports: Record<string, { import: { types: string }; require: { types: string } } | string>;
};

/** Where the declarations would lie; nothing is written. */
const folder = "/rnn-wasm/dist/";
/** What the entries name as their types, in both module systems. */
const named = Object.values(entries).flatMap((entry) =>
  typeof entry === "string"
    ? []
    : [entry.import.types, entry.require.types].map((path) => path.replace("./dist/", folder)),
);

let files: Map<string, string>;
beforeAll(async () => {
  const made = await declarations();
  expect(made.errors).toBeUndefined();
  files = new Map(made.files.map(([path, text]) => [folder + path, text] as const));
});

test("each entry has its declarations, for import and for require", () => {
  expect(named.length).toBeGreaterThan(5);
  expect(named.filter((path) => !files.has(path))).toEqual([]);
});

test.each(["node16", "bundler"])("are sound in a project of ES2022, resolved as by %s", (resolution) => {
  const isNode = resolution === "node16";
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    lib: ["lib.es2022.d.ts", "lib.dom.d.ts"],
    module: isNode ? ts.ModuleKind.Node16 : ts.ModuleKind.ESNext,
    moduleResolution: isNode ? ts.ModuleResolutionKind.Node16 : ts.ModuleResolutionKind.Bundler,
    types: [],
    skipDefaultLibCheck: true,
  };
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, directoryExists } = host;
  const all = new Map([...files, ["/rnn-wasm/package.json", '{ "type": "module" }']]);
  host.readFile = (path) => all.get(path) ?? readFile(path);
  host.fileExists = (path) => all.has(path) || fileExists(path);
  const folders = new Set([...all.keys()].map((path) => path.slice(0, path.lastIndexOf("/"))));
  host.directoryExists = (path) => folders.has(path) || directoryExists?.(path) === true;
  const found = ts.getPreEmitDiagnostics(ts.createProgram(named, options, host));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});
