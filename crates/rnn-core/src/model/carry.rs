//! The state that an update hands on to the next one: truncated backpropagation through time. Gradients end where the
//! batch begins, as after PyTorch's `detach`.

use super::Model;
use crate::error::Error;
use crate::packing::Packing;
use crate::simd::Buffer;

/// The state of a run.
#[derive(Default)]
pub(super) struct Carry {
    /// h, then c, `[L·D][B][…]` as in the workspace, which inference uses too.
    state: Buffer,
    /// Sequences that have one; 0 where the next update begins with zeros.
    sequences: usize,
    /// The same before the update that is under way.
    before: Option<usize>,
}

impl Carry {
    pub(super) fn reserve(&mut self, floats: usize) -> Result<(), Error> {
        self.state.grow_to(floats)
    }
}

impl Model {
    /// The state with which the next update begins, in an order of its own; empty for zeros.
    pub fn carried(&mut self) -> &mut [f32] {
        let len = self.carry.sequences * self.stack.shape.state_row();
        &mut self.carry.state[..len]
    }

    /// Says that the next update begins with a state of this many floats, which is to be written to [`Model::carried`];
    /// with 0 it begins with zeros.
    ///
    /// # Errors
    /// [`Error::Shape`] for a length that no state has, [`Error::InvalidOption`] where updates hand nothing on,
    /// [`Error::OutOfMemory`].
    pub fn carry_from(&mut self, len: usize) -> Result<(), Error> {
        let each = self.stack.shape.state_row();
        if !len.is_multiple_of(each) {
            return Err(Error::Shape);
        }
        if !self.config.carry {
            return Err(Error::InvalidOption);
        }
        self.carry.reserve(len)?;
        (self.carry.sequences, self.carry.before) = (len / each, None);
        Ok(())
    }

    /// Makes the carried state the initial one of a batch. Whether there is one.
    pub(super) fn begin_with_carried(&mut self, sequences: usize) -> Result<bool, Error> {
        let carried = self.carry.sequences;
        self.carry.before = Some(carried);
        if carried == 0 {
            return Ok(false);
        }
        if carried != sequences {
            return Err(Error::Shape);
        }
        let (h, c) = self.carry.state.split_at(self.stack.h_len(carried));
        self.work.h[..h.len()].copy_from_slice(h);
        let c = &c[..self.stack.c_len(carried)];
        self.work.c[..c.len()].copy_from_slice(c);
        Ok(true)
    }

    /// Keeps the final state of a batch: the backward pass overwrites its source.
    pub(super) fn carry_on(&mut self, packing: Packing) {
        if self.config.carry {
            self.carry.sequences = packing.batch();
            let (h, c) = self.carry.state.split_at_mut(self.stack.h_len(packing.batch()));
            self.stack.final_states(packing, &self.work.saved, h, c);
        }
    }

    /// Ends an update; where it was not made, the next one begins as it did.
    pub(super) fn end_with_carried(&mut self, is_made: bool) {
        let Some(sequences) = self.carry.before.take().filter(|_| !is_made) else { return };
        self.carry.sequences = sequences;
        let (h, c) = self.carry.state.split_at_mut(self.stack.h_len(sequences));
        h.copy_from_slice(&self.work.h[..h.len()]);
        let len = self.stack.c_len(sequences);
        c[..len].copy_from_slice(&self.work.c[..len]);
    }
}
