/**
 * What keeps the core from running here, said as what it is: an engine without WebAssembly, a policy that forbids it, a build that it cannot
 * compile, a part of the package that could not be loaded.
 */
import { RnnError } from "../errors/rnn-error.js";

const notInitialized = (expected: string, got: unknown, cause?: unknown) =>
  new RnnError("ERR_NOT_INITIALIZED", `init: expected ${expected}, got ${got}`, { cause });

/** @throws RnnError `ERR_NOT_INITIALIZED` where there is no WebAssembly at all */
export function assertWebAssembly(): void {
  if (typeof WebAssembly === "object") return;
  throw notInitialized(
    "an engine with WebAssembly",
    "one without it: it is too old, or WebAssembly is switched off (--jitless, lockdown mode, a browser's settings)",
  );
}

/** The error of a policy that forbids WebAssembly; undefined for any other cause. Each engine has words of its own for it. */
export function policyError(cause: unknown): RnnError | undefined {
  if (!/\bCSP\b|content security policy|unsafe-eval|disallowed by embedder/i.test(String(cause))) return undefined;
  return notInitialized(
    "a content security policy that allows WebAssembly (script-src 'wasm-unsafe-eval'), or in a Workers runtime a compiled module: `init({ wasm })` of rnn-wasm/slim",
    cause,
    cause,
  );
}

/** The error of a build that could not be had or compiled. */
export const buildError = (variant: string, cause: unknown): RnnError => {
  const known = policyError(cause) ?? loadingError(cause);
  return known instanceof RnnError ? known : notInitialized(`an engine that runs ${variant} WebAssembly`, cause, cause);
};

/** The error of a part of the package that could not be loaded when it was needed; any other as it is. */
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
