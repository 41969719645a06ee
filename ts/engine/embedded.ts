/**
 * The wasm that the package carries, each variant a module of its own that is loaded when it is chosen.
 */
import { unpack } from "./unpack.js";
import type { Variant } from "./variant.js";

const packed = {
  simd128: () => import("packed:simd128"),
  relaxed: () => import("packed:relaxed"),
};

/** Compiles the file of a variant. */
export async function compileEmbedded(variant: Variant): Promise<WebAssembly.Module> {
  const text = await (await packed[variant]()).default;
  return WebAssembly.compile(await unpack(text));
}
