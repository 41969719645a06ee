/**
 * Lays tensors out as a safetensors file. It trusts names, shapes and arrays; writer.ts checks those that users pass.
 */
import type { TensorRecord } from "./tensor-record.js";

/**
 * Encodes a file. Tensors are sorted by the width of their elements, widest first, so that all of them are aligned.
 * @param records with distinct names
 */
export function layOut(
  records: readonly (readonly [name: string, TensorRecord])[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const sorted = [...records].sort(([, a], [, b]) => b.data.BYTES_PER_ELEMENT - a.data.BYTES_PER_ELEMENT);
  const fields = [`"__metadata__":${JSON.stringify(metadata)}`];
  let size = 0;
  for (const [name, { dtype, shape, data }] of sorted) {
    const entry = { dtype, shape, data_offsets: [size, size + data.byteLength] };
    fields.push(`${JSON.stringify(name)}:${JSON.stringify(entry)}`);
    size += data.byteLength;
  }
  const header = new TextEncoder().encode(`{${fields.join()}}`);
  const start = 8 + 8 * Math.ceil(header.length / 8);
  const file = new Uint8Array(start + size).fill(0x20, 8, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(start - 8), true);
  file.set(header, 8);
  let at = start;
  for (const [, { data }] of sorted) {
    file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return file;
}
