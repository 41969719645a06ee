//! The memory of a stack's passes: reserved once, reused for every batch.

use super::Stack;
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
    /// Gradient of the last layer's output rows, `[N][stride]`; the way back uses it up.
    pub dy: Buffer,
    /// The same for the layer below.
    pub(super) dx: Buffer,
    /// What one layer needs on its way back.
    pub scratch: Scratch,
}

/// Room that each layer uses anew.
#[derive(Default)]
pub struct Scratch {
    /// Before the way back the final h's gradient, after it the initial h's; `[L·D][B][out padded]`.
    pub dh: Buffer,
    /// The same for c, `[L·D][B][Hp]`.
    pub dc: Buffer,
    /// b_ih + b_hh of one direction, then its gradient.
    pub(super) bias: Buffer,
    pub(super) w_ih_t: Buffer,
    pub(super) w_hh_t: Buffer,
    pub(super) w_hr_t: Buffer,
    pub(super) dh_total: Buffer,
    pub(super) dm: Buffer,
}

impl Workspace {
    /// Room for a batch of `rows` rows and `batch` sequences, with or without the way back.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`]; what was reserved stays usable.
    pub fn reserve(&mut self, stack: &Stack, rows: usize, batch: usize, training: bool) -> Result<(), Error> {
        let cell = stack.shape.cell;
        self.saved.reserve(stack.saved_len(rows))?;
        self.h.reserve(stack.h_len(batch))?;
        self.c.reserve(stack.c_len(batch))?;
        self.scratch.bias.reserve(cell.gates())?;
        if !training {
            return Ok(());
        }
        self.dy.reserve(rows * stack.stride())?;
        if stack.shape.layers > 1 {
            self.dx.reserve(rows * stack.stride())?;
        }
        self.scratch.reserve(stack, rows, batch)
    }
}

impl Scratch {
    fn reserve(&mut self, stack: &Stack, rows: usize, batch: usize) -> Result<(), Error> {
        let cell = stack.shape.cell;
        self.dh.reserve(stack.h_len(batch))?;
        self.dc.reserve(stack.c_len(batch))?;
        self.w_ih_t.reserve(cell.gates() * padded(stack.shape.input))?;
        self.w_hh_t.reserve(cell.gates() * cell.output_padded())?;
        if stack.shape.layers > 1 {
            self.w_ih_t.reserve(cell.gates() * padded(stack.output_width()))?;
        }
        if cell.projection > 0 {
            self.w_hr_t.reserve(cell.output_padded() * cell.hidden_padded())?;
            self.dh_total.reserve(rows * cell.output_padded())?;
            self.dm.reserve(batch * cell.hidden_padded())?;
        }
        Ok(())
    }
}
