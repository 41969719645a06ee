// Edits code at positions from its syntax tree.
import { parseSync } from "rolldown/utils";

/** All nodes of a syntax tree, parents first. */
export function nodesOf(tree) {
  const nodes = [];
  const visit = (value) => {
    if (typeof value !== "object" || value === null) return;
    if (typeof value.type === "string") nodes.push(value);
    for (const child of Object.values(value)) visit(child);
  };
  visit(tree);
  return nodes;
}

/** @param {{ start: number, end: number, text: string }[]} edits replacements that do not overlap */
export function edited(code, edits) {
  let [result, from] = ["", 0];
  for (const { start, end, text } of [...edits].sort((a, b) => a.start - b.start)) {
    result += code.slice(from, start) + text;
    from = end;
  }
  return result + code.slice(from);
}

/** Node prints the line of an uncaught error, which should not be the whole file. Shorter lines would make the files larger. */
const lineLength = 1200;

/** Nodes before which a line may end. Breaks before any statement would cost gzip twice as much. */
const mayStartLine = /^(?:MethodDefinition|FunctionDeclaration)$/;

/** Code that runs later than its module. */
const later = /^(?:FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/;

/**
 * Makes minified code readable for other tools: lines break before functions and methods, and dynamic imports have string literals
 * instead of the minifier's template literals, which bundlers do not follow. Annotations of pure calls stay only where they let a bundler
 * drop a statement of the module.
 */
export function readable(code) {
  const { program, comments } = parseSync("chunk.js", code);
  const nodes = nodesOf(program);
  const runsLater = nodes.filter(
    ({ type, static: isStatic }) => later.test(type) || (type === "PropertyDefinition" && !isStatic),
  );
  const annotations = comments
    .filter((comment) => runsLater.some(({ start, end }) => start < comment.start && comment.end < end))
    .map(({ start, end }) => ({
      start,
      end: end + Number(code[end] === " "),
      text: /\w/.test(code[start - 1]) ? " " : "",
    }));
  const specifiers = nodes
    .filter(({ type, source }) => type === "ImportExpression" && source.type === "TemplateLiteral")
    .map(({ source: { start, end } }) => ({ start, end, text: `"${code.slice(start + 1, end - 1)}"` }));
  const starts = nodes.filter(({ type }) => mayStartLine.test(type)).map(({ start }) => start);
  return edited(code, [...specifiers, ...annotations, ...lineBreaks(starts)]);
}

/** Breaks lines at as few of these positions as keep them short. */
function lineBreaks(positions) {
  const breaks = [];
  let [line, previous] = [0, 0];
  for (const position of [...positions].sort((a, b) => a - b)) {
    if (position - line > lineLength && previous > line) {
      breaks.push({ start: previous, end: previous, text: "\n" });
      line = previous;
    }
    previous = position;
  }
  return breaks;
}
