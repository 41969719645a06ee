// Moves the operations of `rnn-wasm/nn` from the core's wasm file to a second file that is linked to it. Training never calls them and
// loads a fifth less. The core keeps and exports what both use: kernels, the allocator, memory, the stack pointer. This works on wasm-opt's
// text output, where references have names; Binaryen's wasm-split is not in the npm package.
import { exportName } from "./exports.mjs";
import { fromText, toText } from "./optimize.mjs";

/** The name of the core in the imports of the file that is linked to it. */
const link = "core";

/**
 * @param {Uint8Array} wasm optimized
 * @param {string} variant
 * @param {Set<string>} eagerExports names of the exports that move
 * @returns {{ core: Uint8Array, eager: Uint8Array }}
 */
export function split(wasm, variant, eagerExports) {
  const module = parsed(toText(wasm, variant));
  const moves = ({ name }) => eagerExports.has(name);
  const stays = ({ name }) => !eagerExports.has(name);
  const needed = reached(module, [...module.table, ...module.exports.filter(stays).map(({ target }) => target)]);
  const functions = [...module.functions.values()];
  const moved = functions.filter(({ name }) => !needed.has(name));
  const links = linksOf(module, moved);

  const core = [
    ...module.others,
    ...textsOf(functions.filter(({ name }) => needed.has(name))),
    ...textsOf(module.exports.filter(stays)),
    ...links.map(({ as, kind, target }) => `(export "${as}" (${kind} ${target}))`),
  ];
  const eager = [
    ...module.types,
    `(import "${link}" "memory" (memory 0))`,
    ...links.map(({ as, kind, target, type }) => `(import "${link}" "${as}" (${kind} ${target} ${type}))`),
    ...textsOf(moved),
    ...textsOf(module.exports.filter(moves)),
  ];
  return { core: fromText(moduleOf(core), variant), eager: fromText(moduleOf(eager), variant) };
}

const textsOf = (parts) => parts.map(({ text }) => text);
const moduleOf = (forms) => `(module\n${forms.join("\n")}\n)`;

/** The parts of the core that the moved functions refer to, with the names of their exports. */
function linksOf({ functions, imports, globals, exports }, moved) {
  const own = new Set(moved.map(({ name }) => name));
  if (textsOf(moved).some((text) => /call_indirect|\(table\./.test(text)))
    throw new Error("cannot move a function that uses the table");
  const called = unique(moved.flatMap(({ calls }) => calls)).filter((name) => !own.has(name));
  const used = unique(textsOf(moved).flatMap((text) => namesAfter(text, "global\\.[gs]et")));
  return [
    ...called.map((target) => ({ kind: "func", target, type: functions.get(target)?.type ?? imports.get(target) })),
    ...used.map((target) => ({ kind: "global", target, type: globals.get(target) })),
  ].map((item, i) => ({ ...item, as: exportName(exports.length + i) }));
}

/** All functions that `roots` call, directly or indirectly. */
function reached({ functions }, roots) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name)) return;
    found.add(name);
    functions.get(name)?.calls.forEach(visit);
  };
  roots.forEach(visit);
  return found;
}

/** Groups the parts of a module's text by kind. */
function parsed(text) {
  const forms = formsOf(text);
  const of = (kind) => forms.filter((form) => form.startsWith(`(${kind} `));
  const typesOf = (kind, pattern) => new Map(of(kind).map((form) => form.match(pattern).slice(1)));
  return {
    functions: new Map(
      of("func")
        .map(functionOf)
        .map((one) => [one.name, one]),
    ),
    imports: typesOf("import", /\(func (\$\S+)(.*)\)\)$/s),
    globals: typesOf("global", /^\(global (\$\S+) (\(mut \w+\)|\w+)/),
    table: of("elem").flatMap((form) => form.match(/\$[^\s()]+/g).slice(1)),
    types: of("type"),
    exports: of("export").map(exportOf),
    others: forms.filter((form) => !/^\((func|export) /.test(form)),
  };
}

function functionOf(form) {
  const [, name, type] = form.match(/^\(func (\$\S+)((?: \((?:type|param|result) [^)]*\))*)/);
  return { name, type, text: form, calls: namesAfter(form, "(?:return_)?call|ref\\.func") };
}

function exportOf(form) {
  const [, name, target] = form.match(/^\(export "([^"]+)" \(\w+ (\$[^\s()]+)\)/);
  return { name, target, text: form };
}

const namesAfter = (text, operations) =>
  [...text.matchAll(new RegExp(`\\((?:${operations}) (\\$[^\\s()]+)`, "g"))].map(([, name]) => name);

/** Splits a module's text into its top-level forms. */
function formsOf(text) {
  const forms = [];
  let [depth, start] = [0, 0];
  // Strings and comments may contain parentheses.
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|;;.*|[()]/g)) {
    if (token === "(" && ++depth === 2) start = index;
    if (token === ")" && --depth === 1) forms.push(text.slice(start, index + 1));
  }
  return forms;
}

const unique = (names) => [...new Set(names)];
