/** The direction of imports between the folders of `ts/`. A part of `npm run lint`, which also rejects cycles between files. */
import { readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

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
