/**
 * rnn-wasm/nn for Workers runtimes: nn.ts with the wasm as such a runtime takes it.
 */
import { carrying, init as initSlim } from "./core/load.js";
import * as deployed from "./core/workerd.js";

export * from "./nn.js";
export const init = /* @__PURE__ */ carrying(deployed, initSlim);
