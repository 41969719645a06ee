/**
 * Errors about tensors that do not fit.
 */
import { type ErrorCode, RnnError } from "../../errors/rnn-error.js";
import { invalidOption } from "../../errors/validate.js";

/**
 * Formats an error about a shape, a dtype or an index; for options there is `invalidOption`.
 * @param got a list is printed as `[2, 3]`
 */
export function mismatch(code: ErrorCode, name: string, wanted: string, got: string | readonly number[]): RnnError {
  return new RnnError(
    code,
    `${name}: expected ${wanted}, got ${typeof got === "string" ? got : `[${got.join(", ")}]`}`,
  );
}

/** The error about a value that is not a tensor of this module. It may be one of TensorFlow.js, or of the package's other module system. */
export function notATensor(name: string, wanted: string, got: unknown): RnnError {
  const { code, message } = invalidOption(name, wanted, got);
  const isForeign = message.endsWith(" of type Tensor");
  return new RnnError(code, isForeign ? `${message} from another library or another copy of rnn-wasm/nn` : message);
}
