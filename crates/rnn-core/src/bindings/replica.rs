//! Training by several models, each on its share of every batch: gradients are taken out and put in again between the two
//! halves of an update. The class is in a wasm file of its own, which only training in several workers loads.

use wasm_bindgen::prelude::wasm_bindgen;

use super::Model;
use super::queue::Place;
use crate::error::Error;
use crate::model::Deal;

/// The part that a model takes in training with others.
#[wasm_bindgen]
pub struct Replica {
    deal: Deal,
    /// Where the batch after the latest one begins.
    next: Place,
}

#[wasm_bindgen]
impl Replica {
    /// Number `index` of `of` replicas.
    ///
    /// # Errors
    /// No such number.
    #[wasm_bindgen(constructor)]
    pub fn new(index: usize, of: usize) -> Result<Self, Error> {
        if index >= of {
            return Err(Error::InvalidOption);
        }
        Ok(Self { deal: Deal { index, of }, next: Place::default() })
    }

    /// Floats of the gradients.
    pub fn gradients_len(&self, of: &mut Model) -> usize {
        of.gradients().len()
    }

    /// The gradients, f32, in an order that is the same in all models of these sizes.
    pub fn gradients_ptr(&self, of: &mut Model) -> *mut f32 {
        of.gradients().as_mut_ptr()
    }

    /// The first half of an update with a batch of the model's queue, the first or the next one: the share's gradients,
    /// and its part of the loss and the metric as the result. Over all shares they add up to the whole batch's.
    ///
    /// # Errors
    /// As [`Model::train`].
    pub fn train_share(&mut self, of: &mut Model, index: usize) -> Result<(), Error> {
        let place = if index == 0 { Place::default() } else { self.next };
        self.next = of.train_share(index, place, self.deal)?;
        Ok(())
    }

    /// The second half of an update, with gradients and loss as they now are; the result gets the gradients' norm.
    /// Whether it was made: else it diverged, and weights and moments are what they were.
    ///
    /// # Errors
    /// A number that no batch of the queue has; otherwise none that training has not reported.
    pub fn update(&self, of: &mut Model, index: usize) -> Result<bool, Error> {
        of.update(index)
    }
}
