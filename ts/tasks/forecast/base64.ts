/**
 * Numbers as base64 text, for files. Numbers of eight bytes are little-endian, as every engine of WebAssembly has them.
 */

/** Bytes that are encoded at once: whole groups of three, so that the parts join. */
const chunk = 0x6000;

export function toBase64({ buffer, byteOffset, byteLength }: ArrayBufferView): string {
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  let text = "";
  for (let from = 0; from < bytes.length; from += chunk)
    text += btoa(String.fromCharCode(...bytes.subarray(from, from + chunk)));
  return text;
}

/** @returns undefined for a text that is not base64 */
export function fromBase64(text: unknown): Uint8Array<ArrayBuffer> | undefined {
  if (typeof text !== "string") return undefined;
  try {
    const decoded = atob(text);
    return Uint8Array.from({ length: decoded.length }, (_, i) => decoded.charCodeAt(i));
  } catch {
    return undefined;
  }
}
