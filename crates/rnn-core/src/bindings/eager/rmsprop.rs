//! The eager optimizer that fused training lacks.

use wasm_bindgen::prelude::wasm_bindgen;

use super::Eager;
use super::operands::Operands;
use crate::error::Error;
use crate::optim::{RmspropOptions, all_finite, rmsprop};

#[wasm_bindgen]
impl Eager {
    /// An update of `RMSprop`, with the hyperparameters lr, alpha, eps, weight decay and momentum, over `params, grads, square
    /// averages`, `momentum buffers` with a momentum, `gradient averages` if `centered`, each \[total\], of which it takes
    /// `len` from `start` on.
    ///
    /// # Errors
    /// A gradient or a new weight that is not finite; the arena is too small.
    pub fn rmsprop(&mut self, start: usize, len: usize, total: usize, centered: bool) -> Result<(), Error> {
        let [lr, alpha, eps, weight_decay, momentum] = self.hyperparameters;
        let options = RmspropOptions { alpha, eps, weight_decay, momentum, centered };
        let mut operands = Operands(&mut self.floats);
        let mut part = |used: bool| -> Result<&mut [f32], Error> {
            let whole = operands.take(if used { total } else { 0 })?;
            if used { whole.get_mut(start..start.saturating_add(len)).ok_or(Error::Shape) } else { Ok(whole) }
        };
        let (params, grads) = (part(true)?, part(true)?);
        let moments = [part(true)?, part(momentum > 0.0)?, part(centered)?];
        if !all_finite(grads) {
            return Err(Error::Diverged);
        }
        rmsprop(&options, params, grads, moments, lr);
        if all_finite(params) { Ok(()) } else { Err(Error::Diverged) }
    }
}
