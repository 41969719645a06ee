/**
 * A model as a safetensors file: its weights under PyTorch's names, and beside them what PyTorch's state dict lacks. read-file.ts reads it.
 */
import type { NetworkConfig } from "../core/network.js";
import { layOut } from "../formats/safetensors/layout.js";
import type { TensorRecord } from "../formats/safetensors/tensor-record.js";
import { type NetworkShape, parametersOf } from "./config.js";

/** An object as JSON holds it. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** All that a file holds of a model. */
export interface ModelContents {
  readonly task: string;
  readonly config: NetworkConfig;
  readonly weights: Float32Array;
  /** What the task keeps beside the weights: alphabets, scalings, … */
  readonly description: JsonObject;
}

/** Where the metadata of a file says what PyTorch does not know of. */
export const metadataKey = "rnn-wasm";

/** Tensors under this prefix belong to a checkpoint's run, not to its model. */
export const runPrefix = "run.";

/** The version of the metadata of models and of checkpoints; a change that readers of today would misread raises it. */
export const formatVersion = 1;

/** Flat arrays like the parameters, as tensors named after them. */
const tensorsOf = (config: NetworkShape, values: Float32Array): [string, TensorRecord][] =>
  parametersOf(config).map(({ name, shape, start, end }) => [
    name,
    { dtype: "F32", shape, data: values.subarray(start, end) },
  ]);

/** The file of a model, or of a run on the way to one. */
export function encodeModel(
  { task, config, weights, description }: ModelContents,
  more: readonly (readonly [string, TensorRecord])[] = [],
  moreMetadata: Readonly<Record<string, string>> = {},
): Uint8Array<ArrayBuffer> {
  const { cell, nonlinearity, dropout } = config;
  return layOut([...tensorsOf(config, weights), ...more], {
    format: "pt",
    [metadataKey]: JSON.stringify({ version: formatVersion, task, cell, nonlinearity, ...description, dropout }),
    ...moreMetadata,
  });
}
