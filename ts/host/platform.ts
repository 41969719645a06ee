/**
 * Platform types for the public API. A project compiled without `lib: ["dom"]` and without Node's types would report an error for
 * `AbortSignal` or `WebAssembly.Module` in a declaration, so each is looked up on `globalThis`.
 */

/** An instance of the global class `Name` if the project's types declare it, else any object. */
export type PlatformClass<Name extends string> =
  typeof globalThis extends Record<Name, { prototype: infer T }> ? T : object;

/** An `AbortSignal`. An interface, because the compiler expands a type alias to `AbortSignal` in the declarations. */
export interface Signal extends SignalClass {}
type SignalClass = typeof globalThis extends {
  AbortSignal: { prototype: infer T extends { readonly aborted: boolean } };
}
  ? T
  : { readonly aborted: boolean };

/** An instance of `WebAssembly.Name`, likewise. */
type WasmClass<Name extends string> = typeof globalThis extends { WebAssembly: Record<Name, { prototype: infer T }> }
  ? T
  : object;

export type WasmModule = WasmClass<"Module">;
export type WasmMemory = WasmClass<"Memory">;
