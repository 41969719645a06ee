//! A state that updates hand on: truncated backpropagation through time.

use wasm_bindgen::prelude::wasm_bindgen;

use super::Model;
use crate::error::Error;

#[wasm_bindgen]
impl Model {
    /// Floats of the state with which the next update begins, where updates hand one on; 0 for zeros.
    pub fn carried_len(&mut self) -> usize {
        self.model.carried().len()
    }

    /// Says that the next update begins with a state of this many floats, which are there in an order of its own; 0 for
    /// zeros.
    ///
    /// # Errors
    /// A length that no state has; out of memory.
    pub fn carry_from(&mut self, len: usize) -> Result<*mut f32, Error> {
        self.model.carry_from(len)?;
        Ok(self.model.carried().as_mut_ptr())
    }
}
