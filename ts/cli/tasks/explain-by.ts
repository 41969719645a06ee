/**
 * Errors about data from two files: one to train on, and perhaps one for validation.
 */

interface DataFile {
  /** Adds the place in the file to an error about its contents. */
  explain(error: unknown): unknown;
}

/** @returns a function that lets the right file explain an error */
export const explainBy =
  (file: DataFile, heldOut: DataFile | undefined) =>
  (error: unknown): unknown => {
    const isOfValidation = error instanceof Error && error.message.startsWith("validation.");
    return (isOfValidation && heldOut ? heldOut : file).explain(error);
  };
