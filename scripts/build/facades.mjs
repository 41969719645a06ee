// Removes the chunks that only rename another chunk's exports. The bundler creates one for each module that is imported dynamically and
// shares its chunk; a page would request it before it learns of the chunk with the code.
import { parseSync } from "rolldown/utils";
import { edited, nodesOf } from "./syntax.mjs";

/**
 * @param {[path: string, code: string][]} modules minified, in one folder
 * @returns {[path: string, code: string][]} without facades; their importers import the chunk behind them
 */
export function withoutFacades(modules) {
  const facades = new Map();
  for (const [path, code] of modules) {
    const facade = path.startsWith("chunk-") && facadeIn(code);
    if (facade) facades.set(`./${path}`, facade);
  }
  return modules
    .filter(([path]) => !facades.has(`./${path}`))
    .map(([path, code]) => [path, edited(code, directImports(path, code, facades))]);
}

/** The chunk behind a facade and its names by those of the facade; undefined for a chunk with any code of its own. */
function facadeIn(code) {
  const [statement, ...others] = parseSync("chunk.js", code).program.body;
  if (others.length > 0 || statement?.type !== "ExportNamedDeclaration" || !statement.source) return undefined;
  const names = statement.specifiers.map(({ local, exported }) => [exported.name, local.name]);
  return { chunk: JSON.stringify(statement.source.value), names: new Map(names) };
}

function directImports(path, code, facades) {
  const nodes = nodesOf(parseSync(path, code).program);
  const named = new Map(nodes.flatMap((node) => namesUsed(node).map(([call, edit]) => [call, edit])));
  return nodes.flatMap((node) => {
    const facade = node.source && facades.get(specifierOf(node.source));
    if (!facade) return [];
    if (node.type !== "ImportExpression") throw new Error(`${path} imports a facade statically`);
    const { start, end } = node;
    // Of the chunk itself the names are at hand. Bundlers fail on a module that imports itself.
    const isOwn = facade.chunk === JSON.stringify(`./${path}`);
    const call = isOwn ? `Promise.resolve({${[...facade.names.values()]}})` : `import(${facade.chunk})`;
    const names = named.get(node);
    if (names) return [{ start, end, text: call }, ...names.map((name) => renamed(name, facade.names))];
    const object = Array.from(facade.names, ([exported, local]) => `${exported}:e.${local}`);
    return [{ start, end, text: `${call}.then(e=>({${object}}))` }];
  });
}

/**
 * Where a node takes names from a dynamic import: `let{name:n}=await import(…)`, `(await import(…)).name` or
 * `import(…).then(({name:n})=>…)`.
 * @returns {[call: object, names: object[]][]} the import and the keys or properties
 */
function namesUsed(node) {
  if (node.type === "VariableDeclarator" && node.init?.type === "AwaitExpression" && node.id.type === "ObjectPattern")
    return [[withoutParentheses(node.init.argument), node.id.properties]];
  const awaited = node.type === "MemberExpression" && !node.computed ? withoutParentheses(node.object) : undefined;
  if (awaited?.type === "AwaitExpression") return [[withoutParentheses(awaited.argument), [node.property]]];
  if (node.type !== "CallExpression" || node.callee.property?.name !== "then") return [];
  const [parameter] = node.arguments[0]?.params ?? [];
  return parameter?.type === "ObjectPattern" ? [[node.callee.object, parameter.properties]] : [];
}

const withoutParentheses = (node) =>
  node.type === "ParenthesizedExpression" ? withoutParentheses(node.expression) : node;

/** The edit of a property of a pattern, or of the name of a member. */
function renamed({ start, end, key, value, name, type }, names) {
  if (type !== "Property") return { start, end, text: names.get(name) };
  if (value.type !== "Identifier") throw new Error(`a pattern of a dynamic import has no plain names: ${value.type}`);
  return { start, end, text: `${names.get(key.name)}:${value.name}` };
}

/** The minifier writes template literals for strings. */
const specifierOf = (source) => (source.type === "TemplateLiteral" ? source.quasis[0].value.cooked : source.value);
