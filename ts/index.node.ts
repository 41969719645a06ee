/**
 * The main entry in Node: index.ts, which reads the wasm from the package's files.
 */
import { installed } from "./core/installed.js";
import { withWasm } from "./core/load.js";
import * as slim from "./slim.js";

export * from "./slim.js";
export const init = /* @__PURE__ */ withWasm(installed, slim.init);
export const load = /* @__PURE__ */ withWasm(installed, slim.load);
export const startTraining = /* @__PURE__ */ withWasm(installed, slim.startTraining);
export const train = /* @__PURE__ */ withWasm(installed, slim.train);
