// A custom section at the end of a wasm file: engines skip it, and who is handed the file can read what it is.

/** LEB128, as WebAssembly writes sizes. */
const size = (n) => (n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...size(n >>> 7)]);

/**
 * @param {Uint8Array} wasm
 * @param {string} name
 * @param {string} text
 */
export function withSection(wasm, name, text) {
  const named = [...size(Buffer.byteLength(name)), ...Buffer.from(name), ...Buffer.from(text)];
  return Buffer.concat([wasm, Buffer.from([0, ...size(named.length), ...named])]);
}
