/**
 * Sorts the bytes of a wasm file by kind: all opcodes, then all memory offsets, all local indices, and so on. Indices of locals become
 * their rank among the function's most recent ones. DEFLATE compresses both a fifth better. The build sorts, and the library restores the
 * order after inflating.
 *
 * The kind of a byte follows from the bytes before it, so both directions share one traversal. It need not know every instruction: the bytes
 * of an unknown one are sorted as another kind, and restored all the same.
 */

/** The frame consists of section headers, other sections and the lengths of function bodies. */
const [
  opcodes,
  offsets,
  vectorOffsets,
  readLocals,
  constants,
  integers,
  frame,
  declared,
  types,
  jumps,
  calls,
  alignments,
  writtenLocals,
  addends,
  masks,
  shifts,
] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15] as const;
const partCount = 16;
/** The parts of integers that some instructions take; all others are `integers`. */
const operandParts: Readonly<Record<number, number>> = { 106: addends, 113: masks, 116: shifts };
/** Size of each part's length, which precede the parts. */
const lengthBytes = 3;

/**
 * PERF: it runs once, mostly before engines have compiled it, and takes 5 to 10 ms of the start. One more function per byte doubled that.
 * @param byteAt returns the file's byte at `at`, which belongs to `part`; in the part it is the rank in `recent`, if that is given
 * @param opcodeAfter returns the opcode after the number at `at`
 */
function traverse(
  length: number,
  byteAt: (part: number, at: number, recent?: Uint8Array) => number,
  opcodeAfter: (at: number) => number,
): void {
  let at = 0;
  const bytes = (part: number, count: number) => {
    for (const end = at + count; at < end; at++) byteAt(part, at);
  };
  /** LEB128. */
  const number = (part: number, recent?: Uint8Array) => {
    let value = 0;
    let shift = 0;
    let byte = 0;
    do {
      byte = byteAt(part, at++, recent);
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return value;
  };
  let recentLocals: Uint8Array;
  const instruction = () => {
    const opcode = byteAt(opcodes, at++);
    if (opcode > 0x1f && opcode < 0x23) number(opcode === 0x20 ? readLocals : writtenLocals, recentLocals);
    else if (opcode === 0x41 || opcode === 0x42) number(operandParts[opcodeAfter(at)] ?? integers);
    else if (opcode > 0x27 && opcode < 0x3f) {
      number(alignments);
      number(offsets);
    } else if (opcode === 0xfd) {
      const vectorOpcode = number(opcodes);
      if (vectorOpcode < 12 || vectorOpcode === 92 || vectorOpcode === 93) {
        number(alignments);
        number(vectorOffsets);
      } else if (vectorOpcode < 14) bytes(constants, 16);
      else if (vectorOpcode > 20 && vectorOpcode < 35) bytes(constants, 1);
    } else if (opcode === 0x10) number(calls);
    else if (opcode > 0xb && opcode < 0x10) number(jumps);
    else if (opcode > 1 && opcode < 5) bytes(types, 1);
    else if (opcode === 0x43) bytes(constants, 4);
    else if (opcode === 0x44) bytes(constants, 8);
  };
  bytes(frame, 8);
  while (at < length) {
    const section = byteAt(frame, at++);
    const size = number(frame);
    if (section !== 10) {
      bytes(frame, size);
      continue;
    }
    for (let bodies = number(frame); bodies > 0; bodies--) {
      const bodyLength = number(frame);
      const end = at + bodyLength;
      recentLocals = Uint8Array.from({ length: 256 }, (_, byte) => byte);
      for (let groups = number(declared); groups > 0; groups--) {
        number(declared);
        bytes(declared, 1);
      }
      while (at < end) instruction();
    }
  }
}

/** Moves a byte to the front of the recent ones. @returns its rank */
function toFront(recent: Uint8Array, rank: number): number {
  const byte = recent[rank] as number;
  // PERF: ranks are mostly small, for which `copyWithin` takes longer.
  for (let i = rank; i > 0; i--) recent[i] = recent[i - 1] as number;
  recent[0] = byte;
  return rank;
}

/** Returns the parts of a file, with their lengths first. */
export function sorted(wasm: Uint8Array): Uint8Array {
  const parts = Array.from({ length: partCount }, (): number[] => []);
  traverse(
    wasm.length,
    (part, at, recent) => {
      const byte = wasm[at] as number;
      parts[part]?.push(recent ? toFront(recent, recent.indexOf(byte)) : byte);
      return byte;
    },
    (at) => {
      let last = at;
      while ((wasm[last] as number) > 127) last++;
      return wasm[last + 1] as number;
    },
  );
  const lengths = parts.map(({ length }) => [length, length >> 8, length >> 16]);
  return Uint8Array.from([lengths, parts].flat(2));
}

/** Restores a file. @param index its place among several that follow one another */
export function unsorted(parts: Uint8Array, index = 0): Uint8Array<ArrayBuffer> {
  const cursors: number[] = [];
  const start = partCount * lengthBytes;
  let end = start;
  for (let i = 0; cursors.length < partCount; i += lengthBytes) {
    cursors.push(end);
    end += (parts[i] as number) | ((parts[i + 1] as number) << 8) | ((parts[i + 2] as number) << 16);
  }
  if (index > 0) return unsorted(parts.subarray(end), index - 1);
  const wasm = new Uint8Array(end - start);
  traverse(
    wasm.length,
    (part, at, recent) => {
      const stored = parts[(cursors[part] as number)++] as number;
      if (recent) toFront(recent, stored);
      const byte = recent ? (recent[0] as number) : stored;
      wasm[at] = byte;
      return byte;
    },
    () => parts[cursors[opcodes] as number] as number,
  );
  return wasm;
}
