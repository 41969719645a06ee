/**
 * The parts inside the package, which are linked to the core. Entries without embedded wasm load them too, but not the core.
 */
import type { WasmModule } from "../host/platform.js";
import { unpack } from "./unpack.js";
import type { Variant } from "./variant.js";
import { unsorted } from "./wasm-parts.js";

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
export const parts = {
  eager: async (variant: Variant): Promise<WasmModule> => compilePacked(await packedEager[variant]()),
  sampler: async (variant: Variant): Promise<WasmModule> => compilePacked(await packedSampler[variant]()),
  replica: async (variant: Variant): Promise<WasmModule> => compilePacked(await packedReplica[variant]()),
};

/** Compiles a module of the folder `packed`. */
export async function compilePacked(module: { default: string | Promise<string> }): Promise<WasmModule> {
  return WebAssembly.compile(unsorted(await unpack(await module.default)));
}
