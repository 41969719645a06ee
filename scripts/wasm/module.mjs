// A wasm file as binaryen's library sees it.
import binaryen from "binaryen";
import { features } from "./optimize.mjs";

/**
 * @param {Uint8Array} wasm
 * @param {string} variant what it may use
 */
export function moduleOf(wasm, variant) {
  const module = binaryen.readBinary(wasm);
  module.setFeatures(features[variant].reduce((bits, [, name]) => bits | binaryen.Features[name], 0));
  return module;
}

/** Whether it is whole and uses nothing but the features of its variant. */
export const isValid = (module) => module.validate() === 1;

const each = (count, infoOf) => Array.from({ length: count }, (_, i) => infoOf(i));

export const functionsOf = (module) =>
  each(module.getNumFunctions(), (i) => binaryen.getFunctionInfo(module.getFunctionByIndex(i)));

export const globalsOf = (module) =>
  each(module.getNumGlobals(), (i) => binaryen.getGlobalInfo(module.getGlobalByIndex(i)));

export const exportsOf = (module) =>
  each(module.getNumExports(), (i) => binaryen.getExportInfo(module.getExportByIndex(i)));
