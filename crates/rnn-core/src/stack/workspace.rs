//! The memory of a stack's passes: reserved once, reused for every batch.

use super::Shape;
use crate::error::Error;
use crate::simd::{Buffer, padded};

/// Room for one batch at a time.
#[derive(Default)]
pub struct Workspace {
    /// What the forward pass saves ([`Stack::saved_len`]).
    pub saved: Buffer,
    /// Initial h, `[L·D][B][out padded]`; read where a pass is told to start from a state.
    pub h: Buffer,
    /// Initial c, `[L·D][B][Hp]`.
    pub c: Buffer,
    /// Gradient of the last layer's output rows, `[N][stride]`; the backward pass overwrites it.
    pub dy: Buffer,
    /// The same for the layer below.
    pub(super) dx: Buffer,
    /// What one layer needs for its backward pass.
    pub scratch: Scratch,
}

/// Room that each layer uses anew.
#[derive(Default)]
pub struct Scratch {
    /// Before the backward pass the final h's gradient, after it the initial h's; `[L·D][B][out padded]`.
    pub dh: Buffer,
    /// The same for c, `[L·D][B][Hp]`.
    pub dc: Buffer,
    /// What the input columns of one direction begin with, then its gradient.
    pub(super) bias: Buffer,
    pub(super) w_ih_t: Buffer,
    pub(super) w_hh_t: Buffer,
    pub(super) w_hr_t: Buffer,
    pub(super) dh_total: Buffer,
    pub(super) dm: Buffer,
}

/// Buffers of a workspace.
const BUFFERS: usize = 13;

impl Workspace {
    /// Floats of each buffer, for batches of `rows` rows in `batch` sequences, with or without a backward pass.
    fn plan(shape: &Shape, rows: f64, batch: f64, training: bool) -> [f64; BUFFERS] {
        let (cell, stride) = (shape.cell, shape.stride() as f64);
        let (columns, states) = (cell.input_len() as f64, (shape.layers * shape.directions) as f64 * batch);
        let (h, c) = (states * cell.output_padded() as f64, states * cell.c_padded() as f64);
        let forward = [shape.layers as f64 * shape.saved_row() as f64 * rows, h, c, columns];
        let inner = if shape.layers > 1 { padded(shape.inner_width()) } else { 0 };
        let projected = if cell.projection > 0 { cell.output_padded() as f64 } else { 0.0 };
        let back = [
            stride * rows,
            if shape.layers > 1 { stride * rows } else { 0.0 },
            h,
            c,
            columns * padded(shape.input).max(inner) as f64,
            cell.state_len() as f64 * cell.output_padded() as f64,
            projected * cell.hidden_padded() as f64,
            projected * rows,
            if cell.projection > 0 { batch * cell.hidden_padded() as f64 } else { 0.0 },
        ];
        let mut plan = [0.0; BUFFERS];
        let (to_forward, to_back) = plan.split_at_mut(forward.len());
        to_forward.copy_from_slice(&forward);
        if training {
            to_back.copy_from_slice(&back);
        }
        plan
    }

    /// The buffers in the order of the plan.
    fn buffers(&mut self) -> [&mut Buffer; BUFFERS] {
        let Self { saved, h, c, dy, dx, scratch } = self;
        let Scratch { dh, dc, bias, w_ih_t, w_hh_t, w_hr_t, dh_total, dm } = scratch;
        [saved, h, c, bias, dy, dx, dh, dc, w_ih_t, w_hh_t, w_hr_t, dh_total, dm]
    }

    /// Floats of a workspace for batches of `rows` rows in `batch` sequences, with or without a backward pass.
    pub fn floats(shape: &Shape, rows: f64, batch: f64, training: bool) -> f64 {
        Self::plan(shape, rows, batch, training).iter().sum()
    }

    /// Room for such batches. That it fits has been checked by [`Self::floats`].
    ///
    /// # Errors
    /// [`Error::OutOfMemory`]; what was reserved stays usable.
    pub fn reserve(&mut self, shape: &Shape, rows: usize, batch: usize, training: bool) -> Result<(), Error> {
        let plan = Self::plan(shape, rows as f64, batch as f64, training);
        self.buffers().into_iter().zip(plan).try_for_each(|(buffer, len)| buffer.grow_to(len as usize))
    }
}
