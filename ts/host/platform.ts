/**
 * Types of the platform for the package's public interface. A project may be compiled without `lib: ["dom"]` and without Node's types;
 * naming `AbortSignal` or `WebAssembly.Module` in a declaration would be an error there, so each is looked up where it is known.
 */

/** The global class `Name` where the project's types have it; any object where they do not. */
export type PlatformClass<Name extends string> =
  typeof globalThis extends Record<Name, { prototype: infer T }> ? T : object;

/** An `AbortSignal`. An interface, since what the compiler infers from an alias would name `AbortSignal` itself in the declarations. */
export interface Signal extends SignalClass {}
type SignalClass = typeof globalThis extends {
  AbortSignal: { prototype: infer T extends { readonly aborted: boolean } };
}
  ? T
  : { readonly aborted: boolean };

/** The class `WebAssembly.Name`, likewise. */
type WasmClass<Name extends string> = typeof globalThis extends { WebAssembly: Record<Name, { prototype: infer T }> }
  ? T
  : object;

export type WasmModule = WasmClass<"Module">;
export type WasmMemory = WasmClass<"Memory">;
