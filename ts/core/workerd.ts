/**
 * The wasm in a Workers runtime (Cloudflare's workerd). Such a runtime compiles wasm on deployment and never from bytes, so the file is
 * imported as a compiled module. It has no workers that a program could start, and so no replicas.
 */
import type { WasmProvider } from "./load.js";

const files = {
  simd128: () => import("wasm:simd128"),
  relaxed: () => import("wasm:relaxed"),
};
const eagerFiles = {
  simd128: () => import("wasm:eager-simd128"),
  relaxed: () => import("wasm:eager-relaxed"),
};
const samplerFiles = {
  simd128: () => import("wasm:sampler-simd128"),
  relaxed: () => import("wasm:sampler-relaxed"),
};

export const deployed: WasmProvider = {
  core: async (variant) => (await files[variant]()).default,
  parts: {
    eager: async (variant) => (await eagerFiles[variant]()).default,
    sampler: async (variant) => (await samplerFiles[variant]()).default,
  },
};
