/**
 * The eager operations of `rnn-wasm/nn`: a class, and a wasm file that is linked to the core's kernels and memory. Training loads neither.
 */
import { parts } from "./embedded-parts.js";
import type { Engine } from "./engine.js";
import { createEager } from "./generated/eager.js";
import { alsoLoad, partModule } from "./load.js";

// Importing this module makes every entry load engines with the operations.
alsoLoad("eager", parts.eager);

/** wasm-bindgen's class for the crate's `Eager`. */
export type EagerCore = InstanceType<ReturnType<typeof createEager>>;

/**
 * Creates the class for an engine's instance.
 * @throws RnnError `ERR_NOT_INITIALIZED` if the engine was loaded without the operations
 */
export const eagerClass = (
  engine: Engine,
  part = partModule("eager", engine.variant),
): ReturnType<typeof createEager> => createEager(engine.link(part));
