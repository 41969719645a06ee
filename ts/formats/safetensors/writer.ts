/**
 * Writes safetensors files of what users pass, in the reference writer's order: by dtype, then by name.
 */
import { isMap } from "../../errors/realms.js";
import { RnnError } from "../../errors/rnn-error.js";
import { checkInteger, invalidOption, isWellFormed } from "../../errors/validate.js";
import { layOut } from "./layout.js";
import { elementKinds, type TensorData, type TensorRecord } from "./tensor-record.js";

/** What can be written: a record, whose dtype follows from its array where it is left out, or a tensor of `rnn-wasm/nn`. */
export interface TensorLike {
  /** The format's name, as `"F32"`, or a tensor's; by default what the array holds. */
  readonly dtype?: string | undefined;
  /** The size of each dimension; `[]` for a single number. */
  readonly shape: readonly number[];
  /** The values row by row, or what gives them. */
  readonly data: TensorData | (() => TensorData);
}

/** What tensors of `rnn-wasm/nn` call their dtypes. */
const tensorDtypes: Readonly<Record<string, string>> = { float32: "F32", int32: "I32" };

/** The dtypes of arrays of numbers; bits of other kinds need theirs to be named. */
const plainDtype = /^[FIU](?:8|16|32|64)$/;

/**
 * Writes a safetensors file.
 * @param tensors by name, as a Map or an object
 * @param metadata texts to keep beside them; `format` is `"pt"` unless it says otherwise, as PyTorch's readers ask
 * @throws RnnError `ERR_SHAPE` for values that are more or fewer than the shape says, `ERR_DTYPE` for an array of another kind than
 * the dtype, `ERR_INVALID_OPTION`
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, TensorLike> | Readonly<Record<string, TensorLike>>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  if (typeof tensors !== "object" || tensors === null)
    throw invalidOption("tensors", "a Map or an object of tensors", tensors);
  const order = [...elementKinds.keys()];
  const entries = isMap(tensors) ? (tensors as ReadonlyMap<string, TensorLike>) : Object.entries(tensors);
  const records = [...entries]
    .map(([name, tensor]) => [checkText("name", name), recordOf(name, tensor)] as const)
    .sort(([a, { dtype }], [b, other]) => order.indexOf(other.dtype) - order.indexOf(dtype) || (a < b ? -1 : 1));
  return layOut(records, checkMetadata(metadata));
}

function recordOf(name: string, tensor: TensorLike): TensorRecord {
  if (name === "__metadata__") throw invalidOption("name", "another than the metadata's", name);
  const { dtype: given, shape, data: source } = tensor ?? {};
  const data = typeof source === "function" ? source.call(tensor) : source;
  // By its tag: an array may come from another realm, and a Buffer is a Uint8Array.
  const array: string | undefined = ArrayBuffer.isView(data) ? data[Symbol.toStringTag] : undefined;
  const own = [...elementKinds].find(([dtype, kind]) => plainDtype.test(dtype) && kind.array.name === array)?.[0];
  if (!own) throw invalidOption(`${name}.data`, "a typed array", data);
  const dtype = given === undefined ? own : (tensorDtypes[given] ?? given);
  const kind = elementKinds.get(dtype);
  if (!kind) throw invalidOption(`${name}.dtype`, `one of ${[...elementKinds.keys()].join(", ")}`, given);
  if (kind.array.name !== array)
    throw new RnnError("ERR_DTYPE", `${name}.data: expected ${kind.array.name}, got ${array}`);
  if (!Array.isArray(shape)) throw invalidOption(`${name}.shape`, "an array of sizes", shape);
  const sizes = shape.map((dimension, i) => checkInteger(`${name}.shape[${i}]`, dimension, 0));
  const bytes = (sizes.reduce((a, b) => a * b, 1) * kind.bits) / 8;
  if (data.byteLength !== bytes)
    throw new RnnError(
      "ERR_SHAPE",
      `${name}.data: expected ${bytes} bytes for shape [${sizes}], got ${data.byteLength}`,
    );
  return { dtype, shape: sizes, data };
}

function checkMetadata(metadata: Readonly<Record<string, string>>): Record<string, string> {
  if (typeof metadata !== "object" || metadata === null)
    throw invalidOption("metadata", "an object of texts", metadata);
  for (const [key, value] of Object.entries(metadata)) checkText(`metadata.${checkText("metadata", key)}`, value);
  return { format: "pt", ...metadata };
}

function checkText(name: string, value: unknown): string {
  if (typeof value !== "string" || !isWellFormed(value)) throw invalidOption(name, "a well-formed text", value);
  return value;
}
