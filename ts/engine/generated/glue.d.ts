// Made by build.sh. Do not edit.
/** The wasm files that go with this glue carry the same. */
export declare const fingerprint: string;
/** The bindings, with a state of their own at each call. The glue registers its objects with a registry of this class. */
export declare function createGlue(registry: typeof FinalizationRegistry): Omit<typeof import("./core.js"), "default">;
