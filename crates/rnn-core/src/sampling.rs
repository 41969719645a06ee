//! From logits to an index that is drawn.
//!
//! ```text
//! logits / temperature → the k largest → the nucleus → softmax → argmax(p / q)      q = f32(−log1p(−u))
//! ```
//! The last step is `torch.multinomial(p, 1)`: one u of 53 bits for each output, those that cannot be drawn among them.
#![allow(clippy::float_cmp, reason = "values are compared with one of their own")]

use crate::activation::Activations;
use crate::random::Generator;
use crate::simd::{F32x4, vectors_mut};

/// No output.
pub const NONE: usize = u32::MAX as usize;

/// How an index is drawn.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sampling {
    /// What logits are divided by; 0 takes the largest without a draw.
    pub temperature: f64,
    /// How many of the largest logits can be drawn; those that equal the last of them can too.
    pub top_k: usize,
    /// Only the likeliest outputs can be drawn, as many as it takes to reach this mass.
    pub top_p: f64,
    /// An output that is never drawn, or [`NONE`].
    pub never: usize,
}

impl Default for Sampling {
    fn default() -> Self {
        Self { temperature: 1.0, top_k: usize::MAX, top_p: 1.0, never: NONE }
    }
}

impl Sampling {
    /// Draws one of the first `outputs` of a row that is padded to whole vectors and is used up.
    pub fn draw(&self, row: &mut [f32], outputs: usize, generator: &mut Generator) -> usize {
        let exclude = |row: &mut [f32], value: f32| {
            row[outputs..].fill(value);
            if let Some(x) = row.get_mut(self.never) {
                *x = value;
            }
        };
        exclude(row, f32::NEG_INFINITY);
        let lowest = F32x4::splat(f32::NEG_INFINITY);
        let max = vectors_mut(row).iter().fold(lowest, |max, x| max.max(F32x4::load(x))).largest();
        // Where nothing is the largest, not being a number, the first that may be drawn.
        let first = usize::from(self.never == 0 && outputs > 1);
        let likeliest = row[..outputs].iter().position(|&x| x == max.first()).filter(|&i| i != self.never);
        let likeliest = likeliest.unwrap_or(first);
        if self.temperature == 0.0 {
            return likeliest;
        }
        let (by, activations) = (F32x4::splat((self.temperature as f32).max(f32::MIN_POSITIVE)), Activations::load());
        for x in vectors_mut(row) {
            activations.exp_below((F32x4::load(x) - max) / by).store(x);
        }
        exclude(row, 0.0);
        if self.top_k < outputs {
            keep_largest(row, self.top_k);
        }
        if self.top_p < 1.0 {
            keep_nucleus(row, self.top_p);
        }
        let sum: f64 = row.iter().map(|&x| f64::from(x)).sum();
        let scale = F32x4::splat((1.0 / sum) as f32);
        for x in vectors_mut(row) {
            (F32x4::load(x) * scale).store(x);
        }
        race(&row[..outputs], generator).unwrap_or(likeliest)
    }
}

/// `torch.multinomial(weights, 1)`, the first on ties; `None` where no weight is above 0.
pub fn race(weights: &[f32], generator: &mut Generator) -> Option<usize> {
    let (mut winner, mut largest, mut passed) = (None, 0.0_f32, 0);
    for (index, &p) in weights.iter().enumerate() {
        if p <= 0.0 {
            passed += 2;
            continue;
        }
        generator.skip(core::mem::take(&mut passed));
        let u = generator.uniform_f64();
        // PERF: q is at least u, so most can be told to lose without a logarithm. What rounding does is less than the
        // margin.
        if p < largest * u as f32 * 0.999 {
            continue;
        }
        // 1 − u is exact, so this is −log1p(−u) to the last bit.
        let q = (0.0 - (1.0 - u).ln()) as f32;
        if p / q > largest {
            (winner, largest) = (Some(index), p / q);
        }
    }
    generator.skip(passed);
    winner
}

/// Bits above those of any weight, which are not negative and at most about 1.
const PAST: u32 = 2.0_f32.to_bits();

/// The smallest bits of a float that `is_past` holds for, where it holds for all larger ones.
///
/// PERF: 30 looks at the row; sorting it would be more code than all the rest.
fn first_bits(is_past: impl Fn(f32) -> bool) -> f32 {
    let (mut low, mut high) = (0, PAST);
    while high - low > 1 {
        let middle = low + (high - low) / 2;
        if is_past(f32::from_bits(middle)) {
            high = middle;
        } else {
            low = middle;
        }
    }
    f32::from_bits(high)
}

