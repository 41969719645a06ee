//! exp, sigmoid and tanh of four floats: no table, no branch, no call.
//!
//! | function | largest error | of range |
//! |---|---|---|
//! | [`Activations::exp_below`] | 2.4 ULP | [−58.5, 88.37], below it the value at its low end, above it none |
//! | [`Sigmoid`] | 3.5 ULP | [−58, ∞), below it the value at −58 |
//! | [`Tanh`] | 5.6 ULP | all; odd, less than 1, and 0 at 0 |
//!
//! Measured by the tests against f64, and never exceeded by either build. NaN stays NaN; no infinity comes out of finite
//! or infinite input. Results end near 2⁻⁸⁴, as [`crate::simd::FLUSHED`] does and for its reason: neither a step of the
//! calculation nor the product of a result with an ordinary number is denormal. Only tanh of a denormal is that denormal.
//!
//! The methods are those of XNNPACK's `rr2-p5` and `rational-9-8` kernels; the coefficients are minimax fits of our
//! own (relative error, Lawson's algorithm).

use crate::simd::{F32x4, LANES, unseen};

/// What is added to a float is rounded to an integer by adding this, 1.5·2²³ + 127: the integer plus 127, the exponent of 1,
/// then stands in the low bits.
const MAGIC: f32 = 12_582_912.0 + 127.0;
/// Below it eˣ is less than 4e-26 and counts for nothing.
const EXP_MIN: f32 = -58.5;
/// Where the exponential's scale would have the exponent 128.
#[cfg(test)]
const EXP_MAX: f32 = 88.37;

/// A constant in all lanes.
type Lanes = [f32; LANES];

/// The constants of all functions.
struct Constants {
    exp_min: Lanes,
    exp: Exponential<Lanes>,
    sigmoid: Sigmoid<Lanes>,
    tanh: Tanh<Lanes>,
}

static UNSEEN: &Constants = &Constants {
    exp_min: [EXP_MIN; LANES],
    exp: Exponential::of_sign(1.0),
    // The sigmoid is 1 from 17.4 on.
    sigmoid: Sigmoid { range: lanes([-58.0, 58.0]), one: [1.0; LANES], exp: Exponential::of_sign(-1.0) },
    tanh: Tanh {
        // From here on tanh is 1 but for four units of its last place, and the quotient 1 but for one.
        range: lanes([-7.9, 7.9]),
        // tanh x = x·P(x²) / Q(x²), within 6e-9 before rounding. Both polynomials begin alike, so that tanh x = x for
        // small x. Of some thousands of scalings and last bits that were tried, these have the smallest rounding errors.
        p: lanes([1.728_455, 0.232_526_62, 0.006_190_71, 3.814_172_3e-5, 2.677_314_7e-8]),
        q: lanes([1.728_455, 0.808_678_2, 0.045_289_565, 0.000_592_511_73, 1.490_571_2e-6]),
    },
};

const fn lanes<const N: usize>(constants: [f32; N]) -> [Lanes; N] {
    let mut lanes = [[0.0; LANES]; N];
    let mut i = 0;
    while i < N {
        lanes[i] = [constants[i]; LANES];
        i += 1;
    }
    lanes
}

#[inline(always)]
fn load<const N: usize>(lanes: &[Lanes; N]) -> [F32x4; N] {
    lanes.each_ref().map(F32x4::load)
}

