//! Dropout: `torch.nn.Dropout` in training.
//!
//! ```text
//! y = mask·x        dx = mask·dy        mask: 0 with probability p, else 1/(1 − p)
//! ```
//! PyTorch draws its mask from Intel MKL's own generator, so no other library can draw the same one from a seed. This
//! one is drawn from the run's generator, and the same seed gives the same mask here.

use crate::random::Generator;
use crate::simd::{F32x4, LANES};

/// Draws a mask, 0 ≤ p < 1: one [`Generator::uniform`] u for each element in order; 1/(1 − p), in f32, where u ≥ p, else 0.
pub fn draw(generator: &mut Generator, p: f32, mask: &mut [f32]) {
    let kept = 1.0 / (1.0 - p);
    for element in mask {
        *element = if generator.uniform() >= p { kept } else { 0.0 };
    }
}

/// y = mask·x; the backward pass is the same product. All of one length.
pub fn apply(mask: &[f32], x: &[f32], y: &mut [f32]) {
    let (mask, mask_rest) = mask[..y.len()].as_chunks::<LANES>();
    let (x, x_rest) = x[..y.len()].as_chunks::<LANES>();
    let (y, y_rest) = y.as_chunks_mut::<LANES>();
    for ((y, x), mask) in y.iter_mut().zip(x).zip(mask) {
        (F32x4::load(x) * F32x4::load(mask)).store(y);
    }
    for ((y, x), mask) in y_rest.iter_mut().zip(x_rest).zip(mask_rest) {
        *y = x * mask;
    }
}
