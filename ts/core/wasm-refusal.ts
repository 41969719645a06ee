/**
 * Errors about why the core cannot run here: an engine without WebAssembly, a policy that forbids it, or a build that does not compile.
 * Loaded only for one of them.
 */
import { RnnError } from "../errors/rnn-error.js";
import { loadingError, notInitialized } from "./wasm-support.js";

/** The error for an engine without WebAssembly. */
export const noWebAssembly = (): RnnError =>
  notInitialized(
    "an engine with WebAssembly",
    "one without it: it is too old, or WebAssembly is switched off (--jitless, lockdown mode, a browser's settings)",
  );

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
