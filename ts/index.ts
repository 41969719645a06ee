/**
 * rnn-wasm: train a model, use a model. These are the names of slim.ts; the functions that load the core have its wasm with them.
 */
import { compileEmbedded } from "./engine/embedded.js";
import { carrying } from "./engine/index.js";
import * as slim from "./slim.js";

export * from "./slim.js";
export const init = /* @__PURE__ */ carrying(compileEmbedded, slim.init);
export const load = /* @__PURE__ */ carrying(compileEmbedded, slim.load);
export const startTraining = /* @__PURE__ */ carrying(compileEmbedded, slim.startTraining);
export const train = /* @__PURE__ */ carrying(compileEmbedded, slim.train);
