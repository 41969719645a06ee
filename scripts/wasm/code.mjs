// Walks the instructions of a wasm file of WebAssembly 1.0 with SIMD, conversions that saturate, memory.copy and memory.fill.
import { readLeb128 } from "./leb128.mjs";

const codeSection = 10;
/** What follows an opcode: the number of LEB128 integers, or of bytes. Opcodes that are not listed have nothing after them. */
const integers = new Map([
  ...[0x0c, 0x0d, 0x10, 0x23, 0x24, 0x41, 0x42].map((opcode) => [opcode, 1]),
  [0x11, 2],
  ...range(0x28, 0x3e).map((opcode) => [opcode, 2]),
]);
const bytes = new Map([...[0x02, 0x03, 0x04, 0x3f, 0x40].map((opcode) => [opcode, 1]), [0x43, 4], [0x44, 8]]);
const vectorIntegers = new Map([...range(0, 11), ...range(84, 93)].map((opcode) => [opcode, 2]));
const lanes = [...range(21, 34), ...range(84, 91)];
const vectorBytes = new Map([...[12, 13].map((opcode) => [opcode, 16]), ...lanes.map((opcode) => [opcode, 1])]);
/** memory.copy and memory.fill; conversions that saturate come before them. */
const bulkBytes = new Map([
  [10, 2],
  [11, 1],
]);
/** What opcodes of vectors begin with. */
export const vectorPrefix = 0xfd;

/**
 * Finds the code section, from its first byte to `end`, and the bodies of the functions in it.
 * @param {Uint8Array} wasm
 * @returns {{ start: number, end: number, bodies: { start: number, end: number }[] } | undefined}
 */
export function codeOf(wasm) {
  const header = 8;
  for (let start = header; start < wasm.length; ) {
    const [length, body] = readLeb128(wasm, start + 1);
    const end = body + length;
    if (wasm[start] === codeSection) {
      let [count, at] = readLeb128(wasm, body);
      const bodies = [];
      for (; count > 0; count--) {
        const [size, begin] = readLeb128(wasm, at);
        at = begin + size;
        bodies.push({ start: begin, end: at });
      }
      return { start, end, bodies };
    }
    start = end;
  }
}

/**
 * The types of the locals that a body declares, and where its instructions start.
 * @param {Uint8Array} wasm
 * @param {number} start of the body
 */
export function localsOf(wasm, start) {
  let [groups, at] = readLeb128(wasm, start);
  const types = [];
  for (; groups > 0; groups--) {
    const [count, type] = readLeb128(wasm, at);
    for (let i = 0; i < count; i++) types.push(wasm[type]);
    at = type + 1;
  }
  return { types, code: at };
}

/** local.get, local.set, local.tee. */
export const isLocal = (opcode) => opcode >= 0x20 && opcode <= 0x22;

export function endOfInstruction(code, start) {
  const opcode = code[start];
  if (isLocal(opcode)) return readLeb128(code, start + 1)[1];
  if (opcode === 0x0e) {
    // br_table: as many labels, and the default one.
    const [count, at] = readLeb128(code, start + 1);
    return endOfIntegers(code, at, count + 1);
  }
  if (opcode < 0xfc) return endOfIntegers(code, start + 1, integers.get(opcode) ?? 0) + (bytes.get(opcode) ?? 0);
  const [second, at] = readLeb128(code, start + 1);
  if (opcode !== vectorPrefix) return at + (bulkBytes.get(second) ?? 0);
  return endOfIntegers(code, at, vectorIntegers.get(second) ?? 0) + (vectorBytes.get(second) ?? 0);
}

function endOfIntegers(code, at, count) {
  return count === 0 ? at : endOfIntegers(code, readLeb128(code, at)[1], count - 1);
}

function range(first, last) {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}
