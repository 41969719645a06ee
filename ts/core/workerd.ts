/**
 * The wasm in a Workers runtime (Cloudflare's workerd). Such a runtime compiles wasm on deployment and never from bytes, so the file is
 * imported as a compiled module. It has no workers that a program could start, and so no replicas.
 */
import { invalidOption } from "../errors/validate.js";
import type { WasmModule } from "../host/platform.js";
import type { WasmProvider } from "./load.js";
import type { Variant } from "./variant.js";

/** The package has plain files of one variant only, because each takes a tenth of what npm downloads. */
const file = (load: () => Promise<{ readonly default: WasmModule }>) => async (variant: Variant) => {
  if (variant !== "simd128") throw invalidOption("variant", '"simd128", which Workers entries contain', variant);
  return (await load()).default;
};

export const deployed: WasmProvider = {
  variants: ["simd128"],
  core: file(() => import("wasm:simd128")),
  parts: {
    eager: file(() => import("wasm:eager-simd128")),
    sampler: file(() => import("wasm:sampler-simd128")),
  },
};
