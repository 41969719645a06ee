//! Four floats one by one, for native tests: every operation rounds as `simd128` does.

use core::array::from_fn;

use super::{Body, LANES};

type Four = [f32; LANES];

#[inline(always)]
fn zip(a: Four, b: Four, f: impl Fn(f32, f32) -> f32) -> Four {
    from_fn(|lane| f(a[lane], b[lane]))
}

impl Body for Four {
    const ZERO: Self = [0.0; LANES];

    #[inline(always)]
    fn splat(x: f32) -> Self {
        [x; LANES]
    }

    #[inline(always)]
    fn load(from: &[f32; LANES]) -> Self {
        *from
    }

    #[inline(always)]
    fn store(self, to: &mut [f32; LANES]) {
        *to = self;
    }

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        zip(self, other, |a, b| a + b)
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        zip(self, other, |a, b| a - b)
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        zip(self, other, |a, b| a * b)
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        zip(self, other, |a, b| a / b)
    }

    /// Rounded twice.
    #[inline(always)]
    fn mul_add(self, b: Self, c: Self) -> Self {
        self.mul(b).add(c)
    }

    /// Rounded twice.
    #[inline(always)]
    fn neg_mul_add(self, b: Self, c: Self) -> Self {
        c.sub(self.mul(b))
    }

    /// `self`'s lane where either is NaN.
    #[inline(always)]
    fn min(self, other: Self) -> Self {
        zip(self, other, |a, b| if b < a { b } else { a })
    }

    #[inline(always)]
    fn max(self, other: Self) -> Self {
        zip(self, other, |a, b| if a < b { b } else { a })
    }

    #[inline(always)]
    fn nan_or(self, other: Self) -> Self {
        zip(self, other, |a, b| if a.is_nan() { a } else { b })
    }

    #[inline(always)]
    fn abs(self) -> Self {
        self.map(f32::abs)
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        self.map(f32::sqrt)
    }

    #[inline(always)]
    fn flush_below(self, limit: Self) -> Self {
        zip(self, limit, |x, limit| if x.abs() < limit { 0.0 } else { x })
    }

    #[inline(always)]
    fn is_zero(self) -> bool {
        self.iter().all(|&x| x == 0.0)
    }

    #[inline(always)]
    fn exp2_of_magic(self) -> Self {
        self.map(|x| f32::from_bits(x.to_bits() << 23))
    }

    #[inline(always)]
    #[allow(clippy::float_cmp, reason = "as f32x4.eq compares")]
    fn equal_bits(self, other: Self) -> u32 {
        self.iter().zip(&other).enumerate().map(|(lane, (a, b))| u32::from(a == b) << lane).sum()
    }

    #[inline(always)]
    fn largest(self) -> Self {
        let pairs = Body::max(self, from_fn(|lane| self[lane ^ 2]));
        Body::max(pairs, from_fn(|lane| pairs[lane ^ 1]))
    }

    #[inline(always)]
    fn any_gt(self, other: Self) -> bool {
        self.iter().zip(&other).any(|(a, b)| a > b)
    }

    #[inline(always)]
    #[allow(clippy::float_cmp, reason = "as f32x4.eq compares")]
    fn where_equal(self, other: Self, value: Self) -> Self {
        core::array::from_fn(|lane| if self[lane] == other[lane] { value[lane] } else { 0.0 })
    }

    #[inline(always)]
    fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        from_fn(|i| from_fn(|j| rows[j][i]))
    }
}
