/**
 * Writes a model as a safetensors file: weights under PyTorch's names, and metadata that a state dict lacks. read-file.ts reads it.
 */
import type { NetworkConfig } from "../core/network-config.js";
import { layOut } from "../formats/safetensors/layout.js";
import type { TensorRecord } from "../formats/safetensors/tensor-record.js";
import { type NetworkShape, parametersOf } from "./config.js";

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** The contents of a model file. */
export interface ModelContents {
  readonly task: string;
  readonly config: NetworkConfig;
  readonly weights: Float32Array;
  /** The task's metadata: alphabets, scalings, …; `tensors` are records under {@link dataPrefix}. */
  readonly description: JsonObject;
}

/** The key of this package's metadata. */
export const metadataKey = "rnn-wasm";

/** Tensors under this prefix belong to a checkpoint's run, not to its model. */
export const runPrefix = "run.";

/** Tensors under this prefix belong to the task's metadata, not to its state dict: numbers that would take up its header. */
export const dataPrefix = "data.";

/** The key of the metadata of a checkpoint's run. */
export const runMetadataKey = "rnn-wasm.run";

/** The version of the metadata of models and checkpoints; incompatible changes increase it. */
export const formatVersion = 1;

/** Splits flat arrays with the layout of the parameters into tensors named after them. */
const tensorsOf = (config: NetworkShape, values: Float32Array): [string, TensorRecord][] =>
  parametersOf(config).map(({ name, shape, start, end }) => [
    name,
    { dtype: "F32", shape, data: values.subarray(start, end) },
  ]);

/** The file of a model or a checkpoint. */
export function encodeModel(
  { task, config, weights, description }: ModelContents,
  more: readonly (readonly [string, TensorRecord])[] = [],
  moreMetadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const { cell, nonlinearity, dropout } = config;
  const { tensors = [], ...told } = description as { readonly tensors?: typeof more };
  return layOut([...tensorsOf(config, weights), ...tensors, ...more], {
    format: "pt",
    [metadataKey]: JSON.stringify({ version: formatVersion, task, cell, nonlinearity, ...told, dropout }),
    ...moreMetadata,
  });
}
