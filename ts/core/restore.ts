/**
 * Restores the order of bytes in the bundled wasm files, which are sorted so that they compress better (crates/wasm-order).
 *
 * PERF: a wasm file of 1 KB does this in 2 ms. JavaScript, which engines would still interpret at this point, took 12 ms of the start.
 */
import { restorer } from "./generated/restorer.js";
import { bytesOf } from "./unpack.js";

/** The exports of the restorer; see crates/wasm-order/src/lib.rs. */
interface Restorer {
  readonly memory: WebAssembly.Memory;
  restore(sorted: number, index: number, file: number): number;
}

const pageBytes = 65536;

/** @param index the file's place among several that follow one another */
export function restored(sorted: Uint8Array, index = 0): Uint8Array<ArrayBuffer> {
  // PERF: synchronously, as every engine allows for so small a file. A promise would be resolved after what else loads at this point, and the
  // core be compiled later.
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytesOf(restorer)));
  const { memory, restore } = exports as unknown as Restorer;
  const start = memory.buffer.byteLength;
  const end = start + sorted.length;
  memory.grow(Math.ceil((2 * sorted.length) / pageBytes));
  new Uint8Array(memory.buffer, start).set(sorted);
  return new Uint8Array(memory.buffer as ArrayBuffer, end, restore(start, index, end));
}
