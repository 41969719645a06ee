/**
 * A page of the documentation as its tests see it: code blocks, links, headings. It does not run the blocks.
 *
 * Words after the language in a fence are marks for the tests, which readers do not see. `no-run: REASON`: the block is not run.
 * `continued`: the block continues the program of the block before it, as a block without imports always does. `after-python`: it
 * needs files that a Python block wrote.
 */
import { readdirSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

/** Code between two fences. */
export interface Block {
  readonly language: string;
  /** Marks of the fence. */
  readonly marks: readonly string[];
  /** Why it is not run, if it is not. */
  readonly noRun?: string;
  readonly code: string;
  /** Line of the page where the code begins, from 1. */
  readonly line: number;
  /** Its expected output: a block of `text` right after it. */
  readonly printed?: string;
}

/** The target of a link, as written. */
export interface Link {
  readonly target: string;
  readonly line: number;
}

export interface Page {
  /** From the root of the repository. */
  readonly path: string;
  readonly blocks: readonly Block[];
  readonly links: readonly Link[];
  /** Files and folders of the repository that it names in code spans. */
  readonly paths: readonly Link[];
  /** Scripts of package.json that it names: `npm run NAME`. */
  readonly scripts: readonly Link[];
  /** The anchors of its headings, without `#`. */
  readonly anchors: ReadonlySet<string>;
}

const folders = ["crates", "ts", "test", "examples", "docs", "bench", "scripts", "demo"];
const pathSpan = new RegExp(`\`((?:${folders.join("|")})/[\\w./-]*)\``, "g");

/** @param root of the repository, as a URL that ends with a slash */
export function readPage(root: URL, path: string): Page {
  const lines = readFileSync(new URL(path, root), "utf8").split("\n");
  const blocks: Block[] = [];
  const links: Link[] = [];
  const paths: Link[] = [];
  const scripts: Link[] = [];
  const anchors = new Set<string>();
  for (let at = 0; at < lines.length; at++) {
    const text = lines[at] as string;
    const line = at + 1;
    for (const [, target = ""] of text.matchAll(/npm run ([\w:-]+)/g)) scripts.push({ target, line });
    if (text.startsWith("```")) {
      const end = lines.indexOf("```", at + 1);
      if (end < 0) throw new Error(`${path}:${line}: a block without an end`);
      add(blocks, text.slice(3), { line: line + 1, code: lines.slice(at + 1, end).join("\n") }, lines[at - 1] ?? "");
      at = end;
      continue;
    }
    const heading = /^#+ (.*)$/.exec(text)?.[1];
    if (heading !== undefined) anchors.add(anchorOf(heading));
    for (const [, target = ""] of text.matchAll(pathSpan)) paths.push({ target, line });
    const prose = text.replace(/`[^`]*`/g, "``");
    for (const [, target = ""] of prose.matchAll(/(?:\]\(|\bsrc=")([^)"\s]+)[)"]/g)) links.push({ target, line });
    const [, defined] = /^\[[\w-]+\]: (\S+)$/.exec(text) ?? [];
    if (defined !== undefined) links.push({ target: defined, line });
  }
  return { path, blocks, links, paths, scripts, anchors };
}

/** The documents at the root, and the pages of docs/. @param root folder of the repository, with a slash at its end */
export function documentation(root: string): Page[] {
  const names = readdirSync(`${root}docs`).filter((name) => name.endsWith(".md"));
  return ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", ...names.map((name) => `docs/${name}`)].map((path) =>
    readPage(pathToFileURL(root), path),
  );
}

function add(blocks: Block[], fence: string, { line, code }: { line: number; code: string }, before: string): void {
  const [info = "", noRun] = fence.split(/ no-run: /);
  const [language = "", ...marks] = info.split(" ");
  const last = blocks.at(-1);
  // A block of text right after another one, with only an empty line between, is that one's output.
  const follows = last && language === "text" && before === "" && line - last.line - last.code.split("\n").length === 3;
  if (follows && last.noRun === undefined) blocks[blocks.length - 1] = { ...last, printed: code };
  else blocks.push({ language, marks, code, line, ...(noRun !== undefined && { noRun }) });
}

/** The anchor that GitHub gives a heading. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
