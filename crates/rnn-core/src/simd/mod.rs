//! Four floats at a time: the only user of `core::arch`, and with `heap` the only place with `unsafe`.
//!
//! [`F32x4`] has three bodies behind one face: wasm `simd128`, `simd128` with `relaxed-simd` (a multiply-add rounded
//! once, where the processor has one), and a scalar twin for native tests. The scalar twin rounds exactly as `simd128`
//! does, so a native test speaks for the wasm build bit by bit. `Body` lists what each of them must have.
//!
//! [`Buffer`] is a vector of floats that starts on a cache line; [`lockstep`] and its kin walk rows without a check for
//! each element.
#![allow(unsafe_code)]

mod buffer;
mod rows;
#[cfg(not(target_arch = "wasm32"))]
mod scalar;
mod slices;
mod transpose;
#[cfg(target_arch = "wasm32")]
mod wasm;
mod words;

pub use buffer::Buffer;
pub use rows::{Rows, RowsMut, along, blocks_in_lockstep, lockstep, rows_at, rows_at_mut, rows_in_lockstep, walk_mut};
pub use slices::{add, copy, flush, is_zero, move_toward, vectors, vectors_mut};
pub use transpose::transpose;
pub use words::{floats_of, words_of};

use core::ops::{Add, AddAssign, Div, Mul, Sub};

/// Lanes of a vector.
pub const LANES: usize = 4;

/// 2⁻⁸⁴. Gradients and moments below it are rounded to 0, so that neither they nor their products with ordinary numbers
/// become denormal: wasm cannot flush denormals, and a processor takes up to 150 cycles for each.
pub const FLUSHED: f32 = f32::from_bits((127 - 84) << 23);

#[cfg(target_arch = "wasm32")]
type Raw = core::arch::wasm32::v128;
#[cfg(not(target_arch = "wasm32"))]
type Raw = [f32; LANES];

/// What a body implements: [`F32x4`] says what each operation does. A body that lacks one does not compile.
trait Body: Copy {
    const ZERO: Self;
    fn splat(x: f32) -> Self;
    fn load(from: &[f32; LANES]) -> Self;
    fn store(self, to: &mut [f32; LANES]);
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn div(self, other: Self) -> Self;
    fn mul_add(self, b: Self, c: Self) -> Self;
    fn neg_mul_add(self, b: Self, c: Self) -> Self;
    fn min(self, other: Self) -> Self;
    fn max(self, other: Self) -> Self;
    /// `self` where it is NaN, else `other`, which is `self` after [`Self::min`] or [`Self::max`].
    fn nan_or(self, other: Self) -> Self;
    fn abs(self) -> Self;
    fn sqrt(self) -> Self;
    fn flush_below(self, limit: Self) -> Self;
    fn is_zero(self) -> bool;
    fn exp2_of_magic(self) -> Self;
    fn equal_bits(self, other: Self) -> u32;
    fn where_equal(self, other: Self, value: Self) -> Self;
    fn any_gt(self, other: Self) -> bool;
    fn largest(self) -> Self;
    fn transpose(rows: [Self; LANES]) -> [Self; LANES];
}

/// What lies there, which the compiler must not see.
#[inline(always)]
pub fn unseen<T: Copy>(x: &'static T) -> T {
    // SAFETY: a reference can be read.
    unsafe { core::ptr::from_ref(x).read_volatile() }
}

/// Four floats.
#[derive(Clone, Copy)]
pub struct F32x4(Raw);

/// Each lane by itself, as an operator.
macro_rules! operators {
    ($($trait:ident $method:ident),*) => {$(
        impl $trait for F32x4 {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(Body::$method(self.0, other.0))
            }
        }
    )*};
}
operators!(Add add, Sub sub, Mul mul, Div div);

impl AddAssign for F32x4 {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl F32x4 {
    /// All lanes zero.
    pub const ZERO: Self = Self(Raw::ZERO);

    /// All lanes `x`.
    #[inline(always)]
    pub fn splat(x: f32) -> Self {
        Self(Raw::splat(x))
    }

