/**
 * Reads files, and stdin for "-", as bytes or as lines. Only one option can read stdin.
 */
import { createReadStream, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { UsageError } from "../options/usage-error.js";
import { FileError, fileError, nameOf } from "./file-error.js";
import { streams } from "./streams.js";

/** The option that reads each stdin. */
const stdinReaders = new WeakMap<object, string>();

type Input = NodeJS.ReadableStream & { destroy?(): void };

/** Streams being read. */
const reading = new Set<Input>();

function claimStdin(reader: string): NodeJS.ReadableStream {
  const { stdin } = streams;
  const other = stdinReaders.get(stdin);
  if (other !== undefined && other !== reader)
    throw new UsageError(`stdin can be read once: ${other} and ${reader} both ask for it`);
  stdinReaders.set(stdin, reader);
  return stdin;
}

/**
 * Closes inputs that were not read to their end.
 * @returns whether there were any. A named pipe without a writer cannot be closed and keeps the process alive
 */
export function closeInputs(): boolean {
  const open = [...reading];
  for (const input of open) input.destroy?.();
  reading.clear();
  return open.length > 0;
}

/** Whether a path can be read only once: stdin, a named pipe, a shell's `<(…)`. */
export function isReadOnce(path: string): boolean {
  if (path === "-") return true;
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/** @param reader the option, for the error message if two options read stdin */
export async function readBytes(path: string, reader: string): Promise<Uint8Array> {
  if (path !== "-") return readFile(path).catch((error) => Promise.reject(fileError("cannot read", path, error)));
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(claimStdin(reader), path)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/**
 * Reads the lines of UTF-8 text in batches as chunks arrive, so that a pipe is answered at once and a large file takes few batches. Lines
 * end with "\n" or "\r\n", the last one optionally; a byte order mark is skipped.
 * @throws UsageError immediately if another option reads stdin; FileError for invalid UTF-8, after the lines before it
 */
export function readLines(path: string, reader: string): AsyncGenerator<string[]> {
  return linesOf(path, path === "-" ? claimStdin(reader) : undefined);
}

/**
 * Reads UTF-8 text in pieces as chunks arrive; a byte order mark is skipped.
 * @throws UsageError immediately if another option reads stdin; FileError for invalid UTF-8
 */
export function readPieces(path: string, reader: string): AsyncGenerator<string> {
  return piecesOf(path, path === "-" ? claimStdin(reader) : undefined);
}

async function* piecesOf(path: string, stdin: NodeJS.ReadableStream | undefined): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let bytes = 0;
  const decode = (chunk?: Uint8Array): string => {
    try {
      return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
    } catch (cause) {
      throw new FileError(`${nameOf(path)}: expected text in UTF-8, got other bytes near byte ${bytes + 1}`, { cause });
    }
  };
  for await (const chunk of chunksOf(stdin ?? createReadStream(path), path)) {
    yield decode(chunk);
    bytes += chunk.length;
  }
  yield decode();
}

const lineEnd = 0x0a;

async function* linesOf(path: string, stdin: NodeJS.ReadableStream | undefined): AsyncGenerator<string[]> {
  const pieces: Uint8Array[] = [];
  let before = 0;
  const batch = function* (bytes: Uint8Array): Generator<string[]> {
    const { lines, failure } = decodeLines(bytes, path, before);
    before += lines.length;
    if (lines.length > 0) yield lines;
    if (failure) throw failure;
  };
  for await (const chunk of chunksOf(stdin ?? createReadStream(path), path)) {
    const end = chunk.lastIndexOf(lineEnd) + 1;
    if (end > 0) {
      pieces.push(chunk.subarray(0, end - 1));
      yield* batch(Buffer.concat(pieces.splice(0)));
    }
    if (end < chunk.length) pieces.push(chunk.subarray(end));
  }
  if (pieces.length > 0) yield* batch(Buffer.concat(pieces));
}

/** Decodes complete lines. If one is not UTF-8, returns the lines before it and the error. */
function decodeLines(bytes: Uint8Array, path: string, before: number): { lines: string[]; failure?: FileError } {
  try {
    const lines = decodeText(bytes, before === 0).split("\n");
    return { lines: lines.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line)) };
  } catch (cause) {
    // In UTF-8, the byte of a line end is never part of another character.
    const bad = badByte(bytes);
    const start = bytes.lastIndexOf(lineEnd, bad) + 1;
    const { lines } = start > 0 ? decodeLines(bytes.subarray(0, start - 1), path, before) : { lines: [] };
    const byte = `0x${(bytes[bad] as number).toString(16).toUpperCase().padStart(2, "0")}`;
    const place = `line ${before + lines.length + 1}, byte ${bad - start + 1}`;
    return {
      lines,
      failure: new FileError(`${nameOf(path)}, ${place}: expected text in UTF-8, got ${byte}`, { cause }),
    };
  }
}

const decodeText = (bytes: Uint8Array, isStart: boolean): string =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: !isStart }).decode(bytes);

/** The index of the first byte that is not valid UTF-8. */
function badByte(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  // Bisect for the longest prefix that decodes as a stream, then go back to the start of its last, incomplete character.
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  for (let start = good; start > 0 && start > good - 4; start--) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, start));
      return start;
    } catch {}
  }
  return 0;
}

async function* chunksOf(stream: Input, path: string): AsyncGenerator<Uint8Array> {
  reading.add(stream);
  try {
    for await (const chunk of stream) yield chunk as unknown as Uint8Array;
  } catch (error) {
    throw fileError("cannot read", nameOf(path), error);
  } finally {
    reading.delete(stream);
  }
}
