/**
 * The core as the rest of the package sees it. Only this folder imports what wasm-bindgen generated.
 */
export { builtin } from "../host/builtin.js";
export { type Core, Engine } from "./engine.js";
export { carrying, currentEngine, engineFromModule, type InitOptions, init, loadEngine } from "./load.js";
export { unpack } from "./unpack.js";
export { type Variant, type VariantOption, variantOptions } from "./variant.js";
export { version } from "./version.js";
export type { WasmSource } from "./wasm-source.js";
