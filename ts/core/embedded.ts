/**
 * The wasm inside the package. Each file is a separate module, loaded on demand.
 */
import type { WasmModule } from "../host/platform.js";
import { unpack } from "./unpack.js";
import type { Variant } from "./variant.js";
import { unsorted } from "./wasm-parts.js";

const packed = {
  simd128: () => import("packed:simd128"),
  relaxed: () => import("packed:relaxed"),
};
const packedEager = {
  simd128: () => import("packed:eager-simd128"),
  relaxed: () => import("packed:eager-relaxed"),
};
const packedSampler = {
  simd128: () => import("packed:sampler-simd128"),
  relaxed: () => import("packed:sampler-relaxed"),
};
const packedReplica = {
  simd128: () => import("packed:replica-simd128"),
  relaxed: () => import("packed:replica-relaxed"),
};

/** See {@link WasmProvider}. */
export const core = async (variant: Variant): Promise<WasmModule> => compile(await packed[variant]());
/** See {@link WasmProvider}. */
export const parts = {
  eager: async (variant: Variant): Promise<WasmModule> => compile(await packedEager[variant]()),
  sampler: async (variant: Variant): Promise<WasmModule> => compile(await packedSampler[variant]()),
  replica: async (variant: Variant): Promise<WasmModule> => compile(await packedReplica[variant]()),
};

async function compile(module: { default: string | Promise<string> }): Promise<WasmModule> {
  return WebAssembly.compile(unsorted(await unpack(await module.default)));
}
