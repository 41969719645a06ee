/**
 * Writes files atomically: after a crash of the process or the machine, a file has its old or its new contents. It writes a temporary file
 * in the same folder, syncs it, renames it, and syncs the folder, without which the rename could be lost.
 */
import { constants } from "node:fs";
import { access, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../options/usage-error.js";
import { write } from "../ui/output.js";
import { fileError } from "./file-error.js";
import { assertReplaceable, type FileKind } from "./overwriting.js";
import { streams } from "./streams.js";

/** Writes `bytes` to `path`, or to stdout for "-". Special files (/dev/null, a named pipe) are written to, not replaced. */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  if (path === "-") return write(bytes);
  try {
    const { target, mode, isOrdinary } = await existing(path);
    if (isOrdinary) await replace(target, mode, bytes);
    else await writeTo(target, "w", mode, bytes);
  } catch (error) {
    throw fileError("cannot write", path, error);
  }
}

/**
 * Fails before the work rather than after it if `path` cannot be written: its folder is missing or read-only, it is a folder, or stdout is a
 * terminal. Removes the temporary files of processes that were killed while they wrote the same file.
 * @param option names the path in errors
 * @param kind what is written; a file of another kind is replaced only if `force` is set
 * @throws UsageError, FileError
 */
export async function prepareToWrite(
  path: string,
  option: string,
  kind: FileKind,
  force: boolean | undefined,
): Promise<void> {
  if (path === "-") {
    if (streams.stdout.isTTY) throw new UsageError("-o -: expected a pipe or a file, got a terminal");
    return;
  }
  try {
    const { target, isOrdinary } = await existing(path);
    await access(isOrdinary ? dirname(target) : target, constants.W_OK);
    if (isOrdinary) await removeLeftovers(target);
    if (!force) assertReplaceable(option, target, kind);
  } catch (error) {
    throw error instanceof UsageError ? error : fileError("cannot write", path, error);
  }
}

/** The target of a path and its mode. A symbolic link is kept and its target replaced. */
async function existing(path: string): Promise<{ target: string; mode: number; isOrdinary: boolean }> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return { target: path, mode: 0o666, isOrdinary: true };
  if (found.isDirectory()) throw Object.assign(new Error("EISDIR"), { code: "EISDIR" });
  return { target: await realpath(path), mode: found.mode & 0o777, isOrdinary: found.isFile() };
}

const temporaryOf = (path: string, pid: number): string => join(dirname(path), `.${basename(path)}.${pid}.tmp`);

async function removeLeftovers(path: string): Promise<void> {
  for (const name of await readdir(dirname(path))) {
    const pid = Number(/\.(\d+)\.tmp$/.exec(name)?.[1]);
    const temporary = temporaryOf(path, pid);
    if (name === basename(temporary) && !isAlive(pid)) await rm(temporary, { force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: the process is alive but belongs to another user.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

async function replace(path: string, mode: number, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryOf(path, process.pid);
  try {
    await writeTo(temporary, "w", mode, bytes);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeTo(path: string, flags: string, mode: number, bytes: Uint8Array): Promise<void> {
  const file = await open(path, flags, mode);
  try {
    await file.writeFile(bytes);
    // Pipes and devices have nothing to sync.
    await file.sync().catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EINVAL" && error.code !== "ENOTSUP") throw error;
    });
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  // Windows cannot open folders; its rename is durable when it returns.
  if (process.platform === "win32") return;
  const folder = await open(path, "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/**
 * A file that is written repeatedly, such as a checkpoint. One write runs at a time, and only the latest contents wait for it, so that a
 * slow disk neither delays the caller nor builds up a queue.
 */
export class LatestFile {
  readonly #path: string;
  #waiting: Uint8Array | undefined;
  #writing: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = path;
  }

  /** Resolves when these bytes, or later ones, are on disk. */
  put(bytes: Uint8Array): Promise<void> {
    this.#waiting = bytes;
    this.#writing ??= this.#drain();
    return this.#writing;
  }

  async #drain(): Promise<void> {
    try {
      while (this.#waiting) {
        const bytes = this.#waiting;
        this.#waiting = undefined;
        await writeAtomically(this.#path, bytes);
      }
    } finally {
      // Reset synchronously: bytes put before a later reset would never be written.
      this.#writing = undefined;
    }
  }
}
