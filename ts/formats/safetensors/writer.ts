/**
 * Checks users' tensors and writes them in the reference writer's order: by dtype, then by name.
 */
import { isRecord, mapOf } from "../../errors/realms.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkInteger, invalidOption, isWellFormed } from "../../errors/validate.js";
import { layOut } from "./layout.js";
import { elementKinds, type TensorData, type TensorRecord } from "./tensor-record.js";

/** A tensor to write: a record, whose dtype defaults to its array's, or a tensor of `rnn-wasm/nn`. */
export interface TensorLike {
  /** The format's name, such as `"F32"`, or that of `rnn-wasm/nn`, such as `"float32"`; by default the array's. */
  readonly dtype?: string | undefined;
  /** The size of each dimension; `[]` for a single number. */
  readonly shape: readonly number[];
  /** The values in row-major order, or a method that returns them. */
  readonly data: TensorData | (() => TensorData);
}

/** The dtypes of `rnn-wasm/nn`. */
const tensorDtypes: Readonly<Record<string, string>> = { float32: "F32", int32: "I32" };

/** The dtypes that an array alone determines; raw bits need an explicit dtype. */
const plainDtype = /^[FIU](?:8|16|32|64)$/;

/**
 * Writes a safetensors file.
 * @param tensors by name, as a Map or an object
 * @param metadata strings for the header; `format` defaults to `"pt"`, which PyTorch's readers require
 * @throws RnnError `ERR_SHAPE` if the number of values differs from the shape, `ERR_DTYPE` if the array does not fit the dtype,
 * `ERR_INVALID_OPTION`
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, TensorLike> | Readonly<Record<string, TensorLike>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const entries = mapOf(tensors) as ReadonlyMap<string, TensorLike> | undefined;
  if (!entries) throw invalidOption("tensors", "a Map or an object of tensors", tensors);
  const order = [...elementKinds.keys()];
  const records = [...entries]
    .map(([name, tensor]) => [checkText("name", name), recordOf(name, tensor)] as const)
    .sort(([a, { dtype }], [b, other]) => order.indexOf(other.dtype) - order.indexOf(dtype) || (a < b ? -1 : 1));
  return layOut(records, checkMetadata(metadata));
}

function recordOf(name: string, tensor: TensorLike): TensorRecord {
  if (name === "__metadata__") throw invalidOption("name", "a name not reserved for metadata", name);
  const { dtype: given, shape, data: source } = tensor ?? {};
  const data = typeof source === "function" ? source.call(tensor) : source;
  // By tag: arrays may come from another realm, and a Buffer counts as a Uint8Array.
  const array: string | undefined = ArrayBuffer.isView(data) ? data[Symbol.toStringTag] : undefined;
  const arrayDtype = [...elementKinds].find(([key, kind]) => plainDtype.test(key) && kind.array.name === array)?.[0];
  if (!arrayDtype) throw invalidOption(`${name}.data`, "a typed array", data);
  const dtype = given === undefined ? arrayDtype : (tensorDtypes[given] ?? given);
  const kind = elementKinds.get(dtype);
  if (!kind) throw invalidOption(`${name}.dtype`, `one of ${[...elementKinds.keys()].join(", ")}`, given);
  if (kind.array.name !== array)
    throw new RnnError("ERR_DTYPE", `${name}.data: expected ${kind.array.name}, got ${array}`);
  if (!Array.isArray(shape)) throw invalidOption(`${name}.shape`, "an array of sizes", shape);
  const sizes = [...shape].map((dimension, i) => checkInteger(`${name}.shape[${i}]`, dimension, 0));
  const bytes = (sizes.reduce((a, b) => a * b, 1) * kind.bits) / 8;
  if (data.byteLength !== bytes)
    throw new RnnError(
      "ERR_SHAPE",
      `${name}.data: expected ${bytes} bytes for shape [${sizes}], got ${data.byteLength}`,
    );
  return { dtype, shape: sizes, data };
}

function checkMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  if (!isRecord(metadata)) throw invalidOption("metadata", "an object of strings", metadata);
  for (const [key, value] of Object.entries(metadata)) checkText(`metadata.${checkText("metadata", key)}`, value);
  return { format: "pt", ...metadata };
}

function checkText(name: string, value: unknown): string {
  if (typeof value !== "string" || !isWellFormed(value)) throw invalidOption(name, "a well-formed string", value);
  return value;
}
