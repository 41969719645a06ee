// Made by build.sh. Do not edit.
type Core = typeof import("./core.js");

/** The wasm files that go with this glue carry the same. */
export declare const fingerprint: string;
/** What the classes of linked files want of a glue that is initialized. */
export interface Shared {
  /** What the instance exports. */
  readonly wasm: WebAssembly.Exports;
}
/** The bindings, with a state of their own at each call. The glue registers its objects with a registry of this class. */
export declare function createGlue(
  registry: typeof FinalizationRegistry,
): Pick<Core, "Model" | "initSync"> & { late(): Shared };
