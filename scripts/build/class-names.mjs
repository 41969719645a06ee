// Keeps the names of classes that users meet through minification, because consoles and error messages show them.
import { parseSync } from "rolldown/utils";
import { edited, nodesOf } from "./syntax.mjs";

/** Modules with classes that users meet: all that they export, or of a task, its models and streams. */
const namedClasses = /ts\/(errors\/rnn-error|nn\/[\w/-]+|model\/(state|stream)|training\/run\/training-run)\.ts$/;
const taskModules = /ts\/tasks\/[\w/-]+\.ts$/;

/** A plugin for the bundler: notes each name in a static field, which minification keeps. */
export const notedNames = {
  name: "class-names",
  transform: {
    filter: { id: [namedClasses, taskModules] },
    handler: (code, id) =>
      code.replace(
        taskModules.test(id)
          ? /^(?:export )?class (\w+)[^{]*\b(?:extends \w+Model|implements Stream)<[^{]*\{/gm
          : /^export (?:abstract )?class (\w+)[^{]*\{/gm,
        '$&static name = "$1";',
      ),
  },
};

/**
 * Gives the minified classes their names. Browsers' consoles show the name that stands in the code, not that of a field. A class that refers to
 * itself by a short name keeps the field if it extends another one, whose objects have a tag for consoles; else the short name becomes a parameter.
 */
export function withClassNames(code) {
  const classes = nodesOf(parseSync("chunk.js", code).program).filter(({ type }) => type === "ClassExpression");
  return edited(code, classes.flatMap(edits));
}

function edits({ id, superClass, body, start, end }) {
  const [field] = body.body;
  if (field?.type !== "PropertyDefinition" || !field.static || field.key.name !== "name" || (id && superClass))
    return [];
  const name = field.value.quasis[0].value.cooked;
  const named = [
    {
      start,
      end: id?.end ?? start + "class".length,
      text: `${id ? `/*@__PURE__*/(${id.name}=>${id.name}=` : ""}class ${name}`,
    },
    { start: field.start, end: field.end, text: "" },
  ];
  return id ? [...named, { start: end, end, text: ")()" }] : named;
}
