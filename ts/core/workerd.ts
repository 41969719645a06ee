/**
 * The wasm in a Workers runtime (Cloudflare's workerd), which compiles it when a program is deployed and never from bytes: there a
 * wasm file is imported as what it is, and comes compiled.
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

/** See {@link Carried}. */
export const core = async (variant: Variant): Promise<WasmModule> => (await files[variant]()).default;
/** See {@link Carried}. */
export const eager = async (variant: Variant): Promise<WasmModule> => (await eagerFiles[variant]()).default;
