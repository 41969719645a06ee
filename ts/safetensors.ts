/**
 * `rnn-wasm/safetensors`: reads and writes the files in which PyTorch's users keep their weights.
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
