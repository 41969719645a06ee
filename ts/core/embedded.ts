/**
 * The wasm inside the package. Each file is a separate module, loaded on demand.
 */
import { compilePacked, fileIn, parts } from "./embedded-parts.js";
import type { WasmProvider } from "./load.js";
import { type Variant, variants } from "./variant.js";

const packed = {
  simd128: () => import("packed:simd128"),
  relaxed: () => import("packed:relaxed"),
};

export const embedded: WasmProvider = {
  variants,
  core: async (variant) => compilePacked(await packed[variant]()),
  parts,
};

/** The bytes of a core's wasm file. */
export const coreFile = async (variant: Variant): Promise<Uint8Array> => fileIn(await packed[variant]());
