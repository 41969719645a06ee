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

/** A program of the declarations and one more file, and its checker. */
function programOf(resolution: "node16" | "bundler", more: Readonly<Record<string, string>> = {}) {
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
  const all = new Map([...files, ["/rnn-wasm/package.json", '{ "type": "module" }'], ...Object.entries(more)]);
  host.readFile = (path) => all.get(path) ?? readFile(path);
  host.fileExists = (path) => all.has(path) || fileExists(path);
  const folders = new Set([...all.keys()].map((path) => path.slice(0, path.lastIndexOf("/"))));
  host.directoryExists = (path) => folders.has(path) || directoryExists?.(path) === true;
  return ts.createProgram([...named, ...Object.keys(more)], options, host);
}

test.each(["node16", "bundler"] as const)("are sound in a project of ES2022, resolved as by %s", (resolution) => {
  const found = ts.getPreEmitDiagnostics(programOf(resolution));
  expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
});

test("say what each option is", () => {
  const names = ["Tagger", "Classifier", "Regressor", "Forecaster", "Generator"];
  const path = "/rnn-wasm/options.ts";
  const program = programOf("bundler", {
    [path]: names.map((name) => `export type ${name} = import("./dist/types/index.js").${name}Options;`).join("\n"),
  });
  const checker = program.getTypeChecker();
  const file = checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile) as ts.Symbol;
  for (const symbol of checker.getExportsOfModule(file)) {
    const options = checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol));
    expect(options.length).toBeGreaterThan(25);
    const silent = options.filter((option) => option.getDocumentationComment(checker).length === 0);
    expect([symbol.name, silent.map(({ name }) => name)]).toEqual([symbol.name, []]);
  }
});
