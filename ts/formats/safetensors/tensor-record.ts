/**
 * The element types of safetensors files and the typed arrays that represent them.
 */

export type TensorData =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

/** A tensor as a file holds it. */
export interface TensorRecord {
  /** The format's name: `"F32"`, `"I64"`, `"BF16"` … */
  readonly dtype: string;
  /** The size of each dimension; `[]` for a single number. */
  readonly shape: readonly number[];
  /** The values in row-major order. Types without a typed array are raw bits: F16 and BF16 in a Uint16Array, BOOL and smaller types in bytes. */
  readonly data: TensorData;
}

/** The width of a dtype's elements and the typed array for them. */
export interface ElementKind {
  readonly bits: number;
  readonly array: { new (buffer: ArrayBuffer): TensorData; readonly name: string };
}

/** In the order of the format's enumeration, by which the reference writer sorts: narrow to wide. */
export const elementKinds: ReadonlyMap<string, ElementKind> = new Map(
  (
    [
      ["BOOL", 8, Uint8Array],
      ["F4", 4, Uint8Array],
      ["F6_E2M3", 6, Uint8Array],
      ["F6_E3M2", 6, Uint8Array],
      ["U8", 8, Uint8Array],
      ["I8", 8, Int8Array],
      ["F8_E5M2", 8, Uint8Array],
      ["F8_E4M3", 8, Uint8Array],
      ["F8_E8M0", 8, Uint8Array],
      ["F8_E4M3FNUZ", 8, Uint8Array],
      ["F8_E5M2FNUZ", 8, Uint8Array],
      ["I16", 16, Int16Array],
      ["U16", 16, Uint16Array],
      ["F16", 16, Uint16Array],
      ["BF16", 16, Uint16Array],
      ["I32", 32, Int32Array],
      ["U32", 32, Uint32Array],
      ["F32", 32, Float32Array],
      // Real and imaginary parts alternate.
      ["C64", 64, Float32Array],
      ["F64", 64, Float64Array],
      ["I64", 64, BigInt64Array],
      ["U64", 64, BigUint64Array],
    ] as const
  ).map(([dtype, bits, array]) => [dtype, { bits, array }]),
);
