// Reads and validates wasm files with binaryen's library.
import binaryen from "binaryen";
import { features } from "./optimize.mjs";

/**
 * @param {Uint8Array} wasm
 * @param {string} variant determines the allowed features
 */
export function moduleOf(wasm, variant) {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(features[variant].reduce((bits, [, name]) => bits | binaryen.Features[name], 0));
  return module;
}

/** Whether a module is valid and uses only the features of its variant. */
export const isValid = (module) => module.validate() === 1;

const each = (count, infoOf) => Array.from({ length: count }, (_, i) => infoOf(i));

export const functionsOf = (module) =>
  each(module.getNumFunctions(), (i) => binaryen.getFunctionInfo(module.getFunctionByIndex(i)));

export const globalsOf = (module) =>
  each(module.getNumGlobals(), (i) => binaryen.getGlobalInfo(module.getGlobalByIndex(i)));

export const exportsOf = (module) =>
  each(module.getNumExports(), (i) => binaryen.getExportInfo(module.getExportByIndex(i)));
