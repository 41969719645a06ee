// Rewrites the ES modules of dist/ for CommonJS. Only imports and exports change, so that compression of npm's archive removes the duplicate
// text.
import { posix } from "node:path";
import { parseSync } from "rolldown/utils";
import { staticClosure } from "./sizes.mjs";
import { edited, nodesOf } from "./syntax.mjs";

/** A separate folder, so that files keep their names. */
const folder = "cjs/";

/** The text modules, which have no copies. */
const isPacked = (specifier) => specifier.startsWith("./packed-");

/** Test runners without ES modules reject import(); in Node, the text can be read from the file instead. */
const packedReader = `module.exports = (path) => (error) => {
  const fs = globalThis.process?.getBuiltinModule?.("node:fs");
  if (!fs) throw error;
  return { default: fs.readFileSync(__dirname + "/" + path, "utf8").split('"')[1] };
};
`;

/**
 * @param {Map<string, string>} modules without cycles of static imports, by path
 * @returns {[path: string, contents: string][]}
 */
export function commonJs(modules) {
  const manifest = `${JSON.stringify({ type: "commonjs", sideEffects: false })}\n`;
  const files = [...modules].map(([path, code]) => [folder + path, rewritten(path, code, modules)]);
  return [[`${folder}package.json`, manifest], [`${folder}packed.js`, packedReader], ...files];
}

function rewritten(path, code, modules) {
  const { program } = parseSync(path, code);
  const edits = program.body.flatMap((statement) => {
    const { start, end, type } = statement;
    if (type === "ImportDeclaration") {
      assertNoCycle(path, statement.source.value, modules);
      return [{ start, end, text: required(statement) }];
    }
    if (type === "ExportNamedDeclaration" && !statement.declaration) return [{ start, end, text: exported(statement) }];
    if (type.startsWith("Export")) throw new Error(`${path}: ${type} has no CommonJS form here`);
    return [];
  });
  for (const { type, start, end, source } of nodesOf(program)) {
    if (type !== "ImportExpression") continue;
    edits.push({
      start,
      end,
      text: isPacked(source.value) ? importedText(source.value) : lazilyRequired(source.value),
    });
  }
  for (const { type, object, start, end } of nodesOf(program))
    if (type === "MemberExpression" && object.type === "MetaProperty") edits.push({ start, end, text: ownUrl });
  return `"use strict";Object.defineProperty(exports,"__esModule",{value:!0});${edited(code, edits)}`;
}

/** Test runners that only support CommonJS have no import(). */
const lazilyRequired = (specifier) => `Promise.resolve().then(()=>require(${JSON.stringify(specifier)}))`;

function importedText(specifier) {
  const path = JSON.stringify(`.${specifier}`);
  return `import(${path}).catch(require("./packed.js")(${path}))`;
}

/** The folder of the ES module, in the place of `import.meta.url`, which only modules for Node have. */
const ownUrl = 'require("node:url").pathToFileURL(__dirname+"/../")';

function required({ specifiers, source }) {
  const call = `require(${JSON.stringify(source.value)})`;
  if (specifiers.length === 0) return `${call};`;
  const names = specifiers.map(({ type, imported, local }) => {
    if (type !== "ImportSpecifier") throw new Error(`${source.value}: ${type} has no CommonJS form here`);
    return imported.name === local.name ? local.name : `${imported.name}:${local.name}`;
  });
  return `const{${names}}=${call};`;
}

/** Plain assignments: Node finds the names of exports in them. */
function exported({ specifiers, source }) {
  const from = source ? `require(${JSON.stringify(source.value)}).` : "";
  return specifiers.map((one) => `exports.${one.exported.name}=${from}${one.local.name};`).join("");
}

/** In a cycle the names of the second module would be undefined when the first reads them. */
function assertNoCycle(path, specifier, modules) {
  if (staticClosure(modules, posix.join(posix.dirname(path), specifier)).includes(path))
    throw new Error(`${path} imports itself through ${specifier}`);
}
