//! Four floats at a time: the only user of `core::arch`, and with `heap` the only place with `unsafe`.
//!
//! [`F32x4`] has three bodies behind one face: wasm `simd128`, `simd128` with `relaxed-simd` (a multiply-add rounded
//! once, where the processor has one), and a scalar twin for native tests. The scalar twin rounds exactly as `simd128`
//! does, so a native test speaks for the wasm build bit by bit.
//!
//! [`Buffer`] is a vector of floats that starts on a cache line; [`lockstep`] and its kin walk rows without a check for
//! each element.
#![allow(unsafe_code)]

mod buffer;
mod rows;
mod slices;
mod words;

pub use buffer::Buffer;
pub use rows::{lockstep, rows_at, rows_at_mut, rows_in_lockstep};
pub use slices::add;
pub use words::{floats_of, words_of};

use core::ops::{Add, AddAssign, Div, Mul, Sub};

/// Lanes of a vector.
pub const LANES: usize = 4;

/// 2⁻⁸⁴. Gradients and moments below it are rounded to 0, so that neither they nor their products with ordinary numbers
/// become denormal: wasm cannot flush denormals, and a processor takes up to 150 cycles for each.
pub const FLUSHED: f32 = f32::from_bits((127 - 84) << 23);

#[cfg(target_arch = "wasm32")]
use core::arch::wasm32 as arch;

#[cfg(target_arch = "wasm32")]
type Raw = arch::v128;
#[cfg(not(target_arch = "wasm32"))]
type Raw = [f32; LANES];

/// Four floats.
#[derive(Clone, Copy)]
pub struct F32x4(Raw);

#[cfg(target_arch = "wasm32")]
impl F32x4 {
    /// All lanes zero.
    pub const ZERO: Self = Self(arch::f32x4(0.0, 0.0, 0.0, 0.0));

    /// All lanes `x`.
    #[inline(always)]
    pub const fn splat(x: f32) -> Self {
        Self(arch::f32x4(x, x, x, x))
    }

    /// Four neighbours in memory.
    #[inline(always)]
    pub fn load(from: &[f32; LANES]) -> Self {
        // SAFETY: a reference to four floats is 16 readable bytes; v128.load needs no alignment.
        Self(unsafe { arch::v128_load(from.as_ptr().cast()) })
    }

    /// Writes the four lanes.
    #[inline(always)]
    pub fn store(self, to: &mut [f32; LANES]) {
        // SAFETY: a unique reference to four floats is 16 writable bytes; v128.store needs no alignment.
        unsafe { arch::v128_store(to.as_mut_ptr().cast(), self.0) }
    }

    /// `self · b + c`, rounded once with relaxed SIMD on processors that can, twice otherwise.
    #[inline(always)]
    pub fn mul_add(self, b: Self, c: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return Self(arch::f32x4_relaxed_madd(self.0, b.0, c.0));
        #[cfg(not(target_feature = "relaxed-simd"))]
        return Self(arch::f32x4_add(arch::f32x4_mul(self.0, b.0), c.0));
    }

    /// `c − self · b`, with the rounding of [`Self::mul_add`].
    #[inline(always)]
    pub fn neg_mul_add(self, b: Self, c: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return Self(arch::f32x4_relaxed_nmadd(self.0, b.0, c.0));
        #[cfg(not(target_feature = "relaxed-simd"))]
        return Self(arch::f32x4_sub(c.0, arch::f32x4_mul(self.0, b.0)));
    }

