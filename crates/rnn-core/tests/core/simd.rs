//! Every operation of [`F32x4`] on numbers, zeros of both signs, infinities, denormals and NaN: the same three bodies give
//! the same results, but for what they leave open.

use rnn_core::simd::{F32x4, LANES, is_zero, padded, vectors, vectors_mut};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const INFINITY: f32 = f32::INFINITY;
const NAN: f32 = f32::NAN;
const DENORMAL: f32 = 1e-40;

/// Numbers of every kind.
const KINDS: [f32; 16] = [
    0.0,
    -0.0,
    1.0,
    -1.5,
    3.25,
    -1e-30,
    1e30,
    f32::MAX,
    f32::MIN,
    f32::MIN_POSITIVE,
    DENORMAL,
    -DENORMAL,
    INFINITY,
    -INFINITY,
    NAN,
    -NAN,
];

/// All pairs of kinds, four at a time.
fn pairs() -> impl Iterator<Item = ([f32; LANES], [f32; LANES])> {
    KINDS.into_iter().flat_map(|a| KINDS.as_chunks::<LANES>().0.iter().map(move |&b| ([a; LANES], b)))
}

fn is_same(a: f32, b: f32) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

/// Asserts an operation of two operands lane by lane; zeros by their sign, NaN by being NaN.
fn assert_lanes(name: &str, of: impl Fn(F32x4, F32x4) -> F32x4, wanted: impl Fn(f32, f32) -> f32) {
    for (a, b) in pairs() {
        let got = of(F32x4::load(&a), F32x4::load(&b)).to_array();
        for lane in 0..LANES {
            let wanted = wanted(a[lane], b[lane]);
            assert!(is_same(got[lane], wanted), "{name}({}, {}) = {}, expected {wanted}", a[lane], b[lane], got[lane]);
        }
    }
}

#[test]
fn arithmetic_is_that_of_floats() {
    assert_lanes("+", |a, b| a + b, |a, b| a + b);
    assert_lanes("-", |a, b| a - b, |a, b| a - b);
    assert_lanes("*", |a, b| a * b, |a, b| a * b);
    assert_lanes("/", |a, b| a / b, |a, b| a / b);
    assert_lanes("abs", |a, _| a.abs(), |a, _| a.abs());
    assert_lanes("sqrt", |a, _| a.sqrt(), |a, _| a.sqrt());
    let mut sum = F32x4::splat(1.0);
    sum += F32x4::load(&[1.0, 2.0, -1.0, INFINITY]);
    assert_eq!(sum.to_array(), [2.0, 3.0, 0.0, INFINITY]);
}

/// Rounded once or twice: both give the same where the product is exact.
#[test]
fn products_and_sums_are_within_one_rounding() {
    let c = F32x4::splat(-2.0);
    assert_lanes("mul_add", |a, _| a.mul_add(F32x4::splat(2.0), c), |a, _| a * 2.0 - 2.0);
    assert_lanes("neg_mul_add", |a, _| a.neg_mul_add(F32x4::splat(2.0), c), |a, _| -2.0 - a * 2.0);
    let (a, b, c) = (1.000_000_1_f32, 3.000_001_f32, -3.0_f32);
    let got = F32x4::splat(a).mul_add(F32x4::splat(b), F32x4::splat(c)).first();
    assert!([a * b + c, a.mul_add(b, c)].contains(&got), "{got}");
    let got = F32x4::splat(a).neg_mul_add(F32x4::splat(b), F32x4::splat(-c)).first();
    assert!([-c - a * b, (-a).mul_add(b, -c)].contains(&got), "{got}");
}

/// Of NaN they give one of the operands, of zeros of both signs one of the two.
#[test]
fn the_smaller_and_the_larger_of_numbers() {
    for (a, b) in pairs() {
        let min = F32x4::load(&a).min(F32x4::load(&b)).to_array();
        let max = F32x4::load(&a).max(F32x4::load(&b)).to_array();
        for lane in 0..LANES {
            let (a, b, min, max) = (a[lane], b[lane], min[lane], max[lane]);
            if a.is_nan() || b.is_nan() {
                assert!([min, max].iter().all(|&x| is_same(x, a) || is_same(x, b)), "of {a} and {b}: {min}, {max}");
            } else {
                assert!(min == a.min(b) && max == a.max(b), "of {a} and {b}: {min}, {max}");
            }
        }
    }
}

#[test]
fn bounds_keep_nan() {
    let bounds = [(-1.0, 1.0), (-INFINITY, INFINITY), (0.5, 0.5), (f32::MIN, -1e-30)];
    for (low, high) in bounds {
        let (l, h) = (F32x4::splat(low), F32x4::splat(high));
        for four in KINDS.as_chunks::<LANES>().0 {
            let (clamped, raised) =
                (F32x4::load(four).clamp(l, h).to_array(), F32x4::load(four).at_least(l).to_array());
            for lane in 0..LANES {
                let x = four[lane];
                if x.is_nan() {
                    assert!(clamped[lane].is_nan() && raised[lane].is_nan(), "NaN in {low}..{high}: {clamped:?}");
                } else {
                    assert!(clamped[lane] == x.clamp(low, high) && raised[lane] == x.max(low), "{x} in {low}..{high}");
                }
            }
        }
    }
}

