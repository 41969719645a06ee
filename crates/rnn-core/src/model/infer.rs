//! Inference for a batch.

use super::{Batch, Model, Outcome, Stream, rows_of};
use crate::cells::{Gate, Layout};
use crate::error::Error;
use crate::heads::{HeadInput, Wanted};
use crate::inputs::Input;
use crate::inputs::tokens::KeptInput;
use crate::stack::Mode;

/// The gates that a trace shows: one sum is the state itself.
const fn traced_gates(layout: &'static Layout) -> &'static [Gate] {
    if layout.input_gates.len() > 1 { layout.input_gates } else { &[] }
}

impl Model {
    /// Mean loss and metric of a batch, and its answers: the likeliest class at each row or of each sequence, or the bits
    /// of the numbers. Neither smoothing nor weights of classes count in this loss.
    ///
    /// # Errors
    /// [`Error::IndexRange`] for a token or target outside its alphabet, [`Error::Shape`].
    pub fn evaluate(&mut self, batch: Batch, answers: &mut [u32]) -> Result<Outcome, Error> {
        self.config.output.check_targets(batch.targets, batch.packing)?;
        self.infer(batch, false, Wanted::Loss(batch.targets), answers)
    }

    /// The answers of a batch.
    ///
    /// # Errors
    /// As [`Model::evaluate`].
    pub fn classify(&mut self, batch: Batch, answers: &mut [u32]) -> Result<(), Error> {
        self.infer(batch, false, Wanted::Answers, answers).map(|_| ())
    }

    /// The answers of a batch, and all probabilities or numbers, `[…][outputs]`. With `carry` the pass starts from the
    /// state that [`Model::exchange_carried`] set and leaves the final one there.
    ///
    /// # Errors
    /// As [`Model::evaluate`].
    pub fn predict(
        &mut self,
        batch: Batch,
        carry: bool,
        answers: &mut [u32],
        outputs: &mut [f32],
    ) -> Result<(), Error> {
        if outputs.len() != self.config.output.count(batch.packing) * self.config.output.size {
            return Err(Error::Shape);
        }
        self.infer(batch, carry, Wanted::Outputs(outputs), answers).map(|_| ())
    }

    fn infer(&mut self, batch: Batch, with_state: bool, wanted: Wanted, answers: &mut [u32]) -> Result<Outcome, Error> {
        let output = self.config.output;
        if answers.len() != output.count(batch.packing) * output.answer_width() {
            return Err(Error::Shape);
        }
        self.walk(batch, Mode { with_state, ..Mode::default() })?;
        let work = &mut self.work;
        if with_state {
            self.stack.final_states(batch.packing, &work.saved, &mut work.h, &mut work.c);
        }
        let y = &work.saved[self.stack.output_range(self.config.num_layers - 1, batch.packing.rows)];
        let outcome = self.head.infer(HeadInput { params: &self.params, y, packing: batch.packing }, wanted, answers);
        Ok(Outcome { loss: outcome.loss, metric: outcome.metric, grad_norm: 0.0 })
    }

    /// Runs the stack; what the weights make of tokens is kept for the next batch.
    fn walk(&mut self, batch: Batch, mode: Mode) -> Result<(), Error> {
        let params = &*self.params;
        let mut input = match (self.config.input, batch.inputs) {
            (super::Input::Tokens { dim, .. }, Stream::Words(tokens)) if tokens.len() == batch.packing.rows => {
                self.table.keep(self.params.version(), tokens)?;
                Input::Kept(KeptInput { tokens: &mut self.table, table: params, dim })
            }
            _ => rows_of(&self.config, &batch)?,
        };
        self.stack.forward(&params[self.stack_start..], &mut input, batch.packing, mode, &mut self.work);
        Ok(())
    }

    /// Copies the carried state of `batch` sequences out, or in where it is `given`: h, then c where the cell has one, each
    /// `[L·D][B][H]`.
    #[inline(never)]
    pub fn exchange_carried(&mut self, batch: usize, state: &mut [f32], is_given: bool) {
        let (hidden, half) = (self.config.hidden_size, self.num_states() * batch * self.config.hidden_size);
        for (at, number) in state[..self.state_len() * batch].iter_mut().enumerate() {
            let place = self.carried_at(at % half / hidden, at % hidden);
            let kept = &mut if at < half { &mut self.work.h } else { &mut self.work.c }[place];
            if is_given {
                *kept = *number;
            } else {
                *number = *kept;
            }
        }
    }

    /// Where a unit of a row (state · B + sequence) lies in the workspace's h and c: there is no projection, so both
    /// have the same rows.
    fn carried_at(&self, row: usize, unit: usize) -> usize {
        row * self.stack.shape.cell.hidden_padded() + unit
    }

    /// Floats of the state of one sequence.
    pub fn state_len(&self) -> usize {
        let states = if self.config.cell.layout().carries_c { 2 } else { 1 };
        states * self.num_states() * self.config.hidden_size
    }

    /// Values that a trace holds for each unit and step: h, c where the cell has one, its gates where it has several.
    pub fn num_traced(&self) -> usize {
        let layout = self.config.cell.layout();
        1 + usize::from(layout.carries_c) + traced_gates(layout).len()
    }

    /// After a pass over one sequence of `steps` rows: [`Model::num_traced`] values of every unit, `[L·D][…][T][H]`; the
    /// gates in the order of PyTorch's rows.
    pub fn trace(&self, steps: usize, to: &mut [f32]) {
        let (cell, hidden) = (self.stack.shape.cell, self.config.hidden_size);
        let gates_of = traced_gates(cell.kind.layout());
        for (index, to) in to.chunks_exact_mut(self.num_traced() * steps * hidden).take(self.num_states()).enumerate() {
            let (layer, direction) = (index / self.stack.shape.directions, index % self.stack.shape.directions);
            let y = &self.work.saved[self.stack.output_range(layer, steps)];
            let saved = &self.work.saved[self.stack.direction_range(index, steps)];
            let (gates, states) = saved.split_at(steps * cell.gates_stride());
            let columns = self.stack.columns(direction);
            for (at, to) in to.iter_mut().enumerate() {
                let (unit, t, what) = (at % hidden, at / hidden % steps, at / hidden / steps);
                let first_gate = self.num_traced() - gates_of.len();
                *to = match what {
                    0 => y[t * columns.stride + columns.offset + unit],
                    _ if what < first_gate => states[t * cell.c_padded() + unit],
                    _ => gates[t * cell.gates_stride() + gates_of[what - first_gate].column(hidden, unit)],
                };
            }
        }
    }
}
