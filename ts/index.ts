/**
 * rnn-wasm: train a model, use a model. These are the names of slim.ts; the functions that load the core have its wasm with them.
 */
import * as embedded from "./core/embedded.js";
import { withWasm } from "./core/load.js";
import * as slim from "./slim.js";

export * from "./slim.js";
/** Loads the core earlier than needed, from elsewhere, or as a chosen variant. See {@link InitOptions}. @throws RnnError `ERR_INVALID_OPTION`, `ERR_FORMAT` */
export const init = /* @__PURE__ */ withWasm(embedded, slim.init);
/** A model out of a file of `save()` or PyTorch's. See {@link LoadOptions}. @throws RnnError `ERR_FORMAT`, `ERR_INVALID_OPTION` */
export const load = /* @__PURE__ */ withWasm(embedded, slim.load);
/** Starts a run that can be watched, paused and stopped; never throws: failures reject its `result`. See {@link TrainOptions}. */
export const startTraining = /* @__PURE__ */ withWasm(embedded, slim.startTraining);
/** Trains a model: `startTraining(data, options).result`. See {@link TrainOptions}. */
export const train = /* @__PURE__ */ withWasm(embedded, slim.train);
