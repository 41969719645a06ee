/**
 * `rnn-wasm/nn` for Workers runtimes: nn.ts with precompiled wasm.
 */
import { init as initSlim, withWasm } from "./core/load.js";
import { deployed } from "./core/workerd.js";

export * from "./nn.js";
export const init = /* @__PURE__ */ withWasm(deployed, initSlim);
