//! The eager optimizer that fused training has not.

use wasm_bindgen::prelude::wasm_bindgen;

use super::eager::{Eager, Operands};
use crate::error::Error;
use crate::optim::{RmspropOptions, all_finite, rmsprop};

#[wasm_bindgen]
impl Eager {
    /// An update of `RMSprop` over `params, grads, square averages`, `momentum buffers` with a momentum, `gradient averages`
    /// where it is `centered`, each \[total\], of which it takes `len` from `start` on.
    ///
    /// # Errors
    /// A gradient or a new weight that is not finite; the arena is too small.
    #[allow(clippy::too_many_arguments)]
    pub fn rmsprop(
        &mut self,
        start: usize,
        len: usize,
        total: usize,
        lr: f64,
        alpha: f64,
        eps: f64,
        weight_decay: f64,
        momentum: f64,
        centered: bool,
    ) -> Result<(), Error> {
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
