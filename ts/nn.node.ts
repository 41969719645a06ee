/**
 * `rnn-wasm/nn` in Node: nn.ts, which reads the wasm from the package's files.
 */
import { installed } from "./core/installed.js";
import { init as initSlim, withWasm } from "./core/load.js";

export * from "./nn.js";
export const init = /* @__PURE__ */ withWasm(installed, initSlim);
