// The download size of an entry: its JavaScript and every module that it imports statically, each gzipped as a server would.
import { posix } from "node:path";
import { gzipSync } from "node:zlib";

/** Maximum sizes in KB, gzipped, as README.md and docs/ promise. */
export const budgets = {
  /** The main entry's JavaScript, without dynamic imports. */
  mainEntry: 15,
  /** A build of the core: the wasm file, and its form in the main entry. */
  variant: 60,
  /** Everything that a browser loads to train the tutorial's tagger. */
  training: 60,
  /** Everything that a browser loads to train any other task, cell and kind of data. */
  anyTraining: 72,
  /** The same for forecasting, which has differences, rules and intervals; a column of dates loads 3 KB more. */
  forecasting: 77,
  /** The demo page with all of its views and one build of the core, and what its first view loads. */
  page: 300,
  firstView: 150,
  /** The tarball that npm downloads. */
  tarball: 400,
};

/**
 * Maximum size in KB, uncompressed, of a file with a CommonJS copy. In the tarball the copy follows the file, and costs almost nothing if it
 * is within DEFLATE's window: 32 KB from the start of the file, less the header between the two and what the copy writes differently.
 */
export const maxCopied = 30.5;

/** Converts bytes to the unit of the budgets. */
export const kilobytes = (bytes) => bytes / 1024;

/** The entry and its static imports: without the wasm, the worker's program and other dynamic imports. */
export const staticClosure = (files, entry) => closure(files, entry, /(?:from|import)\s*"(\.{1,2}\/[^"]+)"/g);

/**
 * @param {Map<string, string | Uint8Array>} files
 * @param {string} entry
 * @returns {string[]} the entry and its imports, static and dynamic
 */
export function closure(files, entry, imports = /(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+)"/g) {
  const found = new Set();
  const visit = (path) => {
    if (found.has(path) || !files.has(path)) return;
    found.add(path);
    for (const [, specifier] of String(files.get(path)).matchAll(imports)) {
      visit(posix.join(posix.dirname(path), specifier));
    }
  };
  visit(entry);
  return [...found];
}

/** Bytes of `entry` and its static imports, gzipped. */
export function gzipSize(files, entry) {
  return staticClosure(files, entry).reduce((sum, path) => sum + gzipSync(files.get(path), { level: 9 }).length, 0);
}
