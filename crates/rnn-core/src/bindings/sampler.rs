//! Symbols drawn from a model. The class is in a wasm file of its own, which only models that generate load.

use wasm_bindgen::prelude::wasm_bindgen;

use super::{Model, grow};
use crate::error::Error;
use crate::model::{self, Request};
use crate::sampling::{Sampling, race};
use crate::simd::floats_of;

/// The room that drawing takes, and the words through which requests and symbols pass.
#[derive(Default)]
pub struct Sampler {
    sampler: model::Sampler,
    words: Vec<u32>,
}

/// Words before the symbols of a request.
const HEADER: usize = 7;

#[wasm_bindgen]
impl Sampler {
    /// Room for `len` words of a request:
    ///
    /// | word | |
    /// |---|---|
    /// | 0 | how many of the largest logits can be drawn |
    /// | 1, 2 | an output that is never drawn, one that is the last; `u32::MAX` for none |
    /// | 3, 4 | symbols to read, symbols of a stop |
    /// | 5, 6 | drawn symbols that are there, and with those to draw |
    ///
    /// The symbols follow: those to read, the stop, those that are drawn.
    ///
    /// # Errors
    /// Out of memory.
    pub fn request_ptr(&mut self, len: usize) -> Result<*mut u32, Error> {
        grow(&mut self.words, len)?;
        Ok(self.words.as_mut_ptr())
    }

    /// Draws what the request asks for, from the model's generator, and starts from its state of one sequence, which is
    /// replaced by the one before the last symbol is read. Returns how many drawn symbols are there.
    ///
    /// # Errors
    /// A request that does not fit, a symbol outside the alphabet; out of memory.
    pub fn generate(&mut self, of: &mut Model, temperature: f64, top_p: f64) -> Result<usize, Error> {
        let (header, symbols) = self.words.split_first_chunk_mut::<HEADER>().ok_or(Error::Shape)?;
        let [top_k, never, end, inputs, stop, kept, count] = header.map(|word| word as usize);
        let (inputs, symbols) = symbols.split_at_mut_checked(inputs).ok_or(Error::Shape)?;
        let (stop, symbols) = symbols.split_at_mut_checked(stop).ok_or(Error::Shape)?;
        let drawn = symbols.get_mut(..count).filter(|_| kept <= count).ok_or(Error::Shape)?;
        let sampling = Sampling { temperature, top_k, top_p, never };
        let request = Request { sampling, inputs, end, stop };
        let (model, state) = of.with_state()?;
        model.exchange_carried(1, state, true);
        let count = model.generate(&mut self.sampler, &request, drawn, kept)?;
        model.exchange_carried(1, state, false);
        Ok(count)
    }

    /// `torch.multinomial(weights, 1)` of the first `count` words of the request, which are the weights' bits; 0 where no
    /// weight is above 0.
    ///
    /// # Errors
    /// Fewer words.
    pub fn draw_weighted(&mut self, of: &mut Model, count: usize) -> Result<usize, Error> {
        let weights = floats_of(self.words.get(..count).ok_or(Error::Shape)?);
        Ok(race(weights, of.generator()).unwrap_or(0))
    }
}
