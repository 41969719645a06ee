/** A wasm module whose memory may not grow past some pages: a browser's limit, or a machine that has no more. */

const memorySection = 5;

/** Reads a LEB128 number. @returns it and where the next byte is */
function unsigned(bytes: Uint8Array, at: number): [value: number, next: number] {
  let [value, shift] = [0, 0];
  for (;;) {
    const byte = bytes[at++] as number;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
    shift += 7;
  }
}

function encoded(value: number): number[] {
  const low = value & 0x7f;
  return value < 0x80 ? [low] : [low | 0x80, ...encoded(Math.floor(value / 0x80))];
}

/** The same module, whose memory has room for `more` pages beside those that it begins with. */
export function limited(wasm: Uint8Array, more: number): Uint8Array<ArrayBuffer> {
  for (let at = 8; at < wasm.length; ) {
    const [size, body] = unsigned(wasm, at + 1);
    if (wasm[at] === memorySection) {
      // One memory: how many there are, its flags, and with how many pages it begins.
      const [pages] = unsigned(wasm, body + 2);
      const section = [1, 1, ...encoded(pages), ...encoded(pages + more)];
      const parts = [
        wasm.subarray(0, at),
        [memorySection, ...encoded(section.length), ...section],
        wasm.subarray(body + size),
      ];
      return Uint8Array.from(parts.flatMap((part) => [...part]));
    }
    at = body + size;
  }
  throw new Error("a module without a memory");
}
