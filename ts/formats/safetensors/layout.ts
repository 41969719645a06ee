/**
 * Lays tensors out as a safetensors file. Names, shapes and arrays are taken as they come: safetensors-writer.ts checks them for users.
 */
import type { TensorRecord } from "./tensor-record.js";

/**
 * The file of these tensors: those of wider elements first, else in their order, so that each is aligned where it lies.
 * @param records by name, each name once
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
