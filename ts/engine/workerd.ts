/**
 * Stands in for embedded.ts in a Workers runtime (Cloudflare's workerd), which compiles wasm when a program is deployed and never from
 * bytes: there a wasm file is imported as what it is, and comes compiled.
 */
import type { Variant } from "./variant.js";

const files: Record<Variant, () => Promise<{ default: unknown }>> = {
  simd128: () => import("./generated/simd128.wasm"),
  relaxed: () => import("./generated/relaxed.wasm"),
};

/** As in embedded.ts. */
export const compileEmbedded = async (variant: Variant): Promise<WebAssembly.Module> =>
  (await files[variant]()).default as WebAssembly.Module;
