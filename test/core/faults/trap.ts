/** Traps that are real: a load from an address where there is no memory. */
import { expect } from "vitest";

/** What is used of the package's engines, which all its entries share. */
export interface SharedEngine {
  readonly crashed: boolean;
  readonly variant: string;
  call(work: () => unknown): unknown;
  readonly core: { readonly Model: { readonly prototype: { num_parameters(): number } } };
}

function shared(): { current?: string; engines: Record<string, SharedEngine>; loading: object } {
  const key = Object.getOwnPropertySymbols(globalThis).find(({ description }) =>
    /^rnn-wasm .*engines$/.test(description ?? ""),
  );
  return (globalThis as Record<symbol, unknown>)[key as symbol] as ReturnType<typeof shared>;
}

/** The engines of this thread. */
export const sharedEngines = (): SharedEngine[] => Object.values(shared().engines);

/** Lets the next call start anew, from whichever module it is given. */
export function forgetEngines(): void {
  delete shared().current;
  shared().engines = {};
}

/** Lets an engine crash, as a mistake in the core would. */
export function trap(engine: SharedEngine): void {
  if (engine.crashed) return;
  const nowhere = { __wbg_ptr: 0xfffffff0 };
  const load = () => engine.core.Model.prototype.num_parameters.call(nowhere);
  expect(() => engine.call(load)).toThrow(expect.objectContaining({ code: "ERR_ENGINE_CRASHED" }));
}
