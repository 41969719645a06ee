/**
 * Stands in for embedded.ts where nothing is embedded: the slim entry, whose user hands the wasm to `init()`, and the worker, to
 * which the calling thread posts its compiled module.
 */
export const compileEmbedded = undefined;
