/**
 * The wasm that the package carries, each variant a module of its own that is loaded when it is chosen. The build puts absent.ts in its
 * place for entries that are given their wasm.
 */
import { builtin } from "./builtin.js";
import type { Variant } from "./variant.js";

const texts = {
  simd128: () => import("./generated/simd128.wasm"),
  relaxed: () => import("./generated/relaxed.wasm"),
};

/** Compiles the embedded file; undefined in entries that carry none. */
export const compileEmbedded: ((variant: Variant) => Promise<WebAssembly.Module>) | undefined = async (variant) => {
  const { default: base64 } = await texts[variant]();
  const binary = atob(base64);
  const packed = new Uint8Array(binary.length);
  for (let i = 0; i < packed.length; i++) packed[i] = binary.charCodeAt(i);
  return WebAssembly.compile(await unpack(packed));
};

/** PERF: loading the streams takes Node 15 to 50 ms, its zlib one; browsers have the streams at hand. */
async function unpack(packed: Uint8Array<ArrayBuffer>): Promise<BufferSource> {
  const zlib = builtin<{ inflateRawSync(bytes: Uint8Array): Uint8Array<ArrayBuffer> }>("node:zlib");
  if (zlib) return zlib.inflateRawSync(packed);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(stream).arrayBuffer();
}