    /// A constant for a loop.
    ///
    /// PERF: V8 builds a constant vector with three or four instructions wherever it is used; from memory, it is one load
    /// before the loop.
    #[inline(always)]
    pub fn constant(x: &'static f32) -> Self {
        Self::splat(unseen(x))
    }

    /// Four neighbours in memory.
    #[inline(always)]
    pub fn load(from: &[f32; LANES]) -> Self {
        Self(Raw::load(from))
    }

    /// Writes the four lanes.
    #[inline(always)]
    pub fn store(self, to: &mut [f32; LANES]) {
        Body::store(self.0, to);
    }

    /// `self · b + c`, rounded once with relaxed SIMD on processors that can, twice otherwise.
    #[inline(always)]
    pub fn mul_add(self, b: Self, c: Self) -> Self {
        Self(self.0.mul_add(b.0, c.0))
    }

    /// `c − self · b`, with the rounding of [`Self::mul_add`].
    #[inline(always)]
    pub fn neg_mul_add(self, b: Self, c: Self) -> Self {
        Self(self.0.neg_mul_add(b.0, c.0))
    }

    /// The smaller of each lane. Where either is NaN the result is `self`'s, or the engine's choice of the two in tests with
    /// relaxed SIMD: what must stay NaN goes through [`Self::clamp`] or [`Self::at_least`].
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        Self(Body::min(self.0, other.0))
    }

    /// The larger of each lane; of NaN and zeros as [`Self::min`].
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(Body::max(self.0, other.0))
    }

    /// Magnitudes.
    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// Square roots.
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }

    /// Lanes smaller in magnitude than those of `limit` become 0; NaN stays NaN.
    #[inline(always)]
    pub fn flush_below(self, limit: Self) -> Self {
        Self(self.0.flush_below(limit.0))
    }

    /// Whether all lanes are 0 or −0.
    #[inline(always)]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// 2ⁿ for lanes that hold `n + 127 + 1.5·2²³`, −126 ≤ n ≤ 127: the integer in the low bits becomes the exponent.
    #[inline(always)]
    pub fn exp2_of_magic(self) -> Self {
        Self(self.0.exp2_of_magic())
    }

    /// Where `self` equals `other`: bit i for lane i.
    #[inline(always)]
    pub fn equal_bits(self, other: Self) -> u32 {
        self.0.equal_bits(other.0)
    }

    /// `value` in lanes where `self` equals `other`, 0 in the rest.
    #[inline(always)]
    pub fn where_equal(self, other: Self, value: Self) -> Self {
        Self(self.0.where_equal(other.0, value.0))
    }

    /// Whether any lane of `self` is greater than that of `other`.
    #[inline(always)]
    pub fn any_gt(self, other: Self) -> bool {
        self.0.any_gt(other.0)
    }

    /// The largest lane, in all lanes. With a NaN among them any lane may come out.
    #[inline(always)]
    pub fn largest(self) -> Self {
        Self(self.0.largest())
    }

    /// The four-by-four transpose of four rows.
    #[inline(always)]
    pub fn transpose(rows: [Self; LANES]) -> [Self; LANES] {
        Raw::transpose(rows.map(|row| row.0)).map(Self)
    }

    /// Lanes smaller in magnitude than [`FLUSHED`] become 0; NaN stays NaN.
    #[inline(always)]
    pub fn flush(self) -> Self {
        self.flush_below(Self::splat(FLUSHED))
    }

    /// Lanes between `low` and `high`; NaN stays NaN, in every engine.
    #[inline(always)]
    pub fn clamp(self, low: Self, high: Self) -> Self {
        Self(self.0.nan_or(self.max(low).min(high).0))
    }

    /// Lanes not less than `low`; NaN stays NaN, in every engine.
    #[inline(always)]
    pub fn at_least(self, low: Self) -> Self {
        Self(self.0.nan_or(self.max(low).0))
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

/// `n` rounded up to whole vectors.
#[inline(always)]
pub const fn padded(n: usize) -> usize {
    n.next_multiple_of(LANES)
}
