//! What a model says of the batches of the queue without learning from them.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Model, record};
use crate::bindings::queue::Place;
use crate::bindings::{fits, grow};
use crate::error::Error;
use crate::model;

#[wasm_bindgen]
impl Model {
    /// Losses, hits and predictions of the first `steps` batches of the queue.
    ///
    /// # Errors
    /// As [`Model::train`].
    pub fn evaluate(&mut self, steps: usize) -> Result<(), Error> {
        let mut place = Place::default();
        for index in 0..steps {
            let (batch, next) = self.queue.batch(index, place)?;
            let predictions = self.predictions.get_mut(place.row..next.row).ok_or(Error::Shape)?;
            record(&mut self.results, index, self.model.evaluate(batch, predictions)?)?;
            place = next;
        }
        Ok(())
    }

    /// Predictions of the first `steps` batches of the queue, whose targets nobody looks at.
    ///
    /// # Errors
    /// As [`Model::train`].
    pub fn classify(&mut self, steps: usize) -> Result<(), Error> {
        let mut place = Place::default();
        for index in 0..steps {
            let (batch, next) = self.queue.batch(index, place)?;
            let predictions = self.predictions.get_mut(place.row..next.row).ok_or(Error::Shape)?;
            self.model.classify(batch, predictions)?;
            place = next;
        }
        Ok(())
    }

    /// u32\[`queue_rows`\]: the most likely class of each row, the first of equals.
    pub fn predictions_ptr(&self) -> *const u32 {
        self.predictions.as_ptr()
    }

    /// Predictions and probabilities of the first batch. With `carry` the pass starts from the state and leaves the
    /// final one there.
    ///
    /// # Errors
    /// As [`Model::train`]; out of memory.
    pub fn predict(&mut self, carry: bool) -> Result<(), Error> {
        let (batch, next) = self.queue.batch(0, Place::default())?;
        let (sequences, rows) = (batch.packing.batch(), next.row);
        let config = self.model.config();
        fits(&[(rows, config.num_classes)])?;
        grow(&mut self.probabilities, rows * config.num_classes)?;
        grow(&mut self.state, state_len(&self.model, sequences)?)?;
        if carry {
            self.model.import_carried(sequences, &self.state);
        }
        let probabilities = &mut self.probabilities[..rows * config.num_classes];
        let predictions = self.predictions.get_mut(..rows).ok_or(Error::Shape)?;
        self.model.predict(batch, carry, predictions, probabilities)?;
        if carry {
            self.model.export_carried(sequences, &mut self.state);
        }
        Ok(())
    }

    /// f32\[rows\]\[`num_classes`\], in the order of the queue's rows.
    pub fn probabilities_ptr(&self) -> *const f32 {
        self.probabilities.as_ptr()
    }

    /// Room for the state of `batch` sequences, f32\[states\]\[L·D\]\[B\]\[H\]: h, then c where the cell has one.
    ///
    /// # Errors
    /// Out of memory.
    pub fn state_ptr(&mut self, batch: usize) -> Result<*mut f32, Error> {
        grow(&mut self.state, state_len(&self.model, batch)?)?;
        Ok(self.state.as_mut_ptr())
    }

    /// As [`Model::predict`], and all gates and states of the first batch, which is one sequence.
    ///
    /// # Errors
    /// As [`Model::predict`]; more than one sequence.
    pub fn trace(&mut self) -> Result<(), Error> {
        let (batch, next) = self.queue.batch(0, Place::default())?;
        if batch.packing.batch() != 1 {
            return Err(Error::Shape);
        }
        self.predict(false)?;
        let each = self.model.num_states() * self.model.num_traced() * self.model.config().hidden_size;
        fits(&[(next.row, each)])?;
        let len = next.row * each;
        grow(&mut self.trace, len)?;
        self.model.trace(next.row, &mut self.trace[..len]);
        Ok(())
    }

    /// f32\[L·D\]\[…\]\[T\]\[H\]: h, c where the cell has one, its gates where it has several.
    pub fn trace_ptr(&self) -> *const f32 {
        self.trace.as_ptr()
    }
}

/// Floats of h and c of `batch` sequences.
fn state_len(model: &model::Model, batch: usize) -> Result<usize, Error> {
    fits(&[(batch, model.state_len())])?;
    Ok(batch * model.state_len())
}
