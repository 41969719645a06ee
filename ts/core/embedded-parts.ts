/**
 * The parts inside the package, which are linked to the core. Entries without embedded wasm load them too, but not the core.
 */
import type { WasmModule } from "../host/platform.js";
import { restored } from "./restore.js";
import { unpack } from "./unpack.js";
import type { Variant } from "./variant.js";

/** A module with a packed text. */
interface Packed {
  readonly default: string;
}

/** A file with the part for each variant, which share most of their code. */
const inBoth = (load: () => Promise<Packed>) => async (variant: Variant) =>
  compilePacked(await load(), Number(variant === "relaxed"));

/** See {@link WasmProvider}. */
export const parts = {
  eager: inBoth(() => import("packed:eager")),
  sampler: inBoth(() => import("packed:sampler")),
  replica: inBoth(() => import("packed:replica")),
};

/** @param index the place of the file in the module */
export const compilePacked = async (module: Packed, index = 0): Promise<WasmModule> =>
  WebAssembly.compile(await fileIn(module, index));

/** The bytes of a wasm file. */
export const fileIn = async (module: Packed, index = 0): Promise<Uint8Array<ArrayBuffer>> =>
  restored(await unpack(module.default), index);
