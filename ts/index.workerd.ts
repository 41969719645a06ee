/**
 * The main entry for Workers runtimes: index.ts with precompiled wasm.
 */
import { withWasm } from "./core/load.js";
import { deployed } from "./core/workerd.js";
import * as slim from "./slim.js";

export * from "./slim.js";
export const init = /* @__PURE__ */ withWasm(deployed, slim.init);
export const load = /* @__PURE__ */ withWasm(deployed, slim.load);
export const startTraining = /* @__PURE__ */ withWasm(deployed, slim.startTraining);
export const train = /* @__PURE__ */ withWasm(deployed, slim.train);
