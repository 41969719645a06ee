//! Inference for the batches of the queue.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Model, record};
use crate::bindings::queue::Place;
use crate::bindings::{fits, grow};
use crate::error::Error;
use crate::model;
use crate::random::Generator;

#[wasm_bindgen]
impl Model {
    /// Losses, metrics and answers of the first `steps` batches of the queue.
    ///
    /// # Errors
    /// As [`Model::train`].
    pub fn evaluate(&mut self, steps: usize) -> Result<(), Error> {
        self.answer(steps, true)
    }

    /// Answers of the first `steps` batches of the queue, whose targets are ignored.
    ///
    /// # Errors
    /// As [`Model::train`].
    pub fn classify(&mut self, steps: usize) -> Result<(), Error> {
        self.answer(steps, false)
    }

    fn answer(&mut self, steps: usize, evaluates: bool) -> Result<(), Error> {
        let (mut place, width) = (Place::default(), self.model.config().output.answer_width());
        for index in 0..steps {
            let (batch, next) = self.queue.batch(index, place)?;
            let answers = self.answers.get_mut(place.target * width..next.target * width).ok_or(Error::Shape)?;
            if evaluates {
                record(&mut self.results, index, self.model.evaluate(batch, answers)?)?;
            } else {
                self.model.classify(batch, answers)?;
            }
            place = next;
        }
        Ok(())
    }

    /// \[`queue_targets`\]\[width\]: for each target the likeliest class, u32, the first of equals; or the numbers, f32.
    pub fn answers_ptr(&self) -> *const u32 {
        self.answers.as_ptr()
    }

    /// Answers and outputs of the first batch. With `carry` the pass starts from the state and leaves the final one there.
    ///
    /// # Errors
    /// As [`Model::train`]; out of memory.
    pub fn predict(&mut self, carry: bool) -> Result<(), Error> {
        let (batch, next) = self.queue.batch(0, Place::default())?;
        let (sequences, output) = (batch.packing.batch(), self.model.config().output);
        fits(&[(next.target, output.size)])?;
        let len = next.target * output.size;
        grow(&mut self.outputs, len)?;
        grow(&mut self.state, state_len(&self.model, sequences)?)?;
        if carry {
            self.model.exchange_carried(sequences, &mut self.state, true);
        }
        let answers = self.answers.get_mut(..next.target * output.answer_width()).ok_or(Error::Shape)?;
        self.model.predict(batch, carry, answers, &mut self.outputs[..len])?;
        if carry {
            self.model.exchange_carried(sequences, &mut self.state, false);
        }
        Ok(())
    }

    /// f32\[targets\]\[outputs\]: probabilities of all classes, or numbers, in the order of the queue's targets.
    pub fn outputs_ptr(&self) -> *const f32 {
        self.outputs.as_ptr()
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
        let (batch, _) = self.queue.batch(0, Place::default())?;
        let steps = batch.packing.rows;
        if batch.packing.batch() != 1 {
            return Err(Error::Shape);
        }
        self.predict(false)?;
        let each = self.model.num_states() * self.model.num_traced() * self.model.config().hidden_size;
        fits(&[(steps, each)])?;
        let len = steps * each;
        grow(&mut self.trace, len)?;
        self.model.trace(steps, &mut self.trace[..len]);
        Ok(())
    }

    /// f32\[L·D\]\[…\]\[T\]\[H\]: h, c where the cell has one, its gates where it has several.
    pub fn trace_ptr(&self) -> *const f32 {
        self.trace.as_ptr()
    }
}

impl Model {
    /// The model with room for one row, and the state of one sequence.
    pub(in crate::bindings) fn with_state(&mut self) -> Result<(&mut model::Model, &mut [f32]), Error> {
        self.model.reserve(1, 1, false)?;
        grow(&mut self.state, state_len(&self.model, 1)?)?;
        Ok((&mut self.model, &mut self.state))
    }

    /// The generator of the model.
    pub(in crate::bindings) fn generator(&mut self) -> &mut Generator {
        &mut self.model.generator
    }
}

/// Floats of h and c of `batch` sequences.
fn state_len(model: &model::Model, batch: usize) -> Result<usize, Error> {
    fits(&[(batch, model.state_len())])?;
    Ok(batch * model.state_len())
}
