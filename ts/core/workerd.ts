/**
 * The wasm in a Workers runtime (Cloudflare's workerd). Such a runtime compiles wasm on deployment and never from bytes, so the file is
 * imported as a compiled module.
 */
import type { WasmModule } from "../host/platform.js";
import type { Variant } from "./variant.js";

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
const replicaFiles = {
  simd128: () => import("wasm:replica-simd128"),
  relaxed: () => import("wasm:replica-relaxed"),
};

/** See {@link WasmProvider}. */
export const core = async (variant: Variant): Promise<WasmModule> => (await files[variant]()).default;
/** See {@link WasmProvider}. */
export const parts = {
  eager: async (variant: Variant): Promise<WasmModule> => (await eagerFiles[variant]()).default,
  sampler: async (variant: Variant): Promise<WasmModule> => (await samplerFiles[variant]()).default,
  replica: async (variant: Variant): Promise<WasmModule> => (await replicaFiles[variant]()).default,
};
