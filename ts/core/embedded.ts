/**
 * The wasm inside the package. Each file is a separate module, loaded on demand.
 */
import { compilePacked, parts } from "./embedded-parts.js";
import type { WasmProvider } from "./load.js";

const packed = {
  simd128: () => import("packed:simd128"),
  relaxed: () => import("packed:relaxed"),
};

export const embedded: WasmProvider = {
  core: async (variant) => compilePacked(await packed[variant]()),
  parts,
};
