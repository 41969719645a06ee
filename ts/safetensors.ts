/**
 * Reads and writes safetensors files.
 * @module rnn-wasm/safetensors
 */
export { type ErrorCode, RnnError } from "./errors/rnn-error.js";
export {
  readSafetensors,
  type SafetensorsFile,
  type TensorData,
  type TensorLike,
  type TensorRecord,
  writeSafetensors,
} from "./formats/safetensors/safetensors.js";