    /// The smaller of each lane. Where either is NaN the result is one of the two, and relaxed SIMD leaves it to the engine
    /// which: what must stay NaN goes through [`Self::clamp`] or [`Self::at_least`].
    // PERF: pmin and pmax are one instruction on x86; min and max, which honour NaN and −0, are six.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        // LLVM makes relaxed_min of pmin where it may, with its operands the other way round.
        #[cfg(target_feature = "relaxed-simd")]
        return Self(arch::f32x4_relaxed_min(other.0, self.0));
        #[cfg(not(target_feature = "relaxed-simd"))]
        return Self(arch::f32x4_pmin(self.0, other.0));
    }

    /// The larger of each lane; of NaN and zeros as [`Self::min`].
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        #[cfg(target_feature = "relaxed-simd")]
        return Self(arch::f32x4_relaxed_max(other.0, self.0));
        #[cfg(not(target_feature = "relaxed-simd"))]
        return Self(arch::f32x4_pmax(self.0, other.0));
    }

    /// `self` where it is NaN, else `other`.
    #[inline(always)]
    fn nan_or(self, other: Self) -> Self {
        // A mask of whole lanes: what laneselect does with it is the same in every engine.
        #[cfg(target_feature = "relaxed-simd")]
        return Self(arch::i32x4_relaxed_laneselect(other.0, self.0, arch::f32x4_eq(self.0, self.0)));
        // pmin and pmax gave `self` for NaN already.
        #[cfg(not(target_feature = "relaxed-simd"))]
        return other;
    }

    /// Magnitudes.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(arch::f32x4_abs(self.0))
    }

    /// Square roots.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(arch::f32x4_sqrt(self.0))
    }

    /// Lanes smaller in magnitude than those of `limit` become 0; NaN stays NaN.
    #[inline(always)]
    pub fn flush_below(self, limit: Self) -> Self {
        Self(arch::v128_andnot(self.0, arch::f32x4_lt(self.abs().0, limit.0)))
    }

    /// Whether all lanes are 0 or −0.
    #[inline(always)]
    pub fn is_zero(self) -> bool {
        !arch::v128_any_true(arch::f32x4_ne(self.0, Self::ZERO.0))
    }

    /// 2ⁿ for lanes that hold `n + 1.5·2²³`, −126 ≤ n ≤ 127: the integer in the low bits becomes the exponent.
    #[inline(always)]
    pub fn exp2_of_magic(self) -> Self {
        Self(arch::i32x4_add(arch::i32x4_shl(self.0, 23), arch::i32x4_splat(127 << 23)))
    }

    /// Where `self` equals `other`: bit i for lane i.
    #[inline(always)]
    pub fn equal_bits(self, other: Self) -> u32 {
        u32::from(arch::i32x4_bitmask(arch::f32x4_eq(self.0, other.0)))
    }

    /// The largest lane, in all lanes. With a NaN among them any lane may come out.
    #[inline(always)]
    pub fn largest(self) -> Self {
        let pairs = self.max(Self(arch::i32x4_shuffle::<2, 3, 0, 1>(self.0, self.0)));
        pairs.max(Self(arch::i32x4_shuffle::<1, 0, 3, 2>(pairs.0, pairs.0)))
    }

    /// Whether any lane of `self` is greater than that of `other`.
    #[inline(always)]
    pub fn any_gt(self, other: Self) -> bool {
        arch::v128_any_true(arch::f32x4_gt(self.0, other.0))
    }

    /// 1 in lanes that equal those of `other`, 0 in the others.
    #[inline(always)]
    pub fn equal(self, other: Self) -> Self {
        Self(arch::v128_and(arch::f32x4_eq(self.0, other.0), Self::splat(1.0).0))
    }

    /// The four-by-four transpose of four rows.
    #[inline(always)]
    pub fn transpose([a, b, c, d]: [Self; LANES]) -> [Self; LANES] {
        let ab_low = arch::i32x4_shuffle::<0, 4, 1, 5>(a.0, b.0);
        let ab_high = arch::i32x4_shuffle::<2, 6, 3, 7>(a.0, b.0);
        let cd_low = arch::i32x4_shuffle::<0, 4, 1, 5>(c.0, d.0);
        let cd_high = arch::i32x4_shuffle::<2, 6, 3, 7>(c.0, d.0);
        [
            Self(arch::i64x2_shuffle::<0, 2>(ab_low, cd_low)),
            Self(arch::i64x2_shuffle::<1, 3>(ab_low, cd_low)),
            Self(arch::i64x2_shuffle::<0, 2>(ab_high, cd_high)),
            Self(arch::i64x2_shuffle::<1, 3>(ab_high, cd_high)),
        ]
    }
}

#[cfg(target_arch = "wasm32")]
mod arithmetic {
    use super::{Add, Div, F32x4, Mul, Sub, arch};

    macro_rules! lanewise {
        ($($trait:ident $method:ident $intrinsic:ident),*) => {$(
            impl $trait for F32x4 {
                type Output = Self;
                #[inline(always)]
                fn $method(self, other: Self) -> Self {
                    Self(arch::$intrinsic(self.0, other.0))
                }
            }
        )*};
    }
    lanewise!(Add add f32x4_add, Sub sub f32x4_sub, Mul mul f32x4_mul, Div div f32x4_div);
}

