/**
 * Writes the wire format of protocol buffers (https://protobuf.dev/programming-guides/encoding). A message is a list of chunks, so that
 * large tensors are copied only once, at the end.
 */
import { RnnError } from "../../errors/rnn-error.js";

/** Encoded fields, one after another. */
export type Chunks = readonly Uint8Array[];

const utf8 = new TextEncoder();

/** An integer: int32, int64, enum. @throws RnnError `ERR_FORMAT` for any other number */
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

/** Seven bits per byte, lowest first. As BigInt, because sizes may exceed 32 bits, and negative numbers are encoded as 64 bits. */
function varint(value: number): number[] {
  if (!Number.isSafeInteger(value)) throw new RnnError("ERR_FORMAT", `onnx: expected an integer, got ${value}`);
  const septets: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest >>= 7n) septets.push(Number(rest % 128n) + 128);
  septets.push(Number(rest));
  return septets;
}
