/**
 * Makes a file from one that is much like it and the difference between both, which scripts/build/delta.mjs wrote.
 */

/**
 * A difference lists pieces of the file: bytes of its own (literals), then a copy from the base followed by what has been made so far. It
 * begins with two bytes each for the length of the file, less that of the base, and the number of copies. Then it has, in LEB128, the
 * numbers of literals before each copy, the lengths of the copies, and their signed distances from the end of the one before; then all
 * literals.
 *
 * PERF: plain loops, because this runs once, in V8's interpreter.
 */
export function patched(base: Uint8Array, delta: Uint8Array): Uint8Array<ArrayBuffer> {
  const head = new DataView(delta.buffer, delta.byteOffset);
  const copies = head.getUint16(2);
  const numbers = new Int32Array(3 * copies);
  let at = 4;
  for (let index = 0; index < numbers.length; index++) {
    let byte = delta[at++] as number;
    let value = byte & 127;
    for (let shift = 7; byte > 127; shift += 7) {
      byte = delta[at++] as number;
      value |= (byte & 127) << shift;
    }
    numbers[index] = value;
  }
  const all = new Uint8Array(2 * base.length + head.getInt16(0));
  all.set(base);
  let end = base.length;
  let from = 0;
  for (let index = 0; index < copies; index++) {
    // Mostly one or two: a view for them would take longer.
    for (let literals = numbers[index] as number; literals > 0; literals--) all[end++] = delta[at++] as number;
    const length = numbers[copies + index] as number;
    const distance = numbers[2 * copies + index] as number;
    from += (distance >>> 1) ^ -(distance & 1);
    all.copyWithin(end, from, from + length);
    from += length;
    end += length;
  }
  all.set(delta.subarray(at), end);
  return all.subarray(base.length);
}