#[cfg(not(target_arch = "wasm32"))]
impl F32x4 {
    /// All lanes zero.
    pub const ZERO: Self = Self([0.0; LANES]);

    /// All lanes `x`.
    #[inline(always)]
    pub const fn splat(x: f32) -> Self {
        Self([x; LANES])
    }

    /// Four neighbours in memory.
    #[inline(always)]
    pub fn load(from: &[f32; LANES]) -> Self {
        Self(*from)
    }

    /// Writes the four lanes.
    #[inline(always)]
    pub fn store(self, to: &mut [f32; LANES]) {
        *to = self.0;
    }

    #[inline(always)]
    fn zip(self, other: Self, f: impl Fn(f32, f32) -> f32) -> Self {
        Self(core::array::from_fn(|lane| f(self.0[lane], other.0[lane])))
    }

    /// `self · b + c`, rounded twice as `simd128` does.
    #[inline(always)]
    pub fn mul_add(self, b: Self, c: Self) -> Self {
        self * b + c
    }

    /// `c − self · b`, rounded twice as `simd128` does.
    #[inline(always)]
    pub fn neg_mul_add(self, b: Self, c: Self) -> Self {
        c - self * b
    }

    /// The smaller of each lane. Where either is NaN the result is one of the two: here, as in `simd128`, `self`'s.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if b < a { b } else { a })
    }

    /// The larger of each lane; of NaN and zeros as [`Self::min`].
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { b } else { a })
    }

    /// `self` where it is NaN, else `other`.
    #[inline(always)]
    fn nan_or(self, other: Self) -> Self {
        self.zip(other, |a, b| if a.is_nan() { a } else { b })
    }

    /// Magnitudes.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(self.0.map(f32::abs))
    }

    /// Square roots.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(self.0.map(f32::sqrt))
    }

    /// Lanes smaller in magnitude than those of `limit` become 0; NaN stays NaN.
    #[inline(always)]
    pub fn flush_below(self, limit: Self) -> Self {
        self.zip(limit, |x, limit| if x.abs() < limit { 0.0 } else { x })
    }

    /// Whether all lanes are 0 or −0.
    #[inline(always)]
    pub fn is_zero(self) -> bool {
        self.0.iter().all(|&x| x == 0.0)
    }

    /// 2ⁿ for lanes that hold `n + 1.5·2²³`, −126 ≤ n ≤ 127: the integer in the low bits becomes the exponent.
    #[inline(always)]
    pub fn exp2_of_magic(self) -> Self {
        Self(self.0.map(|x| f32::from_bits((x.to_bits() << 23).wrapping_add(127 << 23))))
    }

    /// Where `self` equals `other`: bit i for lane i.
    #[inline(always)]
    pub fn equal_bits(self, other: Self) -> u32 {
        #[allow(clippy::float_cmp, reason = "as f32x4.eq compares")]
        self.0.iter().zip(&other.0).enumerate().map(|(lane, (a, b))| u32::from(a == b) << lane).sum()
    }

    /// The largest lane, in all lanes. With a NaN among them any lane may come out.
    #[inline(always)]
    pub fn largest(self) -> Self {
        let turned = |by: usize| Self(core::array::from_fn(|lane| self.0[lane ^ by]));
        let pairs = self.max(turned(2));
        pairs.max(Self(core::array::from_fn(|lane| pairs.0[lane ^ 1])))
    }

    /// Whether any lane of `self` is greater than that of `other`.
    #[inline(always)]
    pub fn any_gt(self, other: Self) -> bool {
        self.0.iter().zip(&other.0).any(|(a, b)| a > b)
    }

    /// 1 in lanes that equal those of `other`, 0 in the others.
    #[inline(always)]
    pub fn equal(self, other: Self) -> Self {
        #[allow(clippy::float_cmp, reason = "as f32x4.eq compares")]
        self.zip(other, |a, b| f32::from(u8::from(a == b)))
    }

    /// The four-by-four transpose of four rows.
    #[inline(always)]
    pub fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        core::array::from_fn(|i| Self(core::array::from_fn(|j| rows[j].0[i])))
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod arithmetic {
    use super::{Add, Div, F32x4, Mul, Sub};

    macro_rules! lanewise {
        ($($trait:ident $method:ident $op:tt),*) => {$(
            impl $trait for F32x4 {
                type Output = Self;
                #[inline(always)]
                fn $method(self, other: Self) -> Self {
                    self.zip(other, |a, b| a $op b)
                }
            }
        )*};
    }
    lanewise!(Add add +, Sub sub -, Mul mul *, Div div /);
}