/// Zeroes all weights but the `k` largest, and those that equal the last of these.
fn keep_largest(row: &mut [f32], k: usize) {
    let over = first_bits(|limit| row.iter().filter(|&&x| x >= limit).count() < k);
    let last = f32::from_bits(over.to_bits() - 1);
    row.iter_mut().filter(|x| **x < last).for_each(|x| *x = 0.0);
}

/// Zeroes all weights but the largest, of which a weight is kept while the mass before it is below the share `top_p`.
fn keep_nucleus(row: &mut [f32], top_p: f64) {
    let above = |limit: f32| row.iter().filter(|&&x| x > limit).map(|&x| f64::from(x)).sum::<f64>();
    let wanted = above(0.0) * top_p;
    let last = first_bits(|limit| above(limit) < wanted);
    let mut mass = above(last);
    for x in row {
        if *x == last && mass < wanted {
            mass += f64::from(last);
        } else if *x <= last {
            *x = 0.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    const ROW: [f32; 8] = [0.125, 0.5, 0.25, 0.0, 0.5, 0.25, 0.0625, 0.125];

    #[test]
    fn the_largest_are_kept_with_what_equals_the_last() {
        for (k, kept) in [(1, 2), (2, 2), (3, 4), (4, 4), (5, 6), (6, 6), (7, 7), (8, 8)] {
            let mut row = ROW;
            keep_largest(&mut row, k);
            let mut sorted = ROW;
            sorted.sort_by(|a, b| b.total_cmp(a));
            let expected = ROW.map(|x| if x >= sorted[kept - 1] { x } else { 0.0 });
            assert_eq!(row, expected, "{k}");
        }
    }

    #[test]
    fn the_nucleus_includes_what_crosses_its_share() {
        let total: f64 = ROW.iter().map(|&x| f64::from(x)).sum();
        // By value, the first of equals first: places 1, 4, 2, 5, 0, 7, 6.
        for (mass, places) in [
            (1e-9, &[1][..]),
            (0.5, &[1]),
            (0.51, &[1, 4]),
            (1.0, &[1, 4]),
            (1.01, &[1, 2, 4]),
            (1.3, &[1, 2, 4, 5]),
            (1.51, &[0, 1, 2, 4, 5]),
            (1.7, &[0, 1, 2, 4, 5, 7]),
            (1.76, &[0, 1, 2, 4, 5, 6, 7]),
        ] {
            let mut row = ROW;
            keep_nucleus(&mut row, mass / total);
            let kept: Vec<usize> = (0..8).filter(|&i| row[i] > 0.0).collect();
            assert_eq!(kept, places, "{mass}");
        }
    }

    /// Without the shortcut: each weight over its own exponential number.
    #[test]
    fn a_race_is_won_by_the_largest_quotient() {
        let (mut generator, mut again) = (Generator::new(5), Generator::new(5));
        for round in 0..2000 {
            let weights: Vec<f32> = (0..40)
                .map(|i| if (i + round) % 7 == 0 { 0.0 } else { ((i * 31 + round * 17) % 101) as f32 })
                .collect();
            let quotients = weights.iter().map(|&p| p / (0.0 - (1.0 - again.uniform_f64()).ln()) as f32);
            let (mut winner, mut largest) = (None, 0.0);
            for (index, quotient) in quotients.enumerate() {
                if quotient > largest {
                    (winner, largest) = (Some(index), quotient);
                }
            }
            assert_eq!(race(&weights, &mut generator), winner);
        }
        assert_eq!(generator.next_u32(), again.next_u32());
        assert_eq!(race(&[0.0; 3], &mut generator), None);
        assert_eq!(race(&[f32::NAN; 3], &mut generator), None);
    }

    #[test]
    fn any_temperature_and_any_logits_give_an_output_that_may_be_drawn() {
        let rows = [
            [0.0, 1.0, 2.0, 3.0],
            [f32::NAN; 4],
            [f32::INFINITY, 0.0, f32::INFINITY, 0.0],
            [f32::NEG_INFINITY; 4],
            [f32::MAX, f32::MIN, 0.0, 1e-40],
        ];
        for row in rows {
            for temperature in [0.0, 1e-300, 1e-40, 0.5, 1.0, 1e40, 1e300, f64::MAX] {
                for (top_k, top_p) in [(1, 1.0), (2, 1e-300), (usize::MAX, 0.5), (3, 0.9)] {
                    for never in [NONE, 0, 2] {
                        let sampling = Sampling { temperature, top_k, top_p, never };
                        let mut row = row;
                        let drawn = sampling.draw(&mut row, 3, &mut Generator::new(1));
                        assert!(drawn < 3 && drawn != never, "{row:?} {sampling:?}: {drawn}");
                    }
                }
            }
        }
    }
}
