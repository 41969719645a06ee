// Bundles the worker's program as one script without imports, which starts from a Blob URL. It lacks what only the calling thread needs.
import { rolldown } from "rolldown";
import { edited, nodesOf } from "./syntax.mjs";

/**
 * @param {object} shared the bundler's options for all of dist/
 * @returns {Promise<string>}
 */
export async function workerProgram(shared) {
  const plugins = [withoutWasm, withoutTasks, staticImports];
  const bundle = await rolldown({ ...shared, input: "ts/training/workers/entry.ts", plugins });
  const { output } = await bundle.generate({ format: "iife", minify: true, codeSplitting: false });
  return output[0].code;
}

/** The calling thread posts its compiled modules to the workers. */
const withoutWasm = {
  name: "without-wasm",
  load: { filter: { id: /ts\/core\/embedded-parts\.ts$/ }, handler: () => "export const parts = {};" },
};

/** Only the calling thread recognizes data and has the tasks themselves, with their models and options. */
const withoutTasks = {
  name: "without-tasks",
  transform: {
    filter: { id: /ts\/tasks\/registry\.ts$/ },
    handler(code) {
      const unused = nodesOf(this.parse(code, { lang: "ts" })).filter(
        ({ type, key }) => type === "Property" && (key.name === "task" || key.name === "data"),
      );
      if (unused.length === 0) throw new Error("registry.ts: expected properties `task` and `data`");
      return edited(
        code,
        unused.map(({ start, end }) => ({ start, end: code.indexOf(",", end) + 1, text: "" })),
      );
    },
  },
};

/**
 * Imports all modules at once: one script has them anyway, and for a dynamic import the bundler would wrap the module, and each that it
 * imports, in a function that runs it later.
 */
const staticImports = {
  name: "static-imports",
  transform: {
    filter: { id: /\/ts\/.*\.ts$/, code: "await import(" },
    handler(code) {
      const imports = [];
      const edits = nodesOf(this.parse(code, { lang: "ts" })).flatMap((node) => {
        if (isPatternOfOne(node)) {
          const [{ key }] = node.id.properties;
          const { end } = node.init;
          return [
            { start: node.id.start, end: node.id.end, text: key.name },
            { start: end, end, text: `.${key.name}` },
          ];
        }
        if (!isAwaitedImport(node)) return [];
        const module = `module${imports.length}`;
        imports.push(`import * as ${module} from ${JSON.stringify(node.argument.source.value)};`);
        return [{ start: node.start, end: node.end, text: module }];
      });
      return imports.join("") + edited(code, edits);
    },
  },
};

const isAwaitedImport = ({ type, argument }) => type === "AwaitExpression" && argument.type === "ImportExpression";

/** `{ name } = await import(…)`; the bundler finds `module.name` without the object of all exports. */
const isPatternOfOne = ({ type, id, init }) =>
  type === "VariableDeclarator" &&
  init &&
  isAwaitedImport(init) &&
  id.type === "ObjectPattern" &&
  id.properties.length === 1;
