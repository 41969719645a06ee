/**
 * Errors about tensors that do not fit.
 */
import { type ErrorCode, RnnError } from "../../errors/rnn-error.js";

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
