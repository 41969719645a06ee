// Divides wasm-bindgen's glue: classes that only some programs use move to modules of their own. Works on the syntax tree, and refuses
// glue of another form than it knows, because a silent mistake would only show when a program calls the class.
import { parseSync } from "rolldown/utils";
import { edited, nodesOf } from "../build/syntax.mjs";

/** The glue's helpers that the classes may use. Apart from `wasm`, which is set once, all are functions and classes. */
const shared = ["wasm", "getDataViewMemory0", "getArrayF64FromWasm0", "takeObject", "_assertClass", "Model"];

/**
 * @param {string} bundle a module without imports that ends with a list of its exports, as esbuild writes it
 * @param {Map<string, string>} names the names of the wasm's exports in its files
 * @param {Record<string, string>} late the classes that move, by the names of their modules
 * @returns {{ rest: string, parts: { name: string, className: string, code: string, exports: Set<string> }[] }} the body of a function
 *   that returns the other exports, and the classes with the exports of the wasm that only each of them calls
 */
export function divide(bundle, names, late) {
  const code = renamed(bundle, names);
  const { program, comments } = parsed(code);
  const list = checkedExports(program);
  const statements = program.body.slice(0, -1).map((node) => statementOf(node, code));
  const classes = Object.entries(late).map(([name, className]) => ({
    ...{ name, className },
    moved: statementsOf(className, statements, list),
  }));
  const moving = classes.flatMap(({ moved }) => moved);
  const kept = statements.filter((statement) => !moving.includes(statement));
  const missing = shared.find((name) => !kept.some(({ declared }) => declared.includes(name)));
  if (missing) throw unexpected(`a declaration of ${missing}`, "none");
  for (const part of classes) checkPart(part, kept);

  const stays = ({ start }) => !moving.some(({ node }) => node.start <= start && start < node.end);
  const removed = [...moving.map(({ node }) => node), ...comments.filter(isWholeLine(code)).filter(stays)];
  const returned = list.specifiers.filter(({ exported }) => !Object.values(late).includes(exported.name));
  const exportsOf = (of) => new Set(of.flatMap(({ calls }) => calls));
  return {
    rest: edited(code, [
      ...removed.map((node) => removal(node, code)),
      { start: list.start, end: list.end, text: returnOf(returned) },
    ]),
    parts: classes.map(({ name, className, moved }) => {
      const others = exportsOf(statements.filter((statement) => !moved.includes(statement)));
      return {
        ...{ name, className },
        code: moved.map(({ node: { start, end } }) => `${code.slice(start, end)}\n`).join(""),
        exports: new Set([...exportsOf(moved)].filter((name) => !others.has(name))),
      };
    }),
  };
}

/** The names of {@link shared} that code uses. */
export const sharedBy = (code) => {
  const used = referencesOf(parsed(code).program);
  return ["FinalizationRegistry", ...shared].filter((name) => used.has(name));
};

function parsed(code) {
  const tree = parseSync("glue.js", code);
  if (tree.errors.length > 0) throw unexpected("JavaScript", tree.errors[0].message);
  return tree;
}

/** Gives what the glue calls of the wasm its names in the files. */
function renamed(code, names) {
  const edits = callsIn(parsed(code).program).map((call) => {
    const { name, start, end } = call.property;
    if (call.computed || !names.has(name)) throw unexpected("exports of the wasm by their names", snippet(call, code));
    return { start, end, text: names.get(name) };
  });
  return edited(code, edits);
}

const callsIn = (tree) =>
  nodesOf(tree).filter(({ type, object }) => type === "MemberExpression" && object.name === "wasm");

/** What a statement at the top level declares, uses and calls of the wasm. */
function statementOf(node, code) {
  const declared =
    node.type === "VariableDeclaration" ? node.declarations.map(({ id }) => id.name) : node.id ? [node.id.name] : [];
  const calls = callsIn(node).map(({ property }) => property.name);
  return { node, declared, references: referencesOf(node), calls, text: snippet(node, code) };
}

