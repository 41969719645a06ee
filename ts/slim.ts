/**
 * rnn-wasm with no wasm inside: `await init({ wasm })` first, with a module, bytes, a response or an address. For strict content security
 * policies, Workers runtimes, and wasm that a CDN keeps.
 */
export * from "./index.js";
