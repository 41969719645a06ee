// Exports of chunks under the names that they have inside. The bundler gives each a second short name, which only lengthens the files.
import { parseSync } from "rolldown/utils";
import { edited } from "./syntax.mjs";

/** The bundler's short names for exports that only other chunks import. Names of entries and of dynamic imports are longer. */
const isInternal = (name) => name.length <= 2;

/**
 * @param {[path: string, code: string][]} modules minified, in one folder
 * @returns {[path: string, code: string][]}
 */
export function withLocalNames(modules) {
  const programs = modules.map(([path, code]) => [path, code, parseSync(path, code).program.body]);
  const names = new Map(
    programs
      .filter(([path]) => path.startsWith("chunk-"))
      .map(([path, , body]) => [`./${path}`, new Map(exportsOf(body).map(({ local, exported }) => [exported, local]))]),
  );
  return programs.map(([path, code, body]) => [path, edited(code, edits(names, body, path.startsWith("chunk-")))]);
}

const exportsOf = (body) =>
  body
    .filter(({ type, source }) => type === "ExportNamedDeclaration" && !source)
    .flatMap(({ specifiers }) =>
      specifiers.map(({ local, exported }) => ({ local: local.name, exported: exported.name })),
    )
    .filter(({ exported }) => isInternal(exported));

function edits(names, body, isChunk) {
  return body.flatMap((statement) => {
    const { type, source, specifiers } = statement;
    const imported = source && names.get(source.value);
    if (type === "ImportDeclaration" && imported)
      return specifiers.flatMap(({ imported: { name }, local, start, end }) =>
        imported.has(name) ? [{ start, end, text: pair(imported.get(name), local.name) }] : [],
      );
    if (type !== "ExportNamedDeclaration") return [];
    if (source)
      return specifiers.flatMap(({ local: { name }, exported, start, end }) =>
        imported?.has(name) ? [{ start, end, text: pair(imported.get(name), exported.name) }] : [],
      );
    return specifiers.flatMap(({ local, exported, start, end }) =>
      isChunk && isInternal(exported.name) ? [{ start, end, text: local.name }] : [],
    );
  });
}

const pair = (from, to) => (from === to ? from : `${from} as ${to}`);
