/**
 * Reads model files: those that file.ts writes, and PyTorch's, which have only weights.
 */
import { isBuffer, mapOf } from "../errors/realms.js";
import { RnnError } from "../errors/rnn-error.js";
import { checkNumber, checkOneOf, invalidOption, show } from "../errors/validate.js";
import { readSafetensors } from "../formats/safetensors/reader.js";
import { type CellName, cellNames, type Nonlinearity, nonlinearities } from "./cells.js";
import { dataPrefix, formatVersion, type JsonObject, metadataKey, runPrefix } from "./file.js";
import { type ReadState, readState } from "./read-state.js";
import type { TensorSource } from "./state.js";

/** The metadata of a file by this package. */
export interface Metadata {
  readonly task: string;
  readonly cell: CellName;
  readonly nonlinearity: Nonlinearity | undefined;
  readonly dropout: number;
  /** The task's metadata, unchecked. */
  readonly description: JsonObject;
}

/** A model in a file or a state dict; with metadata only if this package wrote the file. */
export interface ReadModel extends ReadState {
  readonly metadata: Metadata | undefined;
}

/** A file with its other contents. */
export interface ReadFile extends ReadModel {
  readonly file: ReturnType<typeof readSafetensors>;
}

/**
 * Reads a file by this package or by PyTorch.
 * @param nonlinearity for PyTorch files with an Elman cell, which lack it
 * @throws RnnError `ERR_FORMAT`
 */
export function readModelFile(bytes: unknown, nonlinearity?: Nonlinearity): ReadFile {
  const file = readSafetensors(bytes as Uint8Array);
  const own = file.metadata[metadataKey];
  const all = [...file.tensors];
  const tensors = all.filter(([name]) => name.startsWith(dataPrefix));
  const metadata = own === undefined ? undefined : readMetadata({ ...parseObject(own), tensors });
  const isOfModel = ([name]: readonly [string, unknown]) => !name.startsWith(runPrefix) && !name.startsWith(dataPrefix);
  const ofModel = metadata ? new Map(all.filter(isOfModel)) : file.tensors;
  return { ...readState(ofModel, metadata ?? { nonlinearity }), metadata, file };
}

/**
 * Reads weights to start from: a file, or a state dict as a Map or an object.
 * @param nonlinearity for weights of an Elman cell without metadata
 * @throws RnnError `ERR_FORMAT`; `ERR_INVALID_OPTION` for anything else
 */
export function readWeights(weights: unknown, nonlinearity?: Nonlinearity): ReadModel {
  if (isBytes(weights)) return readModelFile(weights, nonlinearity);
  const entries = mapOf(weights) as ReadonlyMap<unknown, Partial<TensorSource> | null> | undefined;
  if (!entries || "stateDict" in (weights as object))
    throw invalidOption("weights", "a file's bytes or a state dict, as save() or stateDict() gives them", weights);
  for (const [name, tensor] of entries)
    if (typeof name !== "string" || !tensor?.shape || !tensor.data)
      throw invalidOption(`weights.${typeof name === "string" ? name : show(name)}`, "a tensor", tensor);
  return { ...readState(entries as Map<string, TensorSource>, { nonlinearity }), metadata: undefined };
}

/** Whether a value is a file rather than a state dict. */
export const isBytes = (value: unknown): value is Uint8Array | ArrayBuffer =>
  ArrayBuffer.isView(value) || isBuffer(value);

/** @throws RnnError `ERR_FORMAT` for metadata of a later version or without one */
export function checkVersion(what: string, version: unknown): void {
  if (version === formatVersion) return;
  const hint = Number.isSafeInteger(version) && (version as number) > formatVersion;
  throw new RnnError(
    "ERR_FORMAT",
    hint
      ? `${what}: expected format version ${formatVersion}, got ${version}: a later rnn-wasm wrote it, so reading it needs an update`
      : `${what}: expected format version ${formatVersion}, got ${version === undefined ? "none" : show(version)}`,
  );
}

/** Checks the version first, because other fields may differ in other versions. */
function readMetadata(given: JsonObject): Metadata {
  const { version, task, cell, nonlinearity, dropout, ...description } = given;
  checkVersion("metadata", version);
  return asFormat(() => ({
    task: checkText("task", task),
    cell: checkOneOf("cell", cell, cellNames),
    nonlinearity: nonlinearity === undefined ? undefined : checkOneOf("nonlinearity", nonlinearity, nonlinearities),
    dropout: checkNumber("dropout", dropout, { min: 0, below: 1 }),
    description,
  }));
}

/** Parses a JSON object. @throws RnnError `ERR_FORMAT` */
export function parseObject(json: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch (cause) {
    throw new RnnError("ERR_FORMAT", "metadata: expected JSON, got something else", { cause });
  }
  if (typeof value !== "object" || value === null)
    throw new RnnError("ERR_FORMAT", `metadata: expected an object, got ${json}`);
  return value as JsonObject;
}

/** Checks values of a file like options, and reports errors as `ERR_FORMAT`. */
export function asFormat<T>(check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (cause instanceof RnnError) throw new RnnError("ERR_FORMAT", `metadata: ${cause.message}`, { cause });
    throw cause;
  }
}

function checkText(name: string, value: unknown): string {
  if (typeof value !== "string") throw invalidOption(name, "a string", value);
  return value;
}
