import "vitest";

declare module "vitest" {
  /** What a project gives its test files, by `inject`. */
  interface ProvidedContext {
    readonly variant: "simd128" | "relaxed";
    /** Where the tests of the page connect to Chromium; not there if there is none. */
    readonly browser: string;
  }
}
