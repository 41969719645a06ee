//! A model's weights and moments in and out, in PyTorch's layout and order.

use super::Model;
use crate::error::Error;
use crate::layout::{Init, export, import};
use crate::simd::Buffer;

/// What [`Model::export_state`] copies: PyTorch's layout, in the order of the state dict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// The weights.
    Weights,
    /// The gradients of the latest step.
    Gradients,
    /// One of the optimizer's moments; number 3 is the moving average of the weights.
    Moment(usize),
}

impl Model {
    /// Draws the weights as PyTorch does after `manual_seed`: Embedding N(0, 1), cells U(±1/√H), Linear U(±1/√in).
    /// `scratch` holds the largest tensor.
    pub fn draw_weights(&mut self, scratch: &mut [f32]) {
        for entry in &self.entries {
            let tensor = &mut scratch[..entry.kind.count()];
            match entry.init {
                Init::Normal => self.generator.fill_normal(tensor),
                Init::Uniform { bound } => self.generator.fill_uniform(tensor, -bound, bound),
            }
            entry.import(tensor, self.params.change());
        }
    }

    /// Copies a slot out, `num_parameters` floats; `None` where the optimizer has no such moment.
    pub fn export_state(&self, slot: Slot, to: &mut [f32]) -> Option<()> {
        let from: &[f32] = match slot {
            Slot::Weights => &self.params,
            Slot::Gradients => self.present(&self.grads)?,
            Slot::Moment(index) => self.present(self.moments.get(index)?)?,
        };
        export(&self.entries, from, to);
        Some(())
    }

    /// Copies a slot in.
    ///
    /// # Errors
    /// [`Error::InvalidOption`] where the optimizer has no such moment, [`Error::Diverged`] for a value that is not
    /// finite; the slot is then what it was.
    pub fn import_state(&mut self, slot: Slot, from: &[f32]) -> Result<(), Error> {
        if !crate::optim::all_finite(from) {
            return Err(Error::Diverged);
        }
        let len = self.params.len();
        let to = match slot {
            Slot::Weights => self.params.change(),
            Slot::Gradients => {
                self.table.mark_gradient_dense();
                &mut self.grads
            }
            Slot::Moment(index) => self.moments.get_mut(index).ok_or(Error::InvalidOption)?,
        };
        if to.len() < len {
            return Err(Error::InvalidOption);
        }
        import(&self.entries, from, to);
        Ok(())
    }

    fn present<'a>(&self, buffer: &'a Buffer) -> Option<&'a Buffer> {
        (buffer.len() >= self.params.len()).then_some(buffer)
    }
}
