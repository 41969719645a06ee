/**
 * The two builds of the core, and feature detection for them.
 */

/** A build of the core: `"simd128"` runs wherever WebAssembly has SIMD and gives the same bits everywhere; `"relaxed"` adds fused multiply-add and is faster. */
export type Variant = "simd128" | "relaxed";

/** A {@link Variant}, or `"auto"`: the fastest that runs here. */
export type VariantOption = Variant | "auto";

/** The baseline first. */
export const variants = ["simd128", "relaxed"] as const satisfies readonly Variant[];

export const variantOptions = [...variants, "auto"] as const;

/** The instruction for a zero vector. */
const zero = [0xfd, 0x0c, ...new Uint8Array(16)];

/** `(module (func (result v128) (f32x4.relaxed_madd zero zero zero)))` */
const probe = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 5, 1, 0x60, 0, 1, 0x7b], // type: () -> v128
  ...[3, 2, 1, 0], // one function of this type
  ...[10, 61, 1, 59, 0, ...zero, ...zero, ...zero, 0xfd, 0x85, 2, 0x0b],
);

/** The fastest variant that runs here. */
export const fastestVariant = (): Variant => (WebAssembly.validate(probe) ? "relaxed" : "simd128");
