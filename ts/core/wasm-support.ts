/**
 * Errors about why the core cannot run here: an engine without WebAssembly, a policy that forbids it, a build that does not compile, or a
 * part of the package that could not be loaded.
 */
import { RnnError } from "../errors/rnn-error.js";

const notInitialized = (expected: string, got: unknown, cause?: unknown) =>
  new RnnError("ERR_NOT_INITIALIZED", `init: expected ${expected}, got ${got}`, { cause });

/** @throws RnnError `ERR_NOT_INITIALIZED` if there is no WebAssembly */
export function assertWebAssembly(): void {
  if (typeof WebAssembly === "object") return;
  throw notInitialized(
    "an engine with WebAssembly",
    "one without it: it is too old, or WebAssembly is switched off (--jitless, lockdown mode, a browser's settings)",
  );
}

/** The error for a content security policy that forbids WebAssembly; undefined for other causes. Every engine words it differently. */
export function policyError(cause: unknown): RnnError | undefined {
  if (!/\bCSP\b|content security policy|unsafe-eval|disallowed by embedder/i.test(String(cause))) return undefined;
  return notInitialized(
    "a content security policy that allows WebAssembly (script-src 'wasm-unsafe-eval'), or in a Workers runtime a compiled module: `init({ wasm })` of rnn-wasm/slim",
    cause,
    cause,
  );
}

/** The error for a build that could not be loaded or compiled. */
export const buildError = (variant: string, cause: unknown): RnnError => {
  const known = policyError(cause) ?? loadingError(cause);
  return known instanceof RnnError ? known : notInitialized(`an engine that runs ${variant} WebAssembly`, cause, cause);
};

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
