/**
 * The core's class for eager operations, apart from the rest of the glue: only `rnn-wasm/nn` loads it.
 */
import type { Engine } from "./engine.js";
import { createEager } from "./generated/eager.js";

/** What wasm-bindgen made of the crate's `Eager`. */
export type EagerCore = InstanceType<ReturnType<typeof createEager>>;

/** The class of an engine's instance, a new one at each call. */
export const eagerClass = (engine: Engine): ReturnType<typeof createEager> => createEager(engine.core.nn());
