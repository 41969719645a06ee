// Appends a custom section to a wasm file, which identifies the file and which engines skip.
import { leb128 } from "./leb128.mjs";

/**
 * @param {Uint8Array} wasm
 * @param {string} name
 * @param {string} text
 */
export function withSection(wasm, name, text) {
  const named = [...leb128(Buffer.byteLength(name)), ...Buffer.from(name), ...Buffer.from(text)];
  return Buffer.concat([wasm, Buffer.from([0, ...leb128(named.length), ...named])]);
}
