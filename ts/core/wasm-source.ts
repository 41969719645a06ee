/**
 * Compiles the wasm that a user passes to `init()`, in any form, and checks that it belongs to this version.
 */

import { isBuffer, tagOf } from "../errors/realms.js";
import { RnnError } from "../errors/rnn-error.js";
import { invalidOption } from "../errors/validate.js";
import { builtin } from "../host/builtin.js";
import type { PlatformClass, WasmModule } from "../host/platform.js";
import { fingerprint } from "./generated/glue.js";
import type { Variant } from "./variant.js";
import { version } from "./version.js";
import { policyError } from "./wasm-refusal.js";

/** A compiled module, bytes, a response, a URL (also `file:` if there is a file system), or a promise of one of these. */
export type WasmSource =
  | WasmModule
  | ArrayBufferView
  | ArrayBuffer
  | PlatformClass<"Response">
  | PlatformClass<"URL">
  | string;

/** @throws RnnError `ERR_INVALID_OPTION` for anything but a wasm source, `ERR_FORMAT` for a file of another version */
export async function compile(
  source: WasmSource | PromiseLike<WasmSource>,
): Promise<{ module: WasmModule; variant: Variant }> {
  const given: unknown = await source;
  const module = isModule(given) ? given : await compileBytes(await bytesOf(given));
  return { module, variant: variantOf(module) };
}

const isModule = (value: unknown): value is WasmModule => tagOf(value) === "WebAssembly.Module";

async function compileBytes(bytes: BufferSource): Promise<WasmModule> {
  try {
    return await WebAssembly.compile(bytes);
  } catch (cause) {
    throw policyError(cause) ?? notOurs(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

async function bytesOf(source: unknown): Promise<BufferSource> {
  if (ArrayBuffer.isView(source) || isBuffer(source)) return source as BufferSource;
  if (typeof source === "string" || tagOf(source) === "URL") {
    const address = String(source);
    return readFile(address) ?? bytesOf(await fetched(address));
  }
  const response = source as Partial<Response> | undefined | null;
  if (typeof response?.arrayBuffer !== "function") {
    throw invalidOption("wasm", "a WebAssembly.Module, bytes, a Response or a URL", source);
  }
  if (response.ok === false) throw notOurs(`status ${response.status} from ${response.url}`);
  return response.arrayBuffer();
}

/** Relative URLs resolve only in pages, and servers may fail. */
async function fetched(address: string): Promise<Response> {
  try {
    return await fetch(address);
  } catch (cause) {
    throw notOurs(`${cause} for ${address}`, cause);
  }
}

/** Node's fetch does not support `file:`. */
function readFile(address: string): BufferSource | undefined {
  if (!address.startsWith("file:")) return undefined;
  return builtin<{ readFileSync(path: URL): Uint8Array<ArrayBuffer> }>("node:fs")?.readFileSync(new URL(address));
}

/** The build writes the variant and the fingerprint of the glue into each file. */
function variantOf(module: WasmModule): Variant {
  const [section] = WebAssembly.Module.customSections(module, "rnn-wasm");
  const [variant, glue] = new TextDecoder().decode(section).split(" ");
  if (glue !== fingerprint) throw notOurs(section ? "the file of another version" : "another module");
  return variant as Variant;
}

const notOurs = (got: string, cause?: unknown) =>
  new RnnError("ERR_FORMAT", `wasm: expected simd128.wasm or relaxed.wasm of rnn-wasm ${version}, got ${got}`, {
    cause,
  });
