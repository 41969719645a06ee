/**
 * The safetensors format (https://github.com/huggingface/safetensors): named tensors with metadata.
 */
export { readSafetensors, type SafetensorsFile } from "./reader.js";
export type { TensorData, TensorRecord } from "./tensor-record.js";
export { type TensorLike, writeSafetensors } from "./writer.js";
