/**
 * The one class of errors that the package throws. Messages are for people, codes for programs.
 */

/** The codes of errors; stable across versions. */
export type ErrorCode =
  | "ERR_NOT_INITIALIZED"
  | "ERR_INVALID_OPTION"
  | "ERR_SHAPE"
  | "ERR_DTYPE"
  | "ERR_INDEX_RANGE"
  | "ERR_INVALID_NUMBER"
  | "ERR_UNKNOWN_SYMBOL"
  | "ERR_RAGGED_PAIR"
  | "ERR_EMPTY_DATASET"
  | "ERR_DIVERGED"
  | "ERR_FORMAT"
  | "ERR_DISPOSED"
  | "ERR_OUT_OF_MEMORY"
  | "ERR_ENGINE_CRASHED";

/**
 * An error with a stable `code` and, if known, its `cause`. The call that threw it left all weights unchanged.
 * Messages read `hiddenSize: expected a positive integer, got -3`.
 */
export class RnnError extends Error {
  /** Identifies the kind of error; stable across versions. */
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }
}

// On the prototype, like the name of built-in errors: it survives minification, and logs do not list it as a field.
Object.defineProperty(RnnError.prototype, "name", { value: "RnnError", configurable: true, writable: true });
