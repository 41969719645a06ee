//! Eager arithmetic of large arrays.

use wasm_bindgen::prelude::wasm_bindgen;

use super::Eager;
use super::operands::Operands;
use crate::error::Error;
use crate::simd::{F32x4, LANES};

#[wasm_bindgen]
impl Eager {
    /// `a [count], b [period]`: a becomes a + b (0), a − b (1), a · b (2) or a / b (3), where b repeats as often as it fits.
    ///
    /// # Errors
    /// A period that does not divide the count; no such operation; the arena is too small.
    pub fn arithmetic(&mut self, operation: u32, count: usize, period: usize) -> Result<(), Error> {
        let mut operands = Operands(&mut self.floats);
        let (a, b) = (operands.take(count)?, &*operands.take(period)?);
        if period == 0 || !count.is_multiple_of(period) {
            return Err(Error::Shape);
        }
        match operation {
            0 => each(a, b, |a, b| a + b, |a, b| a + b),
            1 => each(a, b, |a, b| a - b, |a, b| a - b),
            2 => each(a, b, |a, b| a * b, |a, b| a * b),
            3 => each(a, b, |a, b| a / b, |a, b| a / b),
            _ => return Err(Error::InvalidOption),
        }
        Ok(())
    }
}

/// Four at a time, the rest of a row one by one. One number for all is a row as long as `a`.
#[inline(always)]
fn each(a: &mut [f32], b: &[f32], four: impl Fn(F32x4, F32x4) -> F32x4, one: impl Fn(f32, f32) -> f32) {
    if let [b] = *b {
        let (fours, rest) = a.as_chunks_mut::<LANES>();
        for a in fours {
            four(F32x4::load(a), F32x4::splat(b)).store(a);
        }
        for a in rest {
            *a = one(*a, b);
        }
        return;
    }
    let (b_fours, b_rest) = b.as_chunks::<LANES>();
    for row in a.chunks_exact_mut(b.len()) {
        let (fours, rest) = row.as_chunks_mut::<LANES>();
        for (a, b) in fours.iter_mut().zip(b_fours) {
            four(F32x4::load(a), F32x4::load(b)).store(a);
        }
        for (a, b) in rest.iter_mut().zip(b_rest) {
            *a = one(*a, *b);
        }
    }
}
