/**
 * Detects outputs that would overwrite an input or each other, even under different names.
 */
import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UsageError } from "../options/usage-error.js";
import { isFolder } from "./input.js";

/** Paths by option; "-" and undefined stand for no file. */
export type NamedPaths = Readonly<Record<string, string | undefined>>;

/**
 * @param outputs in the order in which to check them
 * @throws UsageError if an output is an input, or two outputs are one file
 */
export function assertDistinct(outputs: NamedPaths, inputs: NamedPaths): void {
  const taken = new Map<string, string>();
  for (const [option, path] of Object.entries(inputs)) {
    for (const file of path === undefined ? [] : filesAt(path)) taken.set(file, option);
  }
  for (const [option, path] of Object.entries(outputs)) {
    const file = path === undefined ? undefined : identityOf(path);
    if (path === undefined || file === undefined) continue;
    const other = taken.get(file);
    if (other !== undefined) throw new UsageError(`${option}: expected another file than ${other}'s, got ${path}`);
    taken.set(file, option);
  }
}

/** The identities of a file, or of the files in a folder. */
function filesAt(path: string): string[] {
  const paths = isFolder(path) ? readdirSync(path).map((name) => join(path, name)) : [path];
  return paths.map((each) => identityOf(each)).filter((file) => file !== undefined);
}

/** An identity that all names of a file share, even before it exists; undefined for special files. */
function identityOf(path: string, links = 0): string | undefined {
  if (path === "-") return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  if (found) return found.isFile() ? `${found.dev}:${found.ino}` : undefined;
  // A symbolic link to a file that does not exist yet.
  if (links < 40 && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink())
    return identityOf(resolve(dirname(path), readlinkSync(path)), links + 1);
  try {
    return join(realpathSync(dirname(path)), basename(path));
  } catch {
    return resolve(path);
  }
}
