/**
 * The error about a part of the package that could not be loaded. It is loaded at once, because it could not be loaded later either.
 */
import { RnnError } from "../errors/rnn-error.js";

export const notInitialized = (expected: string, got: unknown, cause?: unknown) =>
  new RnnError("ERR_NOT_INITIALIZED", `init: expected ${expected}, got ${got}`, { cause });

/** The error for a part of the package that could not be loaded; returns other errors unchanged. */
export function loadingError(cause: unknown): unknown {
  if (cause instanceof RnnError) return cause;
  const message = String((cause as Error | null)?.message);
  if (!/import\(\)|dynamically imported|importing a module script|module script failed/i.test(message)) return cause;
  if ("ServiceWorkerGlobalScope" in globalThis)
    return notInitialized(
      "a service worker's script that is bundled into one file, dynamic imports inlined (service workers must not import() anything)",
      cause,
      cause,
    );
  return notInitialized("the files of the package beside the one that was loaded", cause, cause);
}