/** The names of variables in a tree, but not those of properties. */
function referencesOf(tree) {
  const properties = new Set(
    nodesOf(tree)
      .filter(({ computed, shorthand }) => !computed && !shorthand)
      .flatMap(({ type, property, key }) => (type === "MemberExpression" ? [property] : key ? [key] : [])),
  );
  const variables = nodesOf(tree).filter((node) => node.type === "Identifier" && !properties.has(node));
  return new Set(variables.map(({ name }) => name));
}

/** The list of exports. It is the last statement, and the only one of a module. */
function checkedExports(program) {
  const list = program.body.at(-1);
  if (list?.type !== "ExportNamedDeclaration" || list.declaration || list.source)
    throw unexpected("a list of exports at the end", list?.type);
  const other = nodesOf(program).find(
    (node) => node !== list && /^(Import(?!Specifier)|Export(?!Specifier)|MetaProperty)/.test(node.type),
  );
  if (other) throw unexpected("no import and no other export", other.type);
  return list;
}

/** A class, its FinalizationRegistry, and other statements about it, such as its `Symbol.dispose`. */
function statementsOf(className, statements, list) {
  const registry = `${className}Finalization`;
  for (const name of [className, registry]) {
    const count = statements.filter(({ declared }) => declared.includes(name)).length;
    if (count !== 1) throw unexpected(`one declaration of ${name}`, `${count}`);
  }
  if (!list.specifiers.some(({ local, exported }) => local.name === className && exported.name === className))
    throw unexpected(`${className} among the exports`, list.specifiers.map(({ exported }) => exported.name).join(", "));
  const moved = statements.filter(({ references }) => references.has(className) || references.has(registry));
  for (const { declared, text } of moved) {
    const other = declared.find((name) => name !== className && name !== registry);
    if (other) throw unexpected(`nothing but ${className} itself to use it`, text);
  }
  return moved;
}

/** A part may use only what it is handed, and must assign none of it: it has copies. */
function checkPart({ className, moved }, kept) {
  const constant = new Set(kept.filter(({ node }) => isConstant(node)).flatMap(({ declared }) => declared));
  const declared = new Set(kept.flatMap(({ declared }) => declared));
  for (const { node, references } of moved) {
    for (const name of references) {
      if (!declared.has(name)) continue;
      if (!shared.includes(name)) throw unexpected(`${className} to use only ${shared.join(", ")}`, name);
      if (name !== "wasm" && !constant.has(name)) throw unexpected(`${name} to be a function or a class`, "a variable");
    }
    const assigned = nodesOf(node).find(({ type, left }) => type === "AssignmentExpression" && declared.has(left.name));
    if (assigned) throw unexpected(`${className} to assign none of the glue's variables`, assigned.left.name);
  }
}

const isConstant = ({ type, declarations }) =>
  type === "FunctionDeclaration" ||
  type === "ClassDeclaration" ||
  (type === "VariableDeclaration" && declarations.every(({ init }) => init?.type === "ClassExpression"));

/** esbuild names the file of what follows in a line of its own. */
const isWholeLine =
  (code) =>
  ({ type, start }) =>
    type === "Line" && (start === 0 || code[start - 1] === "\n");

/** Removes a node with the end of its line. */
const removal = ({ start, end }, code) => ({ start, end: code[end] === "\n" ? end + 1 : end, text: "" });

const returnOf = (specifiers) => {
  const names = specifiers.map(({ local, exported }) =>
    local.name === exported.name ? local.name : `${exported.name}: ${local.name}`,
  );
  const helpers = `late: () => ({ FinalizationRegistry, ${shared.join(", ")} })`;
  return `return {\n${[helpers, ...names].map((name) => `  ${name}`).join(",\n")}\n};`;
};

const snippet = ({ start, end }, code) => code.slice(start, Math.min(end, start + 60)).split("\n", 1)[0];

const unexpected = (wanted, got) =>
  new Error(
    `wasm-bindgen's glue has another form than scripts/wasm/late-classes.mjs knows: expected ${wanted}, got ${got}`,
  );
