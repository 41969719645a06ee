/**
 * The safetensors format (https://github.com/huggingface/safetensors): tensors by name, and texts beside them.
 */
export { readSafetensors, type SafetensorsFile } from "./safetensors-reader.js";
export { type TensorLike, writeSafetensors } from "./safetensors-writer.js";
export type { TensorData, TensorRecord } from "./tensor-record.js";
