//! The gradients that the backward pass through one direction reads and writes.

use super::Columns;
use crate::gemm::View;
use crate::simd::{flush, is_zero};

/// Gradients that travel from step to step. Before the pass: those of the final states; after it: of the initial ones.
pub struct Carry<'a> {
    /// `[B][out padded]`.
    pub dh: &'a mut [f32],
    /// `[B][Hp]`, empty for cells without c.
    pub dc: &'a mut [f32],
    /// Whether the initial states' gradients are wanted: without, the product that only they need is left out.
    pub wants_initial: bool,
}

/// Gradients of the recurrent weights, laid out as the weights are.
pub struct WeightGradients<'a> {
    /// out × state columns.
    pub w_hh: &'a mut [f32],
    /// H × out; empty without a projection.
    pub w_hr: &'a mut [f32],
    /// The part of b_hh that stays apart.
    pub bias: &'a mut [f32],
}

/// The outputs of a direction and their gradients.
#[derive(Clone, Copy)]
pub struct OutputRows<'a> {
    /// `[N][stride]`.
    pub y: &'a [f32],
    /// `[N][stride]`.
    pub dy: &'a [f32],
    /// The direction's columns of both.
    pub columns: Columns,
}

impl<'a> OutputRows<'a> {
    /// The gradients from a row on.
    pub(super) fn dy_from(self, row: usize) -> View<'a> {
        View::rows(&self.dy[row * self.columns.stride + self.columns.offset..], self.columns.stride)
    }
}

/// Whether a gradient reaches a row: from above, or from the next step, whose gradient is flushed where it is all there is.
#[inline(always)]
pub(super) fn reaches(dy: &[f32], dh: &mut [f32], dc: &mut [f32]) -> bool {
    !is_zero(dy) || is_carried(dh, dc)
}

#[inline(never)]
fn is_carried(dh: &mut [f32], dc: &mut [f32]) -> bool {
    flush(dh);
    flush(dc);
    !(is_zero(dh) && is_zero(dc))
}
