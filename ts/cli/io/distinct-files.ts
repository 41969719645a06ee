/**
 * Outputs that would destroy an input, or each other, whatever name they go by.
 */
import { lstatSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../options/usage-error.js";

/** Paths by the option that names them; "-" and what is not given are no files. */
export type NamedPaths = Readonly<Record<string, string | undefined>>;

/**
 * @param outputs in the order in which they are judged
 * @throws UsageError for an output that is an input, and for two that are one file
 */
export function assertDistinct(outputs: NamedPaths, inputs: NamedPaths): void {
  const taken = new Map<string, string>();
  for (const [option, path] of Object.entries(inputs)) {
    const file = path === undefined ? undefined : fileOf(path);
    if (file !== undefined) taken.set(file, option);
  }
  for (const [option, path] of Object.entries(outputs)) {
    const file = path === undefined ? undefined : fileOf(path);
    if (path === undefined || file === undefined) continue;
    const other = taken.get(file);
    if (other !== undefined) throw new UsageError(`${option}: expected another file than ${other}'s, got ${path}`);
    taken.set(file, option);
  }
}

/** What is the same for all names of a file, also of one that is not there yet; undefined for what is no ordinary file. */
function fileOf(path: string, links = 0): string | undefined {
  if (path === "-") return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found) return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  // A symbolic link to what is not there.
  if (links < 40 && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    return fileOf(resolve(dirname(path), readlinkSync(path)), links + 1);
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return resolve(path);
  }
}
