//! Training with other taggers, each on a share of every batch: gradients are taken out and put in again between the two
//! halves of an update.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Model, RESULT, record};
use crate::bindings::queue::Place;
use crate::error::Error;
use crate::model::Deal;

#[wasm_bindgen]
impl Model {
    /// Of `of` taggers that train together this one is number `index`. Returns how many floats the gradients are.
    ///
    /// # Errors
    /// No such number.
    pub fn set_share(&mut self, index: usize, of: usize) -> Result<usize, Error> {
        if index >= of {
            return Err(Error::InvalidOption);
        }
        self.deal = Deal { index, of };
        Ok(self.model.gradients().len())
    }

    /// The first half of an update with a batch of the queue, the first or the next one: the share's gradients, and its
    /// part of the loss and its hits as the result. Over all shares they add up to the whole batch's.
    ///
    /// # Errors
    /// As [`Model::train`].
    pub fn train_share(&mut self, index: usize) -> Result<(), Error> {
        self.expect_trainable()?;
        let place = if index == 0 { Place::default() } else { self.next };
        let (batch, next) = self.queue.batch(index, place)?;
        let outcome = self.model.train_share(batch, self.deal)?;
        self.next = next;
        record(&mut self.results, index, outcome)
    }

    /// The gradients, f32, in an order that is the same in all taggers of these sizes.
    pub fn gradients_ptr(&mut self) -> *mut f32 {
        self.model.gradients().as_mut_ptr()
    }

    /// The second half of an update, with gradients and loss as they now are; the result gets the gradients' norm.
    /// Whether it was made: else it diverged, and weights and moments are what they were.
    ///
    /// # Errors
    /// A number that no batch of the queue has; otherwise none that training has not reported.
    pub fn update(&mut self, index: usize) -> Result<bool, Error> {
        self.expect_trainable()?;
        let (lr, (results, _)) = (self.queue.lr.get(index), self.results.as_chunks_mut::<RESULT>());
        let (&lr, [loss, _, norm]) = lr.zip(results.get_mut(index)).ok_or(Error::Shape)?;
        match self.model.update(*loss, lr) {
            Ok(grad_norm) => {
                *norm = grad_norm;
                Ok(true)
            }
            Err(Error::Diverged) => Ok(false),
            Err(error) => Err(error),
        }
    }
}
