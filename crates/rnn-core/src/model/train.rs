//! One update of a model.

use super::average::AVERAGE;
use super::share::{Deal, Widths};
use super::{Batch, Input, Model, Outcome, Stream, input_of, rows_of};
use crate::error::Error;
use crate::heads::{HeadInput, Output, Readout};
use crate::optim::{self, Optimizer};
use crate::packing::Packing;
use crate::stack::Mode;
use crate::stack::dropout;

impl Model {
    /// Chooses the optimizer; its moments and its count of steps begin anew.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn set_optimizer(&mut self, optimizer: Optimizer) -> Result<(), Error> {
        for moment in &mut self.moments[..optimizer.moments()] {
            moment.grow_to(self.params.len())?;
            moment.fill(0.0);
        }
        let averaged = self.params.len() * self.averages();
        self.moments[AVERAGE].grow_to(averaged)?;
        self.grads.grow_to(self.params.len())?;
        self.optimizer = optimizer;
        self.steps = 0;
        Ok(())
    }

    /// Gradients longer than this are scaled down to it.
    pub fn set_max_norm(&mut self, max_norm: f64) {
        self.max_norm = max_norm;
    }

    /// Updates so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// Sets the optimizer's count of updates, when a run resumes.
    pub fn set_steps(&mut self, steps: u64) {
        self.steps = steps;
    }

    /// One update. A loss, gradient or weight that is not finite leaves the weights and the moments as they were.
    ///
    /// # Errors
    /// [`Error::IndexRange`] for a token or target outside its alphabet, [`Error::Diverged`].
    pub fn train(&mut self, batch: Batch, lr: f64) -> Result<Outcome, Error> {
        let outcome = self.differentiate(batch, batch, Deal::WHOLE)?;
        let grad_norm = self.update(outcome.loss, lr)?;
        Ok(Outcome { grad_norm, ..outcome })
    }

    /// The part that a share has in the gradients and the loss of a batch: over all shares they add up to the whole
    /// batch's. Dropout's masks are drawn for the whole batch, and those of the share are used; a share without a
    /// sequence draws none.
    ///
    /// # Errors
    /// As [`Model::train`]; [`Error::OutOfMemory`].
    pub fn train_share(&mut self, whole: Batch, deal: Deal) -> Result<Outcome, Error> {
        let Output { readout, .. } = self.config.output;
        let (inputs, targets) = (self.config.input.width(), self.config.output.target_width());
        let widths = Widths { inputs, targets, at_rows: readout == Readout::All };
        let mut room = core::mem::take(&mut self.share);
        let outcome = if let Some(share) = room.deal(whole, widths, deal)? {
            self.differentiate(share, whole, deal)?
        } else {
            self.clear_gradients();
            Outcome::default()
        };
        self.share = room;
        Ok(outcome)
    }

    /// The gradients, of which replicas have as many in the same order.
    pub fn gradients(&mut self) -> &mut [f32] {
        self.table.mark_gradient_dense();
        &mut self.grads
    }

    /// Updates with the gradients as they are, clipped; returns their norm before. A loss, gradient or weight that is
    /// not finite leaves the weights and the moments as they were.
    ///
    /// # Errors
    /// [`Error::Diverged`].
    pub fn update(&mut self, loss: f64, lr: f64) -> Result<f64, Error> {
        let grad_norm = self.try_update(loss, lr);
        self.end_with_carried(grad_norm.is_ok());
        grad_norm
    }

    fn try_update(&mut self, loss: f64, lr: f64) -> Result<f64, Error> {
        let grad_norm = optim::norm_squared(&self.grads).sqrt();
        if !(loss.is_finite() && grad_norm.is_finite()) {
            return Err(Error::Diverged);
        }
        optim::clip(&mut self.grads, grad_norm, self.max_norm);
        let (t, [first, second, third, _]) = (self.steps.saturating_add(1), &mut self.moments);
        let clipped = grad_norm.min(self.max_norm);
        self.optimizer.try_step(self.params.change(), &self.grads, [first, second, third], t, lr, clipped)?;
        self.steps = t;
        self.add_to_average();
        Ok(grad_norm)
    }

    fn clear_gradients(&mut self) {
        let (dtable, others) = self.grads.split_at_mut(self.stack_start);
        self.table.clear_gradient(dtable, self.config.input.features());
        others.fill(0.0);
    }

    /// Loss, metric and gradients of a batch, which is a share of `whole`.
    #[inline(never)]
    fn differentiate(&mut self, batch: Batch, whole: Batch, deal: Deal) -> Result<Outcome, Error> {
        self.config.output.check_targets(whole.targets, whole.packing)?;
        self.gather(batch)?;
        let with_state = self.begin_with_carried(batch.packing.batch())?;
        let mode = Mode { with_state, dropout: self.stack.shape.dropout, ..Mode::default() };
        if mode.dropout {
            self.draw_masks(whole.packing, deal, batch.packing.rows);
        }
        self.clear_gradients();
        let mut input = input_of(&self.config, &mut self.table, &batch, None)?;
        self.stack.forward(&self.params[self.stack_start..], &mut input, batch.packing, mode, &mut self.work);
        self.carry_on(batch.packing);
        let input = HeadInput {
            params: &self.params,
            y: &self.work.saved[self.stack.output_range(self.config.num_layers - 1, batch.packing.rows)],
            packing: batch.packing,
        };
        let denominator = self.head.denominator(whole.targets);
        let outcome = self.head.train(input, batch.targets, denominator, &mut self.grads, &mut self.work.dy);
        let (dtable, grads) = self.grads.split_at_mut(self.stack_start);
        let mut input = input_of(&self.config, &mut self.table, &batch, Some(dtable))?;
        let params = &self.params[self.stack_start..];
        self.stack.backward(params, grads, &mut input, batch.packing, mode, &mut self.work);
        Ok(Outcome { loss: outcome.loss, metric: outcome.metric, grad_norm: 0.0 })
    }

    /// Looks up the tokens of a batch in the embedding; numbers are read where they lie.
    fn gather(&mut self, batch: Batch) -> Result<(), Error> {
        match (self.config.input, batch.inputs) {
            (Input::Tokens { dim, .. }, Stream::Words(tokens)) if tokens.len() == batch.packing.rows => {
                self.table.gather(&self.params, dim, tokens)
            }
            _ => rows_of(&self.config, &batch).map(|_| ()),
        }
    }

    /// Draws the masks of a whole batch, and keeps the rows of the share.
    fn draw_masks(&mut self, whole: Packing, deal: Deal, rows: usize) {
        let shape = self.stack.shape;
        for layer in 0..shape.layers - 1 {
            let mask = &mut self.work.saved[self.stack.mask_range(layer, rows)];
            // What lies between the columns may be left from a step that diverged, and 0 · NaN is NaN.
            mask.fill(0.0);
            let mut rows = mask.chunks_exact_mut(self.stack.stride());
            for sequence in whole.sizes.iter().flat_map(|&size| 0..size as usize) {
                let Some(row) = deal.has(sequence).then(|| rows.next()).flatten() else {
                    self.generator.skip(shape.directions * shape.cell.hidden);
                    continue;
                };
                for direction in 0..shape.directions {
                    let offset = self.stack.columns(direction).offset;
                    let columns = &mut row[offset..][..shape.cell.hidden];
                    dropout::draw(&mut self.generator, self.config.dropout, columns);
                }
            }
        }
    }
}
