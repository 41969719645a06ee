/**
 * Unpacks what the build packed: DEFLATE in base64, so that a page loads what gzip would have made of the file; base64 alone leaves
 * gzip little to find.
 */
import { builtin } from "./builtin.js";

/** PERF: loading the streams takes Node 15 to 50 ms, its zlib one; browsers have the streams at hand. */
export async function unpack(base64: string): Promise<Uint8Array<ArrayBuffer>> {
  const binary = atob(base64);
  const packed = new Uint8Array(binary.length);
  for (let i = 0; i < packed.length; i++) packed[i] = binary.charCodeAt(i);
  const zlib = builtin<{ inflateRawSync(bytes: Uint8Array): Uint8Array<ArrayBuffer> }>("node:zlib");
  if (zlib) return zlib.inflateRawSync(packed);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
