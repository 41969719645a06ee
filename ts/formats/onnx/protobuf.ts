/**
 * Writes the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding). A message is a list of chunks, so that
 * large tensors are copied only once, at the end.
 */

/** Encoded fields, one after another. */
export type Chunks = readonly Uint8Array[];

const utf8 = new TextEncoder();

/** A non-negative integer: int32, int64, enum. */
export const integer = (field: number, value: number): Chunks => [
  Uint8Array.from([...varint(field * 8), ...varint(value)]),
];

export const bytes = (field: number, content: Chunks): Chunks => {
  const length = content.reduce((sum, chunk) => sum + chunk.length, 0);
  return [Uint8Array.from([...varint(field * 8 + 2), ...varint(length)]), ...content];
};

export const text = (field: number, value: string): Chunks => bytes(field, [utf8.encode(value)]);

/** A nested message. */
export const message = (field: number, ...fields: readonly Chunks[]): Chunks => bytes(field, fields.flat());

/** Concatenates chunks. */
export function join(chunks: Chunks): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/** Seven bits per byte, lowest first. By division, because sizes may exceed the 32 bits of the bitwise operators. */
function varint(value: number): number[] {
  const septets: number[] = [];
  for (; value >= 128; value = Math.floor(value / 128)) septets.push((value % 128) + 128);
  septets.push(value);
  return septets;
}
