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
    const behind = path.startsWith("chunk-") && behindFacade(code);
    if (behind) facades.set(`./${path}`, behind);
  }
  return modules
    .filter(([path]) => !facades.has(`./${path}`))
    .map(([path, code]) => [path, edited(code, importsOfFacades(path, code, facades))]);
}

/** The import that replaces the import of a facade; undefined for a chunk with any code of its own. */
function behindFacade(code) {
  const [statement, ...others] = parseSync("chunk.js", code).program.body;
  if (others.length > 0 || statement?.type !== "ExportNamedDeclaration" || !statement.source) return undefined;
  const names = statement.specifiers.map(({ local, exported }) => `${exported.name}:e.${local.name}`);
  return `import(${JSON.stringify(statement.source.value)}).then(e=>({${names}}))`;
}

function importsOfFacades(path, code, facades) {
  return nodesOf(parseSync(path, code).program).flatMap(({ type, source, start, end }) => {
    const behind = source && facades.get(specifierOf(source));
    if (!behind) return [];
    if (type !== "ImportExpression") throw new Error(`${path} imports a facade statically`);
    return [{ start, end, text: behind }];
  });
}

/** The minifier writes template literals for strings. */
const specifierOf = (source) => (source.type === "TemplateLiteral" ? source.quasis[0].value.cooked : source.value);
