// Replaces dist/ without breaking running processes. Files are renamed into place, so none is ever incomplete; chunks come before the
// entries that import them; and the previous build's chunks stay for processes that have already read its entries.
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { dist } from "./paths.mjs";

const stampPath = `${dist}.build.json`;

/**
 * @param {Map<string, string | Uint8Array>} files contents by path inside dist/
 * @param {{ keepTypes: boolean, clean: boolean }} options
 */
export function swapIn(files, { keepTypes, clean }) {
  const before = existsSync(stampPath) ? JSON.parse(readFileSync(stampPath, "utf8")).files : [];
  const chunksFirst = [...files].sort(([a], [b]) => Number(isChunk(b)) - Number(isChunk(a)));
  for (const [path, contents] of chunksFirst) replace(dist + path, contents);

  const kept = new Set([...files.keys(), ".build.json"]);
  if (!clean) for (const path of before) kept.add(path);
  for (const path of filesUnder("")) {
    if (!kept.has(path) && !(keepTypes && /^(cjs\/)?types\//.test(path))) rmSync(dist + path, { force: true });
  }
  // Last, and always rewritten: its date is the date of the build.
  replace(stampPath, JSON.stringify({ files: [...files.keys()] }), { always: true });
}

const isChunk = (path) => /(^|\/)(chunk|wasm|packed)\b/.test(path);

function replace(path, contents, { always = false } = {}) {
  const bytes = Buffer.from(contents);
  if (!always && existsSync(path) && readFileSync(path).equals(bytes)) return;
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, bytes);
  renameSync(temporary, path);
}

function filesUnder(folder) {
  return readdirSync(dist + folder, { withFileTypes: true })
    .filter((entry) => !entry.name.endsWith(".tmp"))
    .flatMap((entry) => (entry.isDirectory() ? filesUnder(`${folder}${entry.name}/`) : [folder + entry.name]));
}
