/**
 * The wasm inside the package. Each file is a separate module, loaded on demand.
 */
import type { WasmModule } from "../host/platform.js";
import { compilePacked } from "./embedded-parts.js";
import type { Variant } from "./variant.js";

const packed = {
  simd128: () => import("packed:simd128"),
  relaxed: () => import("packed:relaxed"),
};

/** See {@link WasmProvider}. */
export const core = async (variant: Variant): Promise<WasmModule> => compilePacked(await packed[variant]());
export { parts } from "./embedded-parts.js";
