import "vitest";

declare module "vitest" {
  /** What a project gives its test files, by `inject`. */
  interface ProvidedContext {
    readonly variant: "simd128" | "relaxed";
  }
}
