/**
 * Reads files, and stdin for "-", as bytes or as lines. Only one option can read stdin.
 */
import { constants, createReadStream, openSync, statSync } from "node:fs";
import { Socket } from "node:net";
import { UsageError } from "../options/usage-error.js";
import { FileError, fileError, nameOf } from "./file-error.js";
import { streams } from "./streams.js";
import { badByte, decodeText, incompleteEnd, notUtf8 } from "./utf8.js";

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
 * @returns whether there were any
 */
export function closeInputs(): boolean {
  const open = [...reading];
  for (const input of open) input.destroy?.();
  reading.clear();
  return open.length > 0;
}

/** Whether a path names a folder. */
export const isFolder = (path: string): boolean =>
  path !== "-" && statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Whether a path can be read only once: stdin, a named pipe, a shell's `<(…)`. */
function isReadOnce(path: string): boolean {
  if (path === "-") return true;
  const found = statSync(path, { throwIfNoEntry: false });
  return found !== undefined && !found.isFile() && !found.isDirectory();
}

/** What `read` yields: at each iteration from the beginning, if the file can be read more than once. */
export const iterable = <Item>(path: string, read: () => AsyncGenerator<Item>): AsyncIterable<Item> =>
  isReadOnce(path) ? read() : { [Symbol.asyncIterator]: read };

/** @param reader the option, for the error message if two options read stdin */
export async function readBytes(path: string, reader: string): Promise<Uint8Array> {
  const stdin = path === "-" ? claimStdin(reader) : undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of chunksOf(stdin, path)) chunks.push(chunk);
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
  // The last bytes may be the start of a character that the next chunk completes.
  let [last, bytes]: [Uint8Array, number] = [new Uint8Array(), 0];
  const decode = (chunk: Uint8Array, stream: boolean): string => {
    try {
      return decoder.decode(chunk, { stream });
    } catch (cause) {
      const open = incompleteEnd(last);
      const { index, shown } = badByte(Buffer.concat([open, chunk]));
      throw new FileError(`${nameOf(path)}, byte ${bytes - open.length + index + 1}: ${notUtf8(shown)}`, { cause });
    }
  };
  for await (const chunk of chunksOf(stdin, path)) {
    yield decode(chunk, true);
    bytes += chunk.length;
    last = Buffer.concat([last, chunk.subarray(-3)]).subarray(-3);
  }
  yield decode(new Uint8Array(), false);
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
  for await (const chunk of chunksOf(stdin, path)) {
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
    const { index: bad, shown } = badByte(bytes);
    const start = bytes.lastIndexOf(lineEnd, bad) + 1;
    const { lines } = start > 0 ? decodeLines(bytes.subarray(0, start - 1), path, before) : { lines: [] };
    const place = `line ${before + lines.length + 1}, byte ${bad - start + 1}`;
    return { lines, failure: new FileError(`${nameOf(path)}, ${place}: ${notUtf8(shown)}`, { cause }) };
  }
}

async function* chunksOf(stdin: NodeJS.ReadableStream | undefined, path: string): AsyncGenerator<Uint8Array> {
  let stream: Input | undefined;
  try {
    stream = stdin ?? opened(path);
    reading.add(stream);
    for await (const chunk of stream) yield chunk as unknown as Uint8Array;
  } catch (error) {
    throw fileError("cannot read", nameOf(path), error);
  } finally {
    if (stream) reading.delete(stream);
  }
}

/**
 * Opens a file. A read of a named pipe blocks its thread until a writer comes, and the process cannot exit before; the event loop of Linux
 * waits for the writer without a thread.
 */
function opened(path: string): Input {
  const isPipe = process.platform === "linux" && statSync(path, { throwIfNoEntry: false })?.isFIFO() === true;
  if (!isPipe) return createReadStream(path);
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return new Socket({ fd, readable: true, writable: false });
}
