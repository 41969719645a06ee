/**
 * What README.md, CONTRIBUTING.md, CHANGELOG.md and the pages of docs/ say is true: every code block runs and has the results written beside it, and the target of
 * every link and path exists. A block that is not run gives its reason in the fence, and the end of this test lists these blocks.
 */
import { existsSync, readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sourceAddress } from "../../scripts/build/paths.mjs";
import { findPython } from "../fixtures/python.js";
import { type Block, documentation, type Page } from "./page.js";
import { difference } from "./printed.js";
import { type Program, programsOf } from "./program.js";
import { Reader, root } from "./reader.js";

const manifest = JSON.parse(readFileSync(`${root}package.json`, "utf8"));
const rootUrl = pathToFileURL(root);
const pages = documentation(root);
/** Folders that commands create: a fresh clone lacks them. */
const built = new Set(["dist/", "demo/dist/", "docs/api/"]);
const byPath = new Map(pages.map((page) => [page.path, page]));

const needsPython = pages.some(({ blocks }) => blocks.some(({ language }) => language === "python"));
const found = needsPython ? findPython() : undefined;
const python = found && "python" in found ? found.python : undefined;
const notRun: string[] = [];

describe.concurrent.each(pages.map((page) => ({ page, path: page.path })))("$path", ({ page }) => {
  let reader: Reader;
  beforeAll(() => {
    reader = new Reader(root);
  });
  afterAll(() => reader.leave());

  test("has links and paths whose targets exist", () => {
    expect(page.links.filter(({ target }) => !targetExists(page, target))).toEqual([]);
    expect(page.paths.filter(({ target }) => !existsSync(root + target) && !built.has(target))).toEqual([]);
  });

  test("names scripts that package.json has", () => {
    expect(page.scripts.filter(({ target }) => !(target in manifest.scripts))).toEqual([]);
  });

  // Each page has its own folder and processes, so pages run side by side.
  test.concurrent("has code that runs as written", { timeout: 120_000 }, async ({ expect }) => {
    const programs = programsOf(page);
    const broken = new Map<Program, string>();
    for (const block of page.blocks) {
      const place = `${page.path}:${block.line}`;
      const program = programs.find(({ blocks }) => blocks.includes(block));
      const why = (program && broken.get(program)) ?? whyNot(block);
      if (why !== undefined) {
        if (program) broken.set(program, why);
        notRun.push(`${place} (${block.language}): ${why}`);
        continue;
      }
      const { failure, printed } = await run(reader, block, program);
      expect(failure, place).toBe("");
      if (block.printed !== undefined) expect(difference(printed, block.printed), place).toBeUndefined();
    }
  });
});

test.each(["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])("%s has no line over 100 columns", (path) => {
  const lines = readFileSync(root + path, "utf8").split("\n");
  expect(lines.filter((line) => [...line].length > 100)).toEqual([]);
});

test("no document is longer than 250 lines, and no table has more than five columns", () => {
  for (const { path } of pages) {
    const lines = readFileSync(root + path, "utf8")
      .trimEnd()
      .split("\n");
    expect({ path, isShort: lines.length <= 250 }).toEqual({ path, isShort: true });
    const widths = lines.filter((line) => /^\|[-:| ]+\|$/.test(line)).map((line) => line.split("|").length - 2);
    expect({ path, widest: Math.max(0, ...widths) }).toEqual({ path, widest: Math.min(5, Math.max(0, ...widths)) });
  }
});

test("README.md, which npm packs alone, links to addresses", () => {
  const targets = byPath.get("README.md")?.links.map(({ target }) => target) ?? [];
  const packed = /^(https:\/\/|#)/;
  expect(targets.filter((target) => !packed.test(target))).toEqual([]);
});

test("docs/README.md, the index, names every page", () => {
  const named = byPath.get("docs/README.md")?.links.map(({ target }) => `docs/${target}`);
  expect(named).toEqual(expect.arrayContaining([...byPath.keys()].filter((path) => /^docs\/(?!README)/.test(path))));
});

afterAll(() => {
  if (notRun.length > 0) console.log(`Blocks of the documentation that were not run:\n  ${notRun.join("\n  ")}`);
});

function whyNot({ noRun, language, marks }: Block): string | undefined {
  if (noRun !== undefined) return noRun;
  if (process.platform === "win32" && language === "sh") return "no POSIX shell";
  const asksForPython = language === "python" || marks.includes("after-python");
  return asksForPython && found && "missing" in found ? found.missing : undefined;
}

async function run(reader: Reader, { language, code, line }: Block, program: Program | undefined) {
  if (program) return reader.next(program);
  if (language === "sh") return reader.shell(code);
  if (language === "python") return reader.python(python as string, code);
  throw new Error(`line ${line}: cannot run ${language || "a block without a language"}`);
}

/** Addresses of files of this repository on the web. */
const ownAddresses = [
  sourceAddress,
  sourceAddress.replace("github.com", "raw.githubusercontent.com").replace("/blob", ""),
];

function targetExists(from: Page, target: string): boolean {
  const own = ownAddresses.find((address) => target.startsWith(address));
  if (own !== undefined) return targetExists({ ...from, path: "README.md" }, target.slice(own.length));
  // Links to other sites are not checked: a test must not depend on the network.
  if (/^https?:/.test(target)) return true;
  const { pathname, hash } = new URL(target, new URL(from.path, rootUrl));
  const path = decodeURIComponent(pathname).slice(rootUrl.pathname.length);
  const anchors = byPath.get(path)?.anchors;
  return (
    existsSync(root + path) && (hash === "" || anchors === undefined || anchors.has(decodeURIComponent(hash.slice(1))))
  );
}
