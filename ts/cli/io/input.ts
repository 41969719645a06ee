/**
 * What is read: files, and "-" for stdin, whole or as lines. stdin can be read once, and only by one option.
 */
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { UsageError } from "../options/usage-error.js";
import { FileError, fileError, nameOf } from "./file-error.js";
import { streams } from "./streams.js";

/** Who reads which stdin. */
const stdinReaders = new WeakMap<object, string>();

function claimStdin(reader: string): NodeJS.ReadableStream {
  const { stdin } = streams;
  const other = stdinReaders.get(stdin);
  if (other !== undefined && other !== reader)
    throw new UsageError(`stdin can be read once: ${other} and ${reader} both ask for it`);
  stdinReaders.set(stdin, reader);
  return stdin;
}

/** @param reader what asks, for the message where two ask for stdin */
export async function readBytes(path: string, reader: string): Promise<Uint8Array> {
  try {
    if (path !== "-") return await readFile(path);
    const chunks: Uint8Array[] = [];
    for await (const chunk of claimStdin(reader)) chunks.push(chunk as Uint8Array);
    return Buffer.concat(chunks);
  } catch (error) {
    throw error instanceof UsageError ? error : fileError("cannot read", nameOf(path), error);
  }
}

/**
 * The lines of a text in UTF-8, in lots as they arrive: whoever waits at the other end of a pipe gets answers at once, and a large file
 * comes in few lots. Line ends are "\n" or "\r\n"; the last may be missing; a byte order mark is skipped.
 * @throws UsageError at once, not with the first line, where stdin is taken
 */
export function readLines(path: string, reader: string): AsyncGenerator<string[]> {
  return linesOf(path, path === "-" ? claimStdin(reader) : undefined);
}

async function* linesOf(path: string, stdin: NodeJS.ReadableStream | undefined): AsyncGenerator<string[]> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let rest = "";
  for await (const chunk of chunksOf(stdin ?? createReadStream(path), path)) {
    const lines = (rest + decode(decoder, path, chunk)).split("\n");
    rest = lines.pop() ?? "";
    if (lines.length > 0) yield lines.map(withoutReturn);
  }
  rest += decode(decoder, path);
  if (rest !== "") yield [withoutReturn(rest)];
}

const withoutReturn = (line: string): string => (line.endsWith("\r") ? line.slice(0, -1) : line);

async function* chunksOf(stream: AsyncIterable<unknown>, path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of stream) yield chunk as Uint8Array;
  } catch (error) {
    throw fileError("cannot read", nameOf(path), error);
  }
}

/** Without a chunk: the end of the text. */
function decode(decoder: TextDecoder, path: string, chunk?: Uint8Array): string {
  try {
    return chunk ? decoder.decode(chunk, { stream: true }) : decoder.decode();
  } catch (cause) {
    throw new FileError(`cannot read ${nameOf(path)}: expected text in UTF-8`, { cause });
  }
}
