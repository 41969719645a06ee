/**
 * What a run needs whose data is no cipher; loaded when it begins.
 */

export { PairedSource } from "./sources/pairs.js";
export { findPaired } from "./sources/resolve-pairs.js";
