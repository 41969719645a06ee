/**
 * What the caller of the command line got wrong: printed as one sentence, exit code 2. Failures of the work itself are other errors, exit code 1.
 */
import { quote } from "../../errors/quote.js";

export class UsageError extends Error {
  override name = "UsageError";
}

/** The library's form of message, "name: expected X, got Y", about a flag or an argument. */
export const expected = (name: string, wanted: string, got: unknown): UsageError =>
  new UsageError(
    `${name}: expected ${wanted}, got ${got === undefined ? "nothing" : typeof got === "string" ? quote(got) : JSON.stringify(got)}`,
  );
