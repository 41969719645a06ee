/**
 * Decodes UTF-8 text strictly, and finds the byte that is not valid.
 */

/** @throws TypeError for invalid UTF-8 */
export const decodeText = (bytes: Uint8Array, isStart: boolean): string =>
  new TextDecoder("utf-8", { fatal: true, ignoreBOM: !isStart }).decode(bytes);

/** @param shown the byte */
export const notUtf8 = (shown: string): string => `expected text in UTF-8, got ${shown}`;

/** The first byte that is not valid UTF-8, of bytes that have one. */
export function badByte(bytes: Uint8Array): { readonly index: number; readonly shown: string } {
  const index = indexOfBadByte(bytes);
  const hex = (bytes[index] as number).toString(16).toUpperCase().padStart(2, "0");
  return { index, shown: `0x${hex}` };
}

function indexOfBadByte(bytes: Uint8Array): number {
  let [good, bad] = [0, bytes.length];
  // Bisect for the longest prefix that decodes as a stream, then go back to the start of its last, incomplete character.
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      good = middle;
    } catch {
      bad = middle;
    }
  }
  for (let start = good; start > 0 && start > good - 4; start--) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, start));
      return start;
    } catch {}
  }
  return 0;
}

/** The bytes at the end of valid text that begin a character and do not complete it. */
export function incompleteEnd(bytes: Uint8Array): Uint8Array {
  for (let length = 0; length <= Math.min(3, bytes.length); length++) {
    try {
      decodeText(bytes.subarray(bytes.length - length), false);
    } catch {
      // A lead byte (0b11…) without all of its continuation bytes.
      if ((bytes[bytes.length - length] as number) >= 0xc0) return bytes.subarray(bytes.length - length);
    }
  }
  return bytes.subarray(bytes.length);
}
