//! Symbols drawn from a model one after another, each of them the input of the next step.
//!
//! PERF: of a step only what the next one needs is kept. What a symbol adds to the first layer's sums is kept with the
//! weights, as for predictions.

use super::{Input, Model};
use crate::cells::{Columns, Direction, Saved, State, forward};
use crate::error::Error;
use crate::gemm::{Init, Packed, View, ViewMut, matmul};
use crate::heads::Readout;
use crate::inputs::InputWeights;
use crate::inputs::tokens::KeptInput;
use crate::packing::Packing;
use crate::sampling::Sampling;
use crate::simd::{Buffer, padded};

/// What a call is to draw.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// How each symbol is drawn.
    pub sampling: Sampling,
    /// Read before the first draw. Where there are none, a symbol is drawn evenly, read, and not given.
    pub inputs: &'a [u32],
    /// An output after which nothing is drawn, or [`crate::sampling::NONE`].
    pub end: usize,
    /// Symbols in a row after which nothing is drawn; empty for none.
    pub stop: &'a [u32],
}

/// The room that drawing takes.
#[derive(Default)]
pub struct Sampler {
    /// What the sums of each layer begin with, `[L][input columns]`.
    bias: Buffer,
    /// What one row of a layer saves, and its output.
    saved: Buffer,
    y: Buffer,
    outputs: Buffer,
}

impl Model {
    /// Draws symbols into `drawn` after the `kept` ones there, with which a stop may begin; returns how many are there
    /// in the end. Starts from the state that [`Model::exchange_carried`] set, and leaves the one before the last symbol
    /// is read. There must be room for one row.
    ///
    /// # Errors
    /// [`Error::InvalidOption`] for a model that does not tell a class at each step of one direction,
    /// [`Error::IndexRange`] for a symbol outside its alphabet, [`Error::OutOfMemory`].
    pub fn generate(
        &mut self,
        sampler: &mut Sampler,
        request: &Request,
        drawn: &mut [u32],
        kept: usize,
    ) -> Result<usize, Error> {
        let Input::Tokens { vocab, dim } = self.config.input else { return Err(Error::InvalidOption) };
        let output = self.config.output;
        if self.config.bidirectional || output.readout != Readout::All || !output.loss.is_of_classes() {
            return Err(Error::InvalidOption);
        }
        self.begin_sampling(sampler)?;
        let any = if request.inputs.is_empty() { [self.generator.next_u32() % vocab as u32] } else { [0] };
        let (&last, before) = request.inputs.split_last().unwrap_or((&any[0], &[]));
        for &symbol in before {
            self.sampling_step(sampler, dim, symbol)?;
        }
        let (mut count, mut next) = (kept, last);
        while count < drawn.len() {
            self.sampling_step(sampler, dim, next)?;
            let (weight, bias) = (&self.params[self.head.weight.clone()], &self.params[self.head.bias.clone()]);
            let row = &mut sampler.outputs[..padded(output.size)];
            self.head.linear.forward(weight, bias, View::rows(&sampler.y, self.stack.stride()), row, 1);
            let index = request.sampling.draw(row, output.size, &mut self.generator);
            next = index as u32;
            drawn[count] = next;
            count += 1;
            let stops = !request.stop.is_empty() && drawn[..count].ends_with(request.stop);
            if index == request.end || stops {
                break;
            }
        }
        Ok(count)
    }

    fn begin_sampling(&self, sampler: &mut Sampler) -> Result<(), Error> {
        let (shape, columns) = (self.stack.shape, self.stack.shape.cell.input_len());
        for (buffer, len) in [
            (&mut sampler.bias, shape.layers * columns),
            (&mut sampler.saved, Saved::row_len(shape.cell)),
            (&mut sampler.y, shape.stride()),
            (&mut sampler.outputs, padded(self.config.output.size)),
        ] {
            buffer.grow_to(len)?;
        }
        let params = &self.params[self.stack_start..];
        for (layer, bias) in sampler.bias.chunks_exact_mut(columns).take(shape.layers).enumerate() {
            self.stack.bias(params, layer, bias);
        }
        Ok(())
    }

    /// One step of all layers: `sampler.y` then holds the last one's output, the workspace the state.
    fn sampling_step(&mut self, sampler: &mut Sampler, dim: usize, symbol: u32) -> Result<(), Error> {
        let cell = self.stack.shape.cell;
        let (width, c_width, columns) = (cell.output_padded(), cell.c_padded(), cell.input_len());
        let (packing, params) = (Packing { sizes: &[1], rows: 1 }, &self.params[self.stack_start..]);
        self.table.keep(self.params.version(), &[symbol])?;
        let mut tokens = KeptInput { tokens: &mut self.table, table: &self.params, dim };
        let w_ih = &params[self.stack.weights[0].w_ih.clone()];
        let first = tokens.shares(InputWeights { w_ih, bias: &sampler.bias[..columns] }, (0, 1));
        for layer in 0..self.stack.shape.layers {
            let mut saved = Saved::carve(&mut sampler.saved, cell, 1);
            if layer > 0 {
                let (weights, bias) = (&self.stack.weights[layer], &sampler.bias[layer * columns..][..columns]);
                let w_ih = Packed { data: &params[weights.w_ih.clone()], k: weights.input, m: columns };
                let (y, sums) = (View::rows(&sampler.y, self.stack.stride()), &mut saved.gates[..columns]);
                matmul(y, w_ih, &mut ViewMut::rows(sums, columns), 1, Init::Row(bias));
            }
            let (h, c) = (&mut self.work.h[layer * width..][..width], &mut self.work.c[layer * c_width..][..c_width]);
            let shares = (layer == 0).then_some(first);
            let direction = Direction { packing, reverse: false, initial: Some(State { h, c }), shares };
            let y = (&mut *sampler.y, Columns { stride: self.stack.stride(), offset: 0 });
            forward(cell, self.stack.recurrent(params, layer), direction, &mut saved, y);
            h.copy_from_slice(&sampler.y[..width]);
            c.copy_from_slice(&saved.c[..c_width]);
        }
        Ok(())
    }
}
