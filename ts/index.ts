/**
 * Trains and uses models of all tasks. This entry has the exports of `rnn-wasm/slim`, with the WebAssembly embedded.
 * @module rnn-wasm
 */
import { embedded } from "./core/embedded.js";
import { withWasm } from "./core/load.js";
import * as slim from "./slim.js";

export * from "./slim.js";
/** Loads the core early, from another place, or in a given variant. See {@link InitOptions}. @throws RnnError `ERR_INVALID_OPTION`, `ERR_FORMAT` @function */
export const init = /* @__PURE__ */ withWasm(embedded, slim.init);
/** Loads a model from a file of `save()` or of PyTorch. See {@link LoadOptions}. @throws RnnError `ERR_FORMAT`, `ERR_INVALID_OPTION` @function */
export const load = /* @__PURE__ */ withWasm(embedded, slim.load);
/** Starts a run that can be watched, paused and stopped. Never throws: failures reject its `result`. See {@link OptionsFor}. @function */
export const startTraining = /* @__PURE__ */ withWasm(embedded, slim.startTraining);
/** Trains a model: `startTraining(data, options).result`. See {@link OptionsFor}. @function */
export const train = /* @__PURE__ */ withWasm(embedded, slim.train);
