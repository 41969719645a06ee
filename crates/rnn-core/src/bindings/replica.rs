//! Training by several models, each on its share of every batch: gradients are taken out, added up and put in again
//! between the two halves of an update. The class is in a wasm file of its own, which only training in several workers loads.

use wasm_bindgen::prelude::wasm_bindgen;

use super::Model;
use super::queue::Place;
use crate::error::Error;
use crate::model::Deal;
use crate::simd::{Buffer, LANES, add};

/// The part that a model takes in training with others.
pub struct Replica {
    deal: Deal,
    /// Where the batch after the latest one begins.
    next: Place,
    /// Gradients of another replica.
    received: Buffer,
}

impl Replica {
    /// Number `index` of `of` replicas.
    ///
    /// # Errors
    /// No such number.
    pub fn new(index: usize, of: usize) -> Result<Self, Error> {
        if index >= of {
            return Err(Error::InvalidOption);
        }
        Ok(Self { deal: Deal { index, of }, next: Place::default(), received: Buffer::default() })
    }
}

#[wasm_bindgen]
impl Replica {
    /// Floats of the gradients.
    pub fn gradients_len(&self, of: &mut Model) -> usize {
        of.gradients().len()
    }

    /// The gradients, f32, in an order that is the same in all models of these sizes.
    pub fn gradients_ptr(&self, of: &mut Model) -> *mut f32 {
        of.gradients().as_mut_ptr()
    }

    /// f32\[`gradients_len`\]: where gradients of another replica are written before [`Self::add_received`].
    ///
    /// # Errors
    /// Out of memory.
    pub fn received_ptr(&mut self, of: &mut Model) -> Result<*mut f32, Error> {
        self.received.grow_to(of.gradients().len())?;
        Ok(self.received.as_mut_ptr())
    }

    /// Adds the first `len` of the received gradients to those of the model from `from` on.
    ///
    /// # Errors
    /// A part that is not one of the gradients; its length is a multiple of four.
    pub fn add_received(&self, of: &mut Model, from: usize, len: usize) -> Result<(), Error> {
        let to = of.gradients().get_mut(from..from.saturating_add(len));
        let (to, received) = to.zip(self.received.get(..len)).ok_or(Error::Shape)?;
        if !len.is_multiple_of(LANES) {
            return Err(Error::Shape);
        }
        add(to, received);
        Ok(())
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
