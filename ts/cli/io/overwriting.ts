/**
 * Protects files that no command of this program wrote: an output replaces a file of its own kind, any other one only with `--force`.
 */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import { UsageError } from "../options/usage-error.js";

/** The kinds of files that commands write, by what they begin with. */
const kinds = {
  // Eight bytes for the length of the header, which is JSON.
  "a safetensors file": (head: Buffer) => head.readUInt32LE(4) === 0 && head[8] === 0x7b,
  // The field for the version of the format.
  "an ONNX file": (head: Buffer) => head[0] === 0x08,
  "a WebAssembly file": (head: Buffer) => head.readUInt32LE(0) === 0x6d736100,
  "a Python program": (head: Buffer) => head.toString("latin1", 0, 9) === '"""Trains',
} as const;

export type FileKind = keyof typeof kinds;

/** @throws UsageError if `path` is an ordinary file of another kind that is not empty */
export function assertReplaceable(option: string, path: string, kind: FileKind): void {
  const found = path === "-" ? undefined : statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size === 0 || kinds[kind](headOf(path))) return;
  throw new UsageError(`${option}: expected a new file or ${kind} to replace, got ${path} (--force overwrites it)`);
}

function headOf(path: string): Buffer {
  const head = Buffer.alloc(9);
  const file = openSync(path, "r");
  readSync(file, head);
  closeSync(file);
  return head;
}