#[test]
fn comparisons_are_those_of_floats() {
    for value in [1.0, -INFINITY, DENORMAL] {
        let where_equal = |a: F32x4, b| a.where_equal(b, F32x4::splat(value));
        assert_lanes("where_equal", where_equal, |a, b| if a == b { value } else { 0.0 });
    }
    for (a, b) in pairs() {
        let (x, y) = (F32x4::load(&a), F32x4::load(&b));
        let equal = (0..LANES).map(|lane| u32::from(a[lane] == b[lane]) << lane).sum::<u32>();
        assert_eq!(x.equal_bits(y), equal, "{a:?}, {b:?}");
        assert_eq!(x.any_gt(y), (0..LANES).any(|lane| a[lane] > b[lane]), "{a:?}, {b:?}");
    }
    for lane in 0..LANES {
        let mut one = [0.0; LANES];
        one[lane] = 1.0;
        assert_eq!(F32x4::load(&one).equal_bits(F32x4::splat(1.0)), 1 << lane);
        assert!(F32x4::load(&one).any_gt(F32x4::ZERO));
        for x in KINDS {
            one[lane] = x;
            assert_eq!(F32x4::load(&one).is_zero(), x == 0.0, "{x} in lane {lane}");
        }
    }
    assert!(is_zero(&[0.0, -0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -0.0]) && is_zero(&[]));
    assert!(!is_zero(&[0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, DENORMAL]));
}

#[test]
fn small_lanes_are_flushed_and_others_kept() {
    for limit in [f32::MIN_POSITIVE, 1e-25, 1.0] {
        let flush = |x: f32| if x.abs() < limit { 0.0 } else { x };
        assert_lanes("flush_below", |a, _| a.flush_below(F32x4::splat(limit)), |a, _| flush(a));
    }
}

/// What is past the end of a slice is read as 0 and not written.
#[test]
fn parts_of_a_vector_are_as_long_as_their_slice() {
    let from = [1.5, -2.5, 3.5, NAN, 5.5];
    for len in 0..=from.len() {
        let mut to = [9.0; 6];
        let part = F32x4::load_part(&from[..len]);
        part.store_part(&mut to[..len]);
        for lane in 0..LANES {
            let wanted = if lane < len { from[lane] } else { 0.0 };
            assert!(is_same(part.to_array()[lane], wanted), "lane {lane} of {len}");
        }
        for (i, &written) in to.iter().enumerate() {
            let wanted = if i < len.min(LANES) { from[i] } else { 9.0 };
            assert!(is_same(written, wanted), "element {i} of {len}");
        }
    }
}

#[test]
fn powers_of_two_come_from_the_low_bits() {
    for n in -126..=127 {
        let magic = F32x4::splat(12_582_912.0 + (n + 127) as f32);
        assert_eq!(magic.exp2_of_magic().to_array(), [2.0_f32.powi(n); LANES], "2^{n}");
    }
}

#[test]
fn lanes_are_searched_and_summed_across() {
    for first in 0..LANES {
        let mut x = [-3.0, -2.0, -5.0, -4.0];
        x[first] = 7.0;
        assert_eq!(F32x4::load(&x).largest().to_array(), [7.0; LANES]);
    }
    assert_eq!(F32x4::load(&[-INFINITY; LANES]).largest().to_array(), [-INFINITY; LANES]);
    assert_eq!(F32x4::load(&[1.0, -2.0, INFINITY, f32::MAX]).largest().first(), INFINITY);
    // Pairs first: 1e8 and −1e8 meet before the small ones are rounded away.
    assert_eq!(F32x4::load(&[1e8, 0.25, -1e8, 0.5]).sum(), 0.75);
    assert!(F32x4::load(&[1.0, NAN, 2.0, 3.0]).sum().is_nan());
}

#[test]
fn a_transpose_swaps_rows_and_columns() {
    let rows: [[f32; LANES]; LANES] = core::array::from_fn(|i| core::array::from_fn(|j| (10 * i + j) as f32));
    let turned = F32x4::transpose(rows.each_ref().map(F32x4::load));
    for (i, row) in turned.into_iter().enumerate() {
        assert_eq!(row.to_array(), core::array::from_fn(|j| rows[j][i]));
    }
}

/// Bit by bit, NaN's payload too.
#[test]
fn memory_is_read_and_written_as_it_is() {
    for four in KINDS.as_chunks::<LANES>().0 {
        let (mut stored, mut written) = ([9.0; LANES], [9.0; 6]);
        F32x4::load(four).store(&mut stored);
        F32x4::from_slice(four).write(&mut written);
        let bits = |x: &[f32]| x.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
        assert_eq!(bits(&stored), bits(four));
        assert_eq!(bits(&written[..LANES]), bits(four));
        assert_eq!(written[LANES..], [9.0; 2]);
        assert_eq!(F32x4::load(four).first().to_bits(), four[0].to_bits());
    }
    assert_eq!(F32x4::splat(2.5).to_array(), [2.5; LANES]);
    assert_eq!(F32x4::ZERO.to_array().map(f32::to_bits), [0; LANES]);
    let mut eight = [1.0; 8];
    vectors_mut(&mut eight)[1] = [2.0; LANES];
    assert_eq!(vectors(&eight), [[1.0; LANES], [2.0; LANES]]);
    assert_eq!([0, 1, 4, 5].map(padded), [0, 4, 4, 8]);
}
