//! Eager functions of single elements, and softmax with its logarithm.

use core::slice::ChunksExactMut;

use wasm_bindgen::prelude::wasm_bindgen;

use super::Eager;
use super::operands::Operands;
use crate::activation::Activations;
use crate::bindings::fits;
use crate::error::Error;
use crate::memory::expect_sizes;
use crate::simd::{F32x4, LANES};

/// Where the vectors' functions are right: below, they end at 2⁻⁸⁴, which a logarithm would see; above, eˣ may overflow.
const RANGE: core::ops::RangeInclusive<f32> = -58.0..=88.0;

#[wasm_bindgen]
impl Eager {
    /// `x [count]` becomes eˣ.
    ///
    /// # Errors
    /// The arena is too small.
    pub fn exp(&mut self, count: usize) -> Result<(), Error> {
        let activations = Activations::load();
        each(&mut self.floats, count, |x| exp(activations, x))
    }

    /// `x [count]` becomes 1 / (1 + e⁻ˣ).
    ///
    /// # Errors
    /// The arena is too small.
    pub fn sigmoid(&mut self, count: usize) -> Result<(), Error> {
        let sigmoid = Activations::load().sigmoid();
        each(&mut self.floats, count, |x| beyond(x, sigmoid.of(x), |x| 1.0 / (1.0 + (-x).exp())))
    }

    /// `x [count]` becomes tanh x.
    ///
    /// # Errors
    /// The arena is too small.
    pub fn tanh(&mut self, count: usize) -> Result<(), Error> {
        let tanh = Activations::load().tanh();
        each(&mut self.floats, count, |x| tanh.of(x))
    }

    /// `x [rows][classes]` becomes eˣ / Σ eˣ of its row; NaN where the row has no finite element, as in PyTorch.
    ///
    /// # Errors
    /// A size of 0; the arena is too small.
    pub fn softmax(&mut self, rows: usize, classes: usize) -> Result<(), Error> {
        let activations = Activations::load();
        for row in self.rows_of(rows, classes)? {
            let max = F32x4::splat(largest(row));
            let mut sum = F32x4::ZERO;
            let (fours, rest) = row.as_chunks_mut::<LANES>();
            for four in fours {
                let e = exp(activations, F32x4::load(four) - max);
                sum += e;
                e.store(four);
            }
            exp(activations, F32x4::load_part(rest) - max).store_part(rest);
            let total = sum.sum() + rest.iter().sum::<f32>();
            for x in row {
                *x /= total;
            }
        }
        Ok(())
    }

    /// `x [rows][classes]` becomes x − ln Σ eˣ of its row.
    ///
    /// # Errors
    /// A size of 0; the arena is too small.
    pub fn log_softmax(&mut self, rows: usize, classes: usize) -> Result<(), Error> {
        let activations = Activations::load();
        for row in self.rows_of(rows, classes)? {
            let max = largest(row);
            let mut sum = F32x4::ZERO;
            let (fours, rest) = row.as_chunks::<LANES>();
            for four in fours {
                sum += activations.exp_below(F32x4::load(four) - F32x4::splat(max));
            }
            let last = activations.exp_below(F32x4::load_part(rest) - F32x4::splat(max)).to_array();
            let total = sum.sum() + last[..rest.len()].iter().sum::<f32>();
            // Rounded once: of a large logit and a small logarithm f32 keeps only the logit.
            let log_sum = f64::from(max) + f64::from(total).ln();
            for x in row {
                *x = (f64::from(*x) - log_sum) as f32;
            }
        }
        Ok(())
    }
}

impl Eager {
    fn rows_of(&mut self, rows: usize, classes: usize) -> Result<ChunksExactMut<'_, f32>, Error> {
        expect_sizes(&[classes])?;
        fits(&[(rows, classes)])?;
        Ok(Operands(&mut self.floats).take(rows * classes)?.chunks_exact_mut(classes))
    }
}

/// Replaces the first `count` floats by their function.
#[inline(always)]
fn each(floats: &mut [f32], count: usize, function: impl Fn(F32x4) -> F32x4) -> Result<(), Error> {
    for four in Operands(floats).take(count)?.chunks_mut(LANES) {
        function(F32x4::load_part(four)).store_part(four);
    }
    Ok(())
}

/// eˣ of every float: 0 for −∞, NaN for NaN.
#[inline(always)]
fn exp(activations: Activations, x: F32x4) -> F32x4 {
    let within = x.clamp(F32x4::splat(*RANGE.start()), F32x4::splat(*RANGE.end()));
    beyond(x, activations.exp_below(within), f64::exp)
}

/// `y`, and where x is outside of [`RANGE`] `function` of it.
#[inline(always)]
fn beyond(x: F32x4, y: F32x4, function: impl Fn(f64) -> f64) -> F32x4 {
    if !F32x4::splat(*RANGE.start()).any_gt(x) && !x.any_gt(F32x4::splat(*RANGE.end())) {
        return y;
    }
    let mut lanes = y.to_array();
    for (y, x) in lanes.iter_mut().zip(x.to_array()) {
        if !RANGE.contains(&x) {
            *y = function(f64::from(x)) as f32;
        }
    }
    F32x4::load(&lanes)
}

/// The largest element of a row, of which NaN is none.
fn largest(row: &[f32]) -> f32 {
    row.iter().fold(f32::NEG_INFINITY, |max, &x| if x > max { x } else { max })
}
