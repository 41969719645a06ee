// Made by build.sh from crates/wasm-order. Do not edit.

/** A wasm file in base64. */
export declare const restorer: string;
