//! Slices of whole vectors.

use super::{F32x4, LANES};

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

/// Columns that are copied at once.
const LINE: usize = 16;

/// Copies whole vectors.
///
/// PERF: most by lines, which need one comparison for four vectors; a copy of unknown length would be a call.
#[inline(always)]
pub fn copy(from: &[f32], to: &mut [f32]) {
    let (lines, rest) = from.as_chunks::<LINE>();
    let (to_lines, to_rest) = to.as_chunks_mut::<LINE>();
    to_lines.iter_mut().zip(lines).for_each(|(to, from)| *to = *from);
    vectors_mut(to_rest).iter_mut().zip(vectors(rest)).for_each(|(to, from)| *to = *from);
}

/// to += from, as far as the shorter goes.
#[inline(always)]
pub fn add(to: &mut [f32], from: &[f32]) {
    for (to, from) in vectors_mut(to).iter_mut().zip(vectors(from)) {
        (F32x4::load(to) + F32x4::load(from)).store(to);
    }
}

/// to += (from − to)·by, as far as the shorter goes.
#[inline(always)]
pub fn move_toward(to: &mut [f32], from: &[f32], by: f32) {
    for (to, from) in vectors_mut(to).iter_mut().zip(vectors(from)) {
        let before = F32x4::load(to);
        (F32x4::load(from) - before).mul_add(F32x4::splat(by), before).store(to);
    }
}

/// Whether every element is 0.
#[inline(always)]
pub fn is_zero(slice: &[f32]) -> bool {
    vectors(slice).iter().all(|x| F32x4::load(x).is_zero())
}

/// Flushes every element: [`F32x4::flush`].
pub fn flush(slice: &mut [f32]) {
    for x in vectors_mut(slice) {
        F32x4::load(x).flush().store(x);
    }
}
