// LEB128, WebAssembly's encoding of integers.

/** @returns {number[]} */
export const leb128 = (n) => (n < 0x80 ? [n] : [(n & 0x7f) | 0x80, ...leb128(n >>> 7)]);

/** @returns {[n: number, end: number]} the number at `start`, and where it ends */
export function readLeb128(bytes, start) {
  const [low, more] = [bytes[start] & 0x7f, bytes[start] >= 0x80];
  if (!more) return [low, start + 1];
  const [high, end] = readLeb128(bytes, start + 1);
  return [low + high * 128, end];
}
