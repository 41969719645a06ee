/**
 * Type checks that work across realms. `instanceof` is false for objects from another frame, `node:vm`, or the context in which a test
 * runner runs its tests.
 */

/** The built-in class of a value: "Map", "ArrayBuffer", "WebAssembly.Module". */
export const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);

/** Whether a value is an object with keys of its own choice: no array, Map, Promise or other built-in object, whose entries are no keys. */
export const isRecord = (value: unknown): value is object => /^(Object|Module)$/.test(tagOf(value));

export const isMap = (value: unknown): value is ReadonlyMap<unknown, unknown> =>
  value instanceof Map || tagOf(value) === "Map";

/** A Map, or an object as one; undefined for anything else. */
export const mapOf = (value: unknown): ReadonlyMap<unknown, unknown> | undefined =>
  isMap(value) ? value : isRecord(value) ? new Map(Object.entries(value)) : undefined;

export const isInt32Array = (value: unknown): value is Int32Array =>
  value instanceof Int32Array || (ArrayBuffer.isView(value) && tagOf(value) === "Int32Array");

export const isFloat32Array = (value: unknown): value is Float32Array =>
  value instanceof Float32Array || (ArrayBuffer.isView(value) && tagOf(value) === "Float32Array");

export const isFloat64Array = (value: unknown): value is Float64Array =>
  value instanceof Float64Array || (ArrayBuffer.isView(value) && tagOf(value) === "Float64Array");

/** Whether a value is an ArrayBuffer or a SharedArrayBuffer. */
export const isBuffer = (value: unknown): value is ArrayBuffer => /^(Shared)?ArrayBuffer$/.test(tagOf(value));

export const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | null | undefined)?.then === "function";
