/**
 * What kind of object a value is, wherever it was made. `instanceof` says no to values of another realm: a frame, `node:vm`, the context in
 * which a test runner keeps its tests.
 */

/** Its class, as the engine knows it: "Map", "ArrayBuffer", "WebAssembly.Module". */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

export const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
  value instanceof Map || tagOf(value) === "Map";

export const isInt32Array = (value: unknown): value is Int32Array =>
  value instanceof Int32Array || (ArrayBuffer.isView(value) && tagOf(value) === "Int32Array");

export const isFloat32Array = (value: unknown): value is Float32Array =>
  value instanceof Float32Array || (ArrayBuffer.isView(value) && tagOf(value) === "Float32Array");

/** Memory, shared or not. */
export const isBuffer = (value: unknown): value is ArrayBuffer => /^(Shared)?ArrayBuffer$/.test(tagOf(value));

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
