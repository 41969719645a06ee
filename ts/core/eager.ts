/**
 * The eager operations of `rnn-wasm/nn`: a wasm file of their own, linked to the core's kernels and memory, and a class. Who only
 * trains loads neither.
 */
import { eager } from "./embedded.js";
import type { Engine } from "./engine.js";
import { createEager } from "./generated/eager.js";
import { alsoLoadEager, eagerModule } from "./load.js";

// Once this is there, every engine is loaded with the operations, whichever entry loads it.
alsoLoadEager(eager);

/** What wasm-bindgen made of the crate's `Eager`. */
export type EagerCore = InstanceType<ReturnType<typeof createEager>>;

/**
 * The class of an engine's instance, a new one at each call.
 * @throws RnnError `ERR_NOT_INITIALIZED` where the engine was loaded without
 */
export function eagerClass(engine: Engine, module = eagerModule(engine.variant)): ReturnType<typeof createEager> {
  const { wasm, ...glue } = engine.core.nn();
  const { exports } = new WebAssembly.Instance(module, { core: wasm });
  return createEager({ ...glue, wasm: { ...wasm, ...exports } });
}
