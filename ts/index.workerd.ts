/**
 * The main entry for Workers runtimes: index.ts with the wasm as such a runtime takes it.
 */
import { carrying } from "./engine/index.js";
import { compileDeployed } from "./engine/workerd.js";
import * as slim from "./slim.js";

export * from "./slim.js";
export const init = /* @__PURE__ */ carrying(compileDeployed, slim.init);
export const load = /* @__PURE__ */ carrying(compileDeployed, slim.load);
export const startTraining = /* @__PURE__ */ carrying(compileDeployed, slim.startTraining);
export const train = /* @__PURE__ */ carrying(compileDeployed, slim.train);
