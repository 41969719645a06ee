//! Four floats as wasm holds them: `simd128`, and `relaxed-simd` where the build has it.

use core::arch::wasm32 as arch;

use super::{Body, LANES};

impl Body for arch::v128 {
    const ZERO: Self = arch::f32x4(0.0, 0.0, 0.0, 0.0);

    #[inline(always)]
    fn splat(x: f32) -> Self {
        arch::f32x4(x, x, x, x)
    }

    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        // SAFETY: a reference to four floats is 16 readable bytes; v128.load needs no alignment.
        unsafe { arch::v128_load(from.as_ptr().cast()) }
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: a unique reference to four floats is 16 writable bytes; v128.store needs no alignment.
        unsafe { arch::v128_store(to.as_mut_ptr().cast(), self) }
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        arch::f32x4_add(self, other)
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        arch::f32x4_sub(self, other)
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        arch::f32x4_mul(self, other)
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        arch::f32x4_div(self, other)
    }

    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return arch::f32x4_relaxed_madd(self, b, c);
        #[cfg(not(target_feature = "relaxed-simd"))]
        return arch::f32x4_add(arch::f32x4_mul(self, b), c);
    }

    #[inline(always)]
    fn neg_mul_add(self, b: Self, c: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return arch::f32x4_relaxed_nmadd(self, b, c);
        #[cfg(not(target_feature = "relaxed-simd"))]
        return arch::f32x4_sub(c, arch::f32x4_mul(self, b));
    }

    // PERF: pmin and pmax are one instruction on x86; min and max, which honour NaN and −0, are six. With relaxed SIMD, LLVM
    // makes relaxed_min of pmin, and an engine chooses what comes out of NaN. build.sh makes pmin of it again
    // (scripts/wasm/bounds.mjs), and says so by `pseudo_bounds`.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        #[cfg(all(target_feature = "relaxed-simd", pseudo_bounds))]
        return arch::f32x4_relaxed_min(self, other);
        // What V8 makes of it gives `self` for NaN.
        #[cfg(all(target_feature = "relaxed-simd", not(pseudo_bounds)))]
        return arch::f32x4_relaxed_min(other, self);
        #[cfg(not(target_feature = "relaxed-simd"))]
        return arch::f32x4_pmin(self, other);
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        #[cfg(all(target_feature = "relaxed-simd", pseudo_bounds))]
        return arch::f32x4_relaxed_max(self, other);
        #[cfg(all(target_feature = "relaxed-simd", not(pseudo_bounds)))]
        return arch::f32x4_relaxed_max(other, self);
        #[cfg(not(target_feature = "relaxed-simd"))]
        return arch::f32x4_pmax(self, other);
    }

    #[inline(always)]
    fn nan_or(self, other: Self) -> Self {
        // All bits of a lane set are NaN.
        #[cfg(all(target_feature = "relaxed-simd", not(pseudo_bounds)))]
        return arch::v128_or(other, arch::f32x4_ne(self, self));
        // pmin and pmax gave `self` for NaN already.
        #[cfg(any(not(target_feature = "relaxed-simd"), pseudo_bounds))]
        return other;
    }

    #[inline(always)]
    fn abs(self) -> Self {
        arch::f32x4_abs(self)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        arch::f32x4_sqrt(self)
    }

    #[inline(always)]
    fn flush_below(self, limit: Self) -> Self {
        arch::v128_andnot(self, arch::f32x4_lt(arch::f32x4_abs(self), limit))
    }

    #[inline(always)]
    fn is_zero(self) -> bool {
        !arch::v128_any_true(arch::f32x4_ne(self, Self::ZERO))
    }

    #[inline(always)]
    fn exp2_of_magic(self) -> Self {
        arch::i32x4_shl(self, 23)
    }

    #[inline(always)]
    fn equal_bits(self, other: Self) -> u32 {
        u32::from(arch::i32x4_bitmask(arch::f32x4_eq(self, other)))
    }

    #[inline(always)]
    fn largest(self) -> Self {
        let pairs = self.max(arch::i32x4_shuffle::<2, 3, 0, 1>(self, self));
        pairs.max(arch::i32x4_shuffle::<1, 0, 3, 2>(pairs, pairs))
    }

    #[inline(always)]
    fn any_gt(self, other: Self) -> bool {
        arch::v128_any_true(arch::f32x4_gt(self, other))
    }

    #[inline(always)]
    fn where_equal(self, other: Self, value: Self) -> Self {
        arch::v128_and(arch::f32x4_eq(self, other), value)
    }

    #[inline(always)]
    fn transpose([a, b, c, d]: [Self; LANES]) -> [Self; LANES] {
        let ab_low = arch::i32x4_shuffle::<0, 4, 1, 5>(a, b);
        let ab_high = arch::i32x4_shuffle::<2, 6, 3, 7>(a, b);
        let cd_low = arch::i32x4_shuffle::<0, 4, 1, 5>(c, d);
        let cd_high = arch::i32x4_shuffle::<2, 6, 3, 7>(c, d);
        [
            arch::i64x2_shuffle::<0, 2>(ab_low, cd_low),
            arch::i64x2_shuffle::<1, 3>(ab_low, cd_low),
            arch::i64x2_shuffle::<0, 2>(ab_high, cd_high),
            arch::i64x2_shuffle::<1, 3>(ab_high, cd_high),
        ]
    }
}
