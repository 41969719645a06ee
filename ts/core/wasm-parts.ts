/**
 * Sorts the bytes of a wasm file by kind: all opcodes, then all memory offsets, all local indices, and so on. DEFLATE compresses them a fifth
 * better that way. The build sorts, and the library restores the order after inflating.
 *
 * The kind of a byte follows from the bytes before it, so both directions share one traversal. It need not know every instruction: the bytes
 * of an unknown one are sorted as another kind, and restored all the same.
 */

/** The frame consists of section headers, other sections and the lengths of function bodies. */
const [opcodes, offsets, vectorOffsets, locals, constants, integers, frame, declared, types, jumps, calls, alignments] =
  [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11] as const;
const partCount = 12;
/** Size of each part's length, which precede the parts. */
const lengthBytes = 3;

/**
 * PERF: it runs once, mostly before engines have compiled it. It takes 5 ms of the start; with one more function per byte it took 15.
 * @param byteAt returns the file's byte at `at`, which belongs to `part`
 */
function traverse(length: number, byteAt: (part: number, at: number) => number): void {
  let at = 0;
  const bytes = (part: number, count: number) => {
    for (const end = at + count; at < end; at++) byteAt(part, at);
  };
  /** LEB128. */
  const number = (part: number) => {
    let value = 0;
    let shift = 0;
    let byte = 0;
    do {
      byte = byteAt(part, at++);
      value |= (byte & 127) << shift;
      shift += 7;
    } while (byte > 127);
    return value;
  };
  const instruction = () => {
    const opcode = byteAt(opcodes, at++);
    if (opcode > 0x1f && opcode < 0x23) number(locals);
    else if (opcode === 0x41 || opcode === 0x42) number(integers);
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
      for (let groups = number(declared); groups > 0; groups--) {
        number(declared);
        bytes(declared, 1);
      }
      while (at < end) instruction();
    }
  }
}

/** Returns the parts of a file, with their lengths first. */
export function sorted(wasm: Uint8Array): Uint8Array {
  const parts = Array.from({ length: partCount }, (): number[] => []);
  traverse(wasm.length, (part, at) => {
    const byte = wasm[at] as number;
    parts[part]?.push(byte);
    return byte;
  });
  const lengths = parts.map(({ length }) => [length, length >> 8, length >> 16]);
  return Uint8Array.from([lengths, parts].flat(2));
}

/** Restores the file. */
export function unsorted(parts: Uint8Array): Uint8Array<ArrayBuffer> {
  const cursors: number[] = [];
  let start = partCount * lengthBytes;
  const wasm = new Uint8Array(parts.length - start);
  for (let i = 0; cursors.length < partCount; i += lengthBytes) {
    cursors.push(start);
    start += (parts[i] as number) | ((parts[i + 1] as number) << 8) | ((parts[i + 2] as number) << 16);
  }
  traverse(wasm.length, (part, at) => {
    const byte = parts[(cursors[part] as number)++] as number;
    wasm[at] = byte;
    return byte;
  });
  return wasm;
}
