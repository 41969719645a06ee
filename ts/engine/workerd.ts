/**
 * The wasm in a Workers runtime (Cloudflare's workerd), which compiles it when a program is deployed and never from bytes: there a
 * wasm file is imported as what it is, and comes compiled.
 */
import type { Carried } from "./load.js";

const core = {
  simd128: () => import("wasm:simd128"),
  relaxed: () => import("wasm:relaxed"),
};
const eager = {
  simd128: () => import("wasm:eager-simd128"),
  relaxed: () => import("wasm:eager-relaxed"),
};

export const deployed: Carried = {
  core: async (variant) => (await core[variant]()).default,
  eager: async (variant) => (await eager[variant]()).default,
};
