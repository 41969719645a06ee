//! The operands of eager operations: where they lie in the arena, and their rows between PyTorch's layout and the kernels'.

use crate::error::Error;
use crate::simd::{F32x4, LANES, padded};

/// Operands and results, taken off the arena in their order.
pub(super) struct Operands<'a>(pub(super) &'a mut [f32]);

impl<'a> Operands<'a> {
    pub(super) fn take(&mut self, len: usize) -> Result<&'a mut [f32], Error> {
        let (taken, rest) = core::mem::take(&mut self.0).split_at_mut_checked(len).ok_or(Error::Shape)?;
        self.0 = rest;
        Ok(taken)
    }
}

/// Copies a row.
///
/// PERF: a copy of unknown length becomes `memory.copy`, for which V8 calls out of the code: with this and its like below,
/// an eager step of the tutorial's model went from 53 to 50 µs.
#[inline(always)]
pub(super) fn copy_row(from: &[f32], to: &mut [f32]) {
    let (fours, rest) = from.as_chunks::<LANES>();
    let (to_fours, to_rest) = to[..from.len()].as_chunks_mut::<LANES>();
    for (to, from) in to_fours.iter_mut().zip(fours) {
        F32x4::load(from).store(to);
    }
    for lane in 0..LANES - 1 {
        if let (Some(to), Some(from)) = (to_rest.get_mut(lane), rest.get(lane)) {
            *to = *from;
        }
    }
}

/// Dense rows to rows of `stride`, zeros behind each.
pub(super) fn spread(from: &[f32], width: usize, to: &mut [f32], stride: usize) {
    for (to, from) in to.chunks_exact_mut(stride).zip(from.chunks_exact(width)) {
        to[stride - LANES..].fill(0.0);
        copy_row(from, to);
    }
}

/// As [`spread`], where the dense rows lie at the start of the room for the padded ones.
pub(super) fn spread_in_place(x: &mut [f32], rows: usize, width: usize) {
    let stride = padded(width);
    if stride == width {
        return;
    }
    // From the end, vector by vector: none is written before it was read.
    for row in (0..rows).rev() {
        for at in (0..stride).step_by(LANES).rev() {
            F32x4::from_slice(&x[row * width + at..]).write(&mut x[row * stride + at..]);
        }
        for column in (stride - LANES..stride).filter(|&column| column >= width) {
            x[row * stride + column] = 0.0;
        }
    }
}

/// Rows of `stride`, which is `width` padded, to dense rows, in place.
pub(super) fn compact(x: &mut [f32], stride: usize, width: usize) {
    if stride == width {
        return;
    }
    // What is written past a row's end the next row overwrites.
    for row in 0..x.len() / stride {
        for at in (0..stride).step_by(LANES) {
            F32x4::from_slice(&x[row * stride + at..]).write(&mut x[row * width + at..]);
        }
    }
}
