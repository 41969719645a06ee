/**
 * Unpacks the wasm files in the bundles: DEFLATE in base64. Gzip compresses base64 of uncompressed wasm badly; this way a page loads about as
 * many bytes as the gzipped file has.
 */
import { builtin } from "../host/builtin.js";

/** PERF: in Node, loading DecompressionStream takes 15 to 50 ms and loading zlib 1 ms; in browsers the streams are built in. */
export async function unpack(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const packed = bytesOf(base64);
  const zlib = builtin<{ inflateRawSync(bytes: Uint8Array): Uint8Array<ArrayBuffer> }>("node:zlib");
  if (zlib) return zlib.inflateRawSync(packed);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** PERF: uses a native decoder if there is one; decoding in JavaScript takes 2 ms of the start. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const { Buffer } = globalThis as { Buffer?: { from(text: string, encoding: "base64"): Uint8Array<ArrayBuffer> } };
  const { fromBase64 } = Uint8Array as { fromBase64?(text: string): Uint8Array<ArrayBuffer> };
  if (Buffer) return Buffer.from(base64, "base64");
  return fromBase64?.(base64) ?? Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
