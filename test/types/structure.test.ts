/**
 * The direction of imports between the folders of `ts/`, and the places that know a task or a cell. A part of `npm run lint`, which also
 * rejects cycles between files.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { cellNames } from "../../ts/model/cells.js";

const root = fileURLToPath(new URL("../../ts/", import.meta.url));

/** The stations, each of which imports only from itself and those before it. A file is at the longest that its path begins with. */
const stations = [
  "errors/",
  "host/",
  "random/",
  "model/cells.ts",
  "core/",
  "data/",
  "ciphers/",
  "formats/safetensors/",
  "model/",
  "options/",
  "formats/",
  "nn/",
  "tasks/",
  "training/",
  "", // the entries
  "cli/",
];

const stationOf = (path: string): string =>
  stations.reduce(
    (found, station) => (path.startsWith(station) && station.length > found.length ? station : found),
    "",
  );

const files = ts.sys
  .readDirectory(root, [".ts"])
  .map((path) => posix.relative(root, path))
  .filter((path) => !path.includes("generated/"));

/** The files that a file imports: statically, late, and for their types. */
const importsOf = (path: string): string[] =>
  ts
    .preProcessFile(readFileSync(root + path, "utf8"), true, true)
    .importedFiles.filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => posix.join(posix.dirname(path), fileName).replace(/\.js$/, ".ts"));

test("imports go one way", () => {
  expect(files.length).toBeGreaterThan(200);
  const rank = (path: string) => stations.indexOf(stationOf(path));
  const backwards = files.flatMap((path) =>
    importsOf(path).flatMap((imported) => (rank(imported) > rank(path) ? [`${path} imports ${imported}`] : [])),
  );
  expect(backwards).toEqual([]);
  // Each station is one: none is a mistyped or a deleted folder.
  expect([...new Set(files.map(stationOf))].sort()).toEqual([...stations].sort());
});

/** The files of `ts/` in CONTRIBUTING.md's list for a task. */
const contributing = readFileSync(new URL("../../CONTRIBUTING.md", import.meta.url), "utf8");
const section = contributing.slice(contributing.indexOf("### A task"), contributing.indexOf("### An option"));
const listed = [...section.matchAll(/`ts\/([\w/.-]+)`/g)].map(([, path]) => path as string);

const tasks = readdirSync(`${root}tasks`).filter((name) => existsSync(`${root}tasks/${name}/task.ts`));

/** The string literals of a file, in its code and its types. */
function stringsOf(path: string): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.add(node.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, readFileSync(root + path, "utf8"), ts.ScriptTarget.ESNext));
  return found;
}

const strings = new Map(files.map((path) => [path, stringsOf(path)]));

describe.each(tasks)("the task %s", (task) => {
  const folder = `tasks/${task}/`;
  const others = files.filter((path) => !path.startsWith(folder) && path !== `cli/tasks/${task}.ts`);

  test("is imported only where CONTRIBUTING.md says", () => {
    const importers = others.filter((path) => importsOf(path).some((imported) => imported.startsWith(folder)));
    expect(importers).toEqual(importers.filter((path) => listed.includes(path)));
    const lists = ["slim.ts", "tasks/onnx.ts", "tasks/pytorch.ts", "tasks/registry.ts", "tasks/types.ts"];
    expect(importers).toEqual(expect.arrayContaining(lists));
  });

  test("is named only where CONTRIBUTING.md says, and by the commands for its models", () => {
    const naming = others.filter((path) => strings.get(path)?.has(task) && !path.startsWith("cli/commands/"));
    expect(naming).toEqual(naming.filter((path) => listed.includes(path)));
  });
});

test("a cell is named only by the table of cells, its layers, and tasks that have it as their default", () => {
  const isPlace = (path: string) => /^model\/cells\.ts$|^nn\/layers\/|^tasks\/\w+\/options\.ts$/.test(path);
  expect(cellNames.length).toBeGreaterThan(2);
  const naming = files.filter((path) => cellNames.some((name) => strings.get(path)?.has(name)));
  expect(naming.filter((path) => !isPlace(path))).toEqual([]);
  expect(naming).toContain("model/cells.ts");
});
