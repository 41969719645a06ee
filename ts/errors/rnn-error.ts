/**
 * The one class of errors that users see. What went wrong in words is said where it is found; the code is what programs look at.
 */

/** What can go wrong; stable across versions. */
export type ErrorCode =
  | "ERR_NOT_INITIALIZED"
  | "ERR_INVALID_OPTION"
  | "ERR_SHAPE"
  | "ERR_DTYPE"
  | "ERR_INDEX_RANGE"
  | "ERR_UNKNOWN_SYMBOL"
  | "ERR_RAGGED_PAIR"
  | "ERR_EMPTY_DATASET"
  | "ERR_DIVERGED"
  | "ERR_FORMAT"
  | "ERR_DISPOSED"
  | "ERR_OUT_OF_MEMORY"
  | "ERR_ENGINE_CRASHED";

/**
 * An error with a stable `code` and, where there is one, its `cause`. Whatever threw it left weights as they were.
 * Messages read `hiddenSize: expected a positive integer, got -3`.
 */
export class RnnError extends Error {
  /** What programs look at; it does not change from version to version. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

// On the prototype, as for the errors of the language itself, so that the name survives minification and is no field of each error.
Object.defineProperty(RnnError.prototype, "name", { value: "RnnError", configurable: true, writable: true });

/**
 * An error in the package's form, about something that is no option: a shape, a dtype, an index.
 * @param got a shape is printed as `[2, 3]`
 */
export function rnnError(code: ErrorCode, name: string, wanted: string, got: string | readonly number[]): RnnError {
  return new RnnError(
    code,
    `${name}: expected ${wanted}, got ${typeof got === "string" ? got : `[${got.join(", ")}]`}`,
  );
}
