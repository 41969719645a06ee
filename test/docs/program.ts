/**
 * The programs of a page: the TypeScript of its blocks, prepared for type checks and runs. Every line keeps its number, so failures
 * are reported by the page's own lines.
 *
 * A literal in a comment after an expression statement (`model.training.steps; // 400`) is its expected value; an explanation may
 * follow after a colon.
 */
import ts from "typescript";
import type { Block, Page } from "./page.js";

/** Blocks that are one program. */
export interface Program {
  readonly page: string;
  readonly blocks: readonly Block[];
  readonly source: string;
}

const isCode = ({ language }: Block): boolean => language === "ts" || language === "js";

/** A block with imports begins a program; blocks without imports continue it. */
export function programsOf({ path, blocks }: Page): Program[] {
  const programs: Block[][] = [];
  for (const block of blocks) {
    if (!isCode(block) || block.noRun !== undefined) continue;
    const begins = /^import\b/m.test(block.code) && !block.marks.includes("continued");
    if (begins || programs.length === 0) programs.push([block]);
    else programs.at(-1)?.push(block);
  }
  return programs.map((blocks) => ({ page: path, blocks, source: sourceOf(blocks) }));
}

function sourceOf(blocks: readonly Block[]): string {
  const lines: string[] = [];
  for (const { line, code } of blocks) {
    while (lines.length < line - 1) lines.push("");
    lines.push(...code.split("\n"));
  }
  return `${lines.join("\n")}\nexport {};\n`;
}

/**
 * JavaScript that compares its values with its comments, and waits at the beginning of each block but the first.
 * @param expectations address of expectations.mjs
 */
export function runnable({ page, blocks, source }: Program, expectations: string): string {
  const file = ts.createSourceFile(page, source, ts.ScriptTarget.Latest, true);
  const lineOf = (at: number) => file.getLineAndCharacterOfPosition(at).line + 1;
  const edits: { from: number; to: number; text: string }[] = [];
  const visit = (node: ts.Node): void => {
    const said = ts.isExpressionStatement(node) ? saidBehind(source, node) : undefined;
    if (ts.isExpressionStatement(node) && said !== undefined) {
      const expression = source.slice(node.getStart(), node.expression.end);
      edits.push({ from: node.getStart(), to: node.end, text: `$equal(${lineOf(node.end)}, ${expression}, ${said});` });
    } else ts.forEachChild(node, visit);
  };
  visit(file);
  for (const { line } of blocks.slice(1)) {
    // The line of the fence is free.
    const at = file.getPositionOfLineAndCharacter(line - 2, 0);
    edits.push({ from: at, to: at, text: "await $turn();" });
  }
  let edited = source;
  for (const { from, to, text } of edits.sort((a, b) => b.from - a.from))
    edited = edited.slice(0, from) + text + edited.slice(to);
  const module = JSON.stringify(expectations);
  // Imported by itself too: the compiler drops names that a program without values to compare does not use.
  const imports = `import ${module}; import { $equal, $turn } from ${module};`;
  const { outputText } = ts.transpileModule(imports + edited, {
    fileName: page,
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, inlineSourceMap: true },
  });
  return outputText;
}

/** The literal in the comment on the line on which a statement ends. */
function saidBehind(source: string, node: ts.ExpressionStatement): string | undefined {
  const [range] = ts.getTrailingCommentRanges(source, node.end) ?? [];
  if (range?.kind !== ts.SyntaxKind.SingleLineCommentTrivia) return undefined;
  const comment = source.slice(range.pos + 2, range.end).trim();
  const colons = [...comment.matchAll(/:/g)].map(({ index }) => index);
  return [...colons, comment.length].map((end) => comment.slice(0, end)).find(isLiteral);
}

function isLiteral(text: string): boolean {
  const file = ts.createSourceFile("", `(${text})`, ts.ScriptTarget.Latest, true);
  const [statement, more] = file.statements;
  const { parseDiagnostics } = file as unknown as { parseDiagnostics: readonly unknown[] };
  if (parseDiagnostics.length > 0 || more || !statement || !ts.isExpressionStatement(statement)) return false;
  return ts.isParenthesizedExpression(statement.expression) && isConstant(statement.expression.expression);
}

function isConstant(node: ts.Expression): boolean {
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isConstant);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every((property) => ts.isPropertyAssignment(property) && isConstant(property.initializer));
  if (ts.isPrefixUnaryExpression(node)) return ts.isNumericLiteral(node.operand);
  return (
    ts.isStringLiteral(node) ||
    ts.isNumericLiteral(node) ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind) ||
    (ts.isIdentifier(node) && node.text === "undefined")
  );
}
