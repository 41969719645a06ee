//! Eager functions of single elements, and the logarithm of softmax.

use wasm_bindgen::prelude::wasm_bindgen;

use super::eager::{Eager, Operands};
use super::fits;
use crate::activation::Activations;
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
        let x = Operands(&mut self.floats).take(count)?;
        let activations = Activations::load();
        for four in x.chunks_mut(LANES) {
            let before = F32x4::load_part(four);
            activations.exp_below(before.min(F32x4::splat(*RANGE.end()))).store_part(four);
            for (y, x) in four.iter_mut().zip(before.to_array()) {
                if !RANGE.contains(&x) {
                    *y = f64::from(x).exp() as f32;
                }
            }
        }
        Ok(())
    }

    /// `x [count]` becomes 1 / (1 + e⁻ˣ).
    ///
    /// # Errors
    /// The arena is too small.
    pub fn sigmoid(&mut self, count: usize) -> Result<(), Error> {
        let x = Operands(&mut self.floats).take(count)?;
        let activations = Activations::load();
        for four in x.chunks_mut(LANES) {
            let before = F32x4::load_part(four);
            activations.sigmoid(before).store_part(four);
            for (y, x) in four.iter_mut().zip(before.to_array()) {
                if x < *RANGE.start() {
                    *y = (1.0 / (1.0 + f64::from(-x).exp())) as f32;
                }
            }
        }
        Ok(())
    }

    /// `x [count]` becomes tanh x.
    ///
    /// # Errors
    /// The arena is too small.
    pub fn tanh(&mut self, count: usize) -> Result<(), Error> {
        let x = Operands(&mut self.floats).take(count)?;
        let activations = Activations::load();
        for four in x.chunks_mut(LANES) {
            activations.tanh(F32x4::load_part(four)).store_part(four);
        }
        Ok(())
    }

    /// `x [rows][classes]` becomes x − ln Σ eˣ of its row.
    ///
    /// # Errors
    /// A size of 0; the arena is too small.
    pub fn log_softmax(&mut self, rows: usize, classes: usize) -> Result<(), Error> {
        expect_sizes(&[classes])?;
        fits(&[(rows, classes)])?;
        let x = Operands(&mut self.floats).take(rows * classes)?;
        let activations = Activations::load();
        for row in x.chunks_exact_mut(classes) {
            let max = row.iter().fold(f32::NEG_INFINITY, |max, &x| if x > max { x } else { max });
            let mut sum = F32x4::ZERO;
            let (fours, rest) = row.as_chunks::<LANES>();
            for four in fours {
                sum += activations.exp_below(F32x4::load(four) - F32x4::splat(max));
            }
            let mut total = sum.sum();
            let last = activations.exp_below(F32x4::load_part(rest) - F32x4::splat(max)).to_array();
            total += last[..rest.len()].iter().sum::<f32>();
            // Rounded once: of a large logit and a small logarithm f32 keeps only the logit.
            let log_sum = f64::from(max) + f64::from(total).ln();
            for x in row {
                *x = (f64::from(*x) - log_sum) as f32;
            }
        }
        Ok(())
    }
}