impl F32x4 {
    /// Lanes smaller in magnitude than [`FLUSHED`] become 0; NaN stays NaN.
    #[inline(always)]
    pub fn flush(self) -> Self {
        self.flush_below(Self::splat(FLUSHED))
    }

    /// Lanes between `low` and `high`; NaN stays NaN, in every engine.
    #[inline(always)]
    pub fn clamp(self, low: Self, high: Self) -> Self {
        self.nan_or(self.max(low).min(high))
    }

    /// Lanes not less than `low`; NaN stays NaN, in every engine.
    #[inline(always)]
    pub fn at_least(self, low: Self) -> Self {
        self.nan_or(self.max(low))
    }

    /// The first four of a slice.
    ///
    /// # Panics
    /// With fewer than four.
    #[inline(always)]
    pub fn from_slice(from: &[f32]) -> Self {
        let Some(from) = from.first_chunk() else { short() };
        Self::load(from)
    }

    /// Writes the first four of a slice.
    ///
    /// # Panics
    /// With fewer than four.
    #[inline(always)]
    pub fn write(self, to: &mut [f32]) {
        let Some(to) = to.first_chunk_mut() else { short() };
        self.store(to);
    }

    /// As many of a slice as it has, at most four; zeros after them.
    #[inline(always)]
    pub fn load_part(from: &[f32]) -> Self {
        if from.len() >= LANES {
            return Self::from_slice(from);
        }
        Self::load(&core::array::from_fn(|lane| from.get(lane).copied().unwrap_or_default()))
    }

    /// Writes as many lanes as a slice has, at most four.
    #[inline(always)]
    pub fn store_part(self, to: &mut [f32]) {
        if to.len() >= LANES {
            return self.write(to);
        }
        for (to, lane) in to.iter_mut().zip(self.to_array()) {
            *to = lane;
        }
    }

    /// The lanes as an array.
    #[inline(always)]
    pub fn to_array(self) -> [f32; LANES] {
        let mut lanes = [0.0; LANES];
        self.store(&mut lanes);
        lanes
    }

    /// The first lane.
    #[inline(always)]
    pub fn first(self) -> f32 {
        self.to_array()[0]
    }

    /// The sum of the lanes, pairs first.
    #[inline(always)]
    pub fn sum(self) -> f32 {
        let [a, b, c, d] = self.to_array();
        (a + c) + (b + d)
    }
}

/// A kernel's mistake: every row of activations is padded to whole vectors.
#[cold]
fn short() -> ! {
    panic!("a row is shorter than a vector")
}

impl AddAssign for F32x4 {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The slice as vectors; its length is a multiple of four.
#[inline(always)]
pub fn vectors(slice: &[f32]) -> &[[f32; LANES]] {
    let (vectors, rest) = slice.as_chunks();
    debug_assert!(rest.is_empty());
    vectors
}

/// The slice as vectors to write; its length is a multiple of four.
#[inline(always)]
pub fn vectors_mut(slice: &mut [f32]) -> &mut [[f32; LANES]] {
    let (vectors, rest) = slice.as_chunks_mut();
    debug_assert!(rest.is_empty());
    vectors
}

/// Whether every element of a slice of whole vectors is 0.
#[inline(always)]
pub fn is_zero(slice: &[f32]) -> bool {
    vectors(slice).iter().all(|x| F32x4::load(x).is_zero())
}

/// Flushes every element of a slice of whole vectors: [`F32x4::flush`].
pub fn flush(slice: &mut [f32]) {
    for x in vectors_mut(slice) {
        F32x4::load(x).flush().store(x);
    }
}

/// `n` rounded up to whole vectors.
#[inline(always)]
pub const fn padded(n: usize) -> usize {
    n.next_multiple_of(LANES)
}
