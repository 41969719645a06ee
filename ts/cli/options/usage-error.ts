/**
 * An error in how the command line was called: printed as one sentence, exit code 2. Other errors give exit code 1.
 */
import { quote } from "../../errors/quote.js";

export class UsageError extends Error {
  override name = "UsageError";
}

/** An error about a flag or an argument in the library's form, "name: expected X, got Y". */
export const expected = (name: string, wanted: string, got: unknown): UsageError =>
  new UsageError(
    `${name}: expected ${wanted}, got ${got === undefined ? "nothing" : typeof got === "string" ? quote(got) : JSON.stringify(got)}`,
  );

/** @throws UsageError if there is an argument that belongs to no option */
export function optionsOnly([given]: readonly string[]): void {
  if (given !== undefined) throw new UsageError(`expected options only, got ${quote(given)}`);
}
