/**
 * The wasm that the package carries, each variant a module of its own that is loaded when it is chosen. The build puts absent.ts in its
 * place for entries that are given their wasm.
 */
import type { Variant } from "./variant.js";

const texts = {
  simd128: () => import("./generated/simd128.wasm"),
  relaxed: () => import("./generated/relaxed.wasm"),
};

/** Compiles the embedded file; undefined in entries that carry none. */
export const compileEmbedded: ((variant: Variant) => Promise<WebAssembly.Module>) | undefined = async (variant) => {
  const { default: base64 } = await texts[variant]();
  const binary = atob(base64);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return WebAssembly.compile(bytes);
};
