/**
 * The eager operations of `rnn-wasm/nn`: a class, and a wasm file that is linked to the core's kernels and memory. Training loads neither.
 */
import { eager } from "./embedded.js";
import type { Engine } from "./engine.js";
import { createEager } from "./generated/eager.js";
import { alsoLoadEager, eagerModule } from "./load.js";

// Importing this module makes every entry load engines with the operations.
alsoLoadEager(eager);

/** wasm-bindgen's class for the crate's `Eager`. */
export type EagerCore = InstanceType<ReturnType<typeof createEager>>;

/**
 * Creates the class for an engine's instance.
 * @throws RnnError `ERR_NOT_INITIALIZED` if the engine was loaded without the operations
 */
export function eagerClass(engine: Engine, module = eagerModule(engine.variant)): ReturnType<typeof createEager> {
  const { wasm, ...glue } = engine.core.nn();
  const { exports } = new WebAssembly.Instance(module, { core: wasm });
  return createEager({ ...glue, wasm: { ...wasm, ...exports } });
}
