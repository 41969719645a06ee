// Sorts the bytes of wasm files by kind, so that they compress better (crates/wasm-order).
import { readFileSync } from "node:fs";
import { generated } from "./paths.mjs";

const pageBytes = 65536;
/** The space that sorting takes, in lengths of the file: itself, the result, and the bytes of each of 16 kinds. */
const space = 18;

/** @returns {Promise<(file: Uint8Array) => Uint8Array>} */
export async function sorter() {
  const { instance } = await WebAssembly.instantiate(readFileSync(`${generated}order.wasm`));
  const { memory, sort } = instance.exports;
  return (file) => {
    const start = memory.buffer.byteLength;
    const sorted = start + file.length;
    memory.grow(Math.ceil((space * file.length) / pageBytes) + 1);
    new Uint8Array(memory.buffer, start).set(file);
    return new Uint8Array(memory.buffer, sorted, sort(start, file.length, sorted)).slice();
  };
}