/// The functions. Their constants lie in memory.
#[derive(Clone, Copy)]
pub struct Activations(&'static Constants);

impl Activations {
    /// PERF: the compiler must not see the constants. V8 builds each constant vector with four instructions, and
    /// rebuilds all of them for every row whose loop it does not move them out of; from memory, each is one load.
    #[inline(always)]
    pub fn load() -> Self {
        Self(unseen(&UNSEEN))
    }

    /// The sigmoid with its constants in registers.
    #[inline(always)]
    pub fn sigmoid(self) -> Sigmoid {
        let Sigmoid { range, one, exp } = &self.0.sigmoid;
        Sigmoid { range: load(range), one: F32x4::load(one), exp: exp.load() }
    }

    /// tanh with its constants in registers.
    #[inline(always)]
    pub fn tanh(self) -> Tanh {
        let Tanh { range, p, q } = &self.0.tanh;
        Tanh { range: load(range), p: load(p), q: load(q) }
    }

    /// eˣ for x up to 88.37; not less than 3.9e-26.
    #[inline(always)]
    pub fn exp_below(self, x: F32x4) -> F32x4 {
        self.0.exp.load().of(x.at_least(F32x4::load(&self.0.exp_min)))
    }
}

/// e^(sign·x). The sign is part of the constants, where it costs nothing: n = round(sign·x / ln 2),
/// r = x − sign·n·ln 2, and the polynomial takes sign·r.
#[derive(Clone, Copy)]
struct Exponential<T> {
    magic: T,
    log2_e: T,
    /// ln 2 in two parts, the first of 16 bits, so that its product with an exponent is exact.
    ln_2: [T; 2],
    /// eʳ = 1 + r·(C₁ + r·(C₂ + …)) for |r| ≤ ln 2 / 2, within 9.2e-8.
    c: [T; 5],
}

impl Exponential<Lanes> {
    const fn of_sign(sign: f32) -> Self {
        Self {
            magic: [MAGIC; LANES],
            log2_e: [sign * core::f32::consts::LOG2_E; LANES],
            ln_2: lanes([sign * 0.693_145_75, sign * 1.428_606_8e-6]),
            c: lanes([sign * 0.999_999_7, 0.499_991_5, sign * 0.166_676_37, 0.041_897_975, sign * 0.008_290_307]),
        }
    }

    #[inline(always)]
    fn load(&self) -> Exponential<F32x4> {
        let Self { magic, log2_e, ln_2, c } = self;
        Exponential { magic: F32x4::load(magic), log2_e: F32x4::load(log2_e), ln_2: load(ln_2), c: load(c) }
    }
}

impl Exponential<F32x4> {
    /// For x whose product with the sign lies in [`EXP_MIN`, `EXP_MAX`].
    #[inline(always)]
    fn of(&self, x: F32x4) -> F32x4 {
        let shifted = x.mul_add(self.log2_e, self.magic);
        let scale = shifted.exp2_of_magic();
        let n = shifted - self.magic;
        let r = n.neg_mul_add(self.ln_2[0], x);
        let r = n.neg_mul_add(self.ln_2[1], r);
        (r * scale).mul_add(polynomial(r, &self.c), scale)
    }
}

/// 1 / (1 + e⁻ˣ).
///
/// Not 0.5 + 0.5·tanh(x/2), whose error is a fixed 6e-8: all of the value where x is very negative.
#[derive(Clone, Copy)]
pub struct Sigmoid<T = F32x4> {
    range: [T; 2],
    one: T,
    /// Of e⁻ˣ.
    exp: Exponential<T>,
}

impl Sigmoid {
    /// The value at x.
    #[inline(always)]
    pub fn of(&self, x: F32x4) -> F32x4 {
        self.one / (self.one + self.exp.of(clamp(x, &self.range)))
    }
}

/// tanh x.
#[derive(Clone, Copy)]
pub struct Tanh<T = F32x4> {
    range: [T; 2],
    p: [T; 5],
    q: [T; 5],
}

impl Tanh {
    /// The value at x.
    #[inline(always)]
    pub fn of(&self, x: F32x4) -> F32x4 {
        let x = clamp(x, &self.range);
        let t = x * x;
        x * polynomial(t, &self.p) / polynomial(t, &self.q)
    }
}

/// x within a range.
#[inline(always)]
fn clamp(x: F32x4, &[low, high]: &[F32x4; 2]) -> F32x4 {
    x.clamp(low, high)
}

/// c₀ + c₁t + c₂t² + c₃t³ + c₄t⁴.
#[inline(always)]
fn polynomial(t: F32x4, c: &[F32x4; 5]) -> F32x4 {
    let p = t.mul_add(c[4], c[3]);
    let p = t.mul_add(p, c[2]);
    let p = t.mul_add(p, c[1]);
    t.mul_add(p, c[0])
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// Floats between 1e-6 and `high` of a sweep, and as many negative ones.
    const SWEEP: u32 = if cfg!(target_arch = "wasm32") { 200_000 } else { 2_000_000 };

    fn exp(x: F32x4) -> F32x4 {
        Activations::load().exp_below(x)
    }

    fn sigmoid(x: F32x4) -> F32x4 {
        Activations::load().sigmoid().of(x)
    }

    fn tanh(x: F32x4) -> F32x4 {
        Activations::load().tanh().of(x)
    }

    fn one(f: impl Fn(F32x4) -> F32x4, x: f32) -> f32 {
        f(F32x4::splat(x)).to_array()[0]
    }

    /// Units in the last place of f32 between `y` and `truth`.
    fn ulps(y: f32, truth: f64) -> f64 {
        let unit = 2.0_f64.powi(truth.abs().log2().floor() as i32 - 23);
        (f64::from(y) - truth).abs() / unit
    }

    /// The largest error of `f` over evenly spaced bit patterns of both signs, and half as many evenly spaced values.
    fn worst(f: impl Fn(F32x4) -> F32x4, truth: impl Fn(f64) -> f64, low: f32, high: f32) -> f64 {
        let bits = |x: f32| (x.abs().max(1e-6).to_bits() - 1e-6_f32.to_bits()) as f32;
        let by_bits = |i: u32, end: f32| {
            let step = (bits(end) / SWEEP as f32).max(1.0) as u32;
            f32::from_bits(1e-6_f32.to_bits() + i * step).min(end.abs()).copysign(end)
        };
        let by_value = |i: u32| low + (high - low) * (i as f32 / SWEEP as f32);
        (0..SWEEP)
            .flat_map(|i| [by_bits(i, low), by_bits(i, high), by_value(i)])
            .filter(|&x| x != 0.0)
            .map(|x| ulps(one(&f, x), truth(f64::from(x))))
            .fold(0.0, f64::max)
    }

    #[test]
    fn exp_stays_within_its_documented_error() {
        let error = worst(exp, f64::exp, EXP_MIN, EXP_MAX);
        assert!(error <= 2.4, "{error} ULP");
    }

    #[test]
    fn sigmoid_stays_within_its_documented_error() {
        let error = worst(sigmoid, |x| 1.0 / (1.0 + (-x).exp()), -58.0, 120.0);
        assert!(error <= 3.5, "{error} ULP");
    }

    #[test]
    fn tanh_stays_within_its_documented_error() {
        let error = worst(tanh, f64::tanh, -30.0, 30.0);
        assert!(error <= 5.6, "{error} ULP");
    }

    #[test]
    fn tanh_is_odd_and_less_than_one() {
        for i in 0..SWEEP {
            let x = i as f32 * (12.0 / SWEEP as f32);
            let y = one(tanh, x);
            assert!((0.0..1.0).contains(&y), "tanh({x}) = {y}");
            assert_eq!(one(tanh, -x).to_bits(), (-y).to_bits(), "tanh(-{x})");
        }
        assert_eq!(one(tanh, -0.0).to_bits(), (-0.0_f32).to_bits());
        assert_eq!(one(tanh, 1e-40).to_bits(), 1e-40_f32.to_bits());
    }

    #[test]
    fn the_ends_of_the_range_are_finite_and_normal() {
        for x in [f32::NEG_INFINITY, f32::MIN, -1e9, -104.0, -88.0, 88.0, 89.0, 1e9, f32::MAX, f32::INFINITY] {
            for (name, y) in [("exp", one(exp, x.min(EXP_MAX))), ("sigmoid", one(sigmoid, x)), ("tanh", one(tanh, x))] {
                assert!(y.is_finite() && y.abs() > 3.8e-26, "{name}({x}) = {y}");
            }
        }
        assert_eq!((one(exp, 0.0), one(sigmoid, 0.0), one(sigmoid, f32::INFINITY)), (1.0, 0.5, 1.0));
    }

    #[test]
    fn nan_stays_nan() {
        for f in [exp, sigmoid, tanh] {
            assert!(one(f, f32::NAN).is_nan());
            assert!(one(f, -f32::NAN).is_nan());
        }
    }

    #[test]
    fn lanes_do_not_meet() {
        let x = [-2.0, f32::NAN, 0.5, f32::INFINITY];
        let y = sigmoid(F32x4::load(&x)).to_array();
        for (x, y) in x.into_iter().zip(y) {
            assert_eq!(one(sigmoid, x).to_bits(), y.to_bits());
        }
    }
}
