/**
 * What a run needs whose data is no cipher; loaded when it begins.
 */
export { findPaired } from "./find-pairs.js";
export { PairedSource } from "./source/pairs.js";
