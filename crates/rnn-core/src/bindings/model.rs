//! The fused path for JavaScript: a model and the buffers through which batches and results pass.
//!
//! Batches are handed over many at a time: packed tokens and targets one after another, for each batch its number of
//! steps and the sequences at each step, and for training its learning rate. One call then works through the queue.

mod carry;
mod inference;

use wasm_bindgen::prelude::wasm_bindgen;

use super::queue::{Place, Queue, StreamKind};
use super::{fits, grow};
use crate::error::Error;
use crate::heads::{Output, Readout};
use crate::model::{self, Config, Deal, Input, Outcome, Slot};
use crate::optim::{AdamOptions, Optimizer, SgdOptions};
use crate::random::SNAPSHOT_WORDS;

/// Numbers of a result: mean loss, metric, gradient norm.
const RESULT: usize = 3;

/// A model: weights, moments and workspace live here for its whole life.
#[allow(clippy::struct_field_names, reason = "it is the model, with what JavaScript exchanges with it")]
pub struct Model {
    model: model::Model,
    queue: Queue,
    training: bool,
    /// Whether there is room for updates: since `reserve` after an optimizer was chosen.
    trainable: bool,
    results: Vec<f64>,
    answers: Vec<u32>,
    outputs: Vec<f32>,
    transfer: Vec<f32>,
    draws: Vec<u32>,
    state: Vec<f32>,
    trace: Vec<f32>,
    generator: Vec<u32>,
}

impl Model {
    /// A model of zeros; its sizes are words as [`Config::read`] takes them.
    ///
    /// # Errors
    /// Words without a meaning, a size of 0, a setting out of range; out of memory.
    pub fn new(config: &[u32]) -> Result<Self, Error> {
        let config = read(config)?;
        let model = model::Model::new(config)?;
        let mut transfer = Vec::new();
        grow(&mut transfer, model.num_parameters())?;
        let floats = matches!(config.input, Input::Rows { .. });
        let input = StreamKind { width: config.input.width(), floats };
        let Output { readout, loss, .. } = config.output;
        let target = StreamKind { width: config.output.target_width(), floats: !loss.is_of_classes() };
        Ok(Self {
            model,
            transfer,
            queue: Queue { input, target, at_rows: readout == Readout::All, ..Queue::default() },
            training: false,
            trainable: false,
            results: Vec::new(),
            answers: Vec::new(),
            outputs: Vec::new(),
            draws: Vec::new(),
            state: Vec::new(),
            trace: Vec::new(),
            generator: vec![0; SNAPSHOT_WORDS],
        })
    }
}

#[wasm_bindgen]
impl Model {
    /// Bytes that such a model takes with `copies` slices as long as its weights, itself among them, for batches of `rows`
    /// rows in `batch` sequences; at least this many if they do not fit.
    ///
    /// # Errors
    /// Words without a meaning.
    pub fn bytes_needed(config: &[u32], rows: f64, batch: f64, copies: f64) -> Result<f64, Error> {
        Ok(4.0 * read(config)?.floats(rows, batch, copies))
    }

    /// The weights as PyTorch counts them.
    pub fn num_parameters(&self) -> usize {
        self.model.num_parameters()
    }

    /// `torch.manual_seed` of the run's generator.
    pub fn seed(&mut self, seed: u32) {
        self.model.generator.manual_seed(seed);
    }

    /// Draws all weights in the order of the state dict, as PyTorch does.
    pub fn draw_weights(&mut self) {
        self.model.draw_weights(&mut self.transfer);
    }

    /// `randint(0, high, [count])` into the draws.
    ///
    /// # Errors
    /// Out of memory.
    pub fn draw_integers(&mut self, high: u32, count: usize) -> Result<(), Error> {
        grow(&mut self.draws, count)?;
        self.model.generator.fill_integers(&mut self.draws[..count], high);
        Ok(())
    }

    /// `randperm(count)` into the draws.
    ///
    /// # Errors
    /// Out of memory.
    pub fn draw_permutation(&mut self, count: usize) -> Result<(), Error> {
        grow(&mut self.draws, count)?;
        self.model.generator.fill_permutation(&mut self.draws[..count]);
        Ok(())
    }

    /// u32\[count\] of the latest draw.
    pub fn draws_ptr(&self) -> *const u32 {
        self.draws.as_ptr()
    }

    /// Copies the generator's state to the snapshot.
    pub fn save_generator(&mut self) {
        self.model.generator.snapshot(&mut self.generator);
    }

    /// Sets the generator's state from the snapshot.
    pub fn load_generator(&mut self) {
        self.model.generator.restore(&self.generator);
    }

    /// u32\[`generator_len`\]: the snapshot.
    pub fn generator_ptr(&mut self) -> *mut u32 {
        self.generator.as_mut_ptr()
    }

    /// Words of a snapshot.
    pub fn generator_len(&self) -> usize {
        self.generator.len()
    }

    /// Copies a slot to the transfer buffer in PyTorch's layout and order: 0 weights, 1 gradients of the latest step,
    /// 2 to 4 the optimizer's moments, 5 the average.
    ///
    /// # Errors
    /// No such slot.
    pub fn export_state(&mut self, slot: usize) -> Result<(), Error> {
        self.model.export_state(slot_of(slot)?, &mut self.transfer).ok_or(Error::InvalidOption)
    }

    /// Copies the transfer buffer to a slot.
    ///
    /// # Errors
    /// No such slot, or a value that is not finite: the slot is what it was.
    pub fn import_state(&mut self, slot: usize) -> Result<(), Error> {
        self.model.import_state(slot_of(slot)?, &self.transfer)
    }

    /// f32\[`num_parameters`\].
    pub fn transfer_ptr(&mut self) -> *mut f32 {
        self.transfer.as_mut_ptr()
    }

    /// Updates that the optimizer has made.
    pub fn step_count(&self) -> f64 {
        self.model.steps() as f64
    }

    /// Sets the optimizer's count of updates.
    pub fn set_step_count(&mut self, steps: f64) {
        self.model.set_steps(steps as u64);
    }

    /// Adam, or `AdamW` when `decoupled`; moments begin at 0. To be called before `reserve` for training.
    ///
    /// # Errors
    /// Out of memory.
    pub fn set_adam(
        &mut self,
        beta1: f64,
        beta2: f64,
        eps: f64,
        weight_decay: f64,
        amsgrad: bool,
        decoupled: bool,
    ) -> Result<(), Error> {
        let options = AdamOptions { betas: (beta1, beta2), eps, weight_decay, amsgrad, decoupled };
        self.set_optimizer(Optimizer::Adam(options))
    }

    /// SGD; its buffer begins empty. To be called before `reserve` for training.
    ///
    /// # Errors
    /// Out of memory.
    pub fn set_sgd(&mut self, momentum: f64, dampening: f64, weight_decay: f64, nesterov: bool) -> Result<(), Error> {
        self.set_optimizer(Optimizer::Sgd(SgdOptions { momentum, dampening, weight_decay, nesterov }))
    }

    fn set_optimizer(&mut self, optimizer: Optimizer) -> Result<(), Error> {
        self.model.set_optimizer(optimizer)?;
        self.training = true;
        Ok(())
    }

    /// What an update does besides the optimizer's step: scales gradients down to `max_norm`, `Infinity` for never, and
    /// keeps a moving average of the weights, none for a decay of 0. To be called before the optimizer is chosen.
    pub fn set_update(&mut self, max_norm: f64, ema_decay: f64) {
        self.model.set_max_norm(max_norm);
        self.model.set_ema_decay(ema_decay);
    }

    /// f32\[outputs\]: the weight of each class, where the loss has them.
    pub fn class_weights_ptr(&mut self) -> *mut f32 {
        self.model.class_weights().as_mut_ptr()
    }
}

/// The queue.
#[wasm_bindgen]
impl Model {
    /// Room for batches of up to `max_rows` rows in `max_batch` sequences, and for a queue of `queue_rows` rows and
    /// `queue_targets` targets in `queue_steps` batches of `queue_time` steps in all.
    ///
    /// # Errors
    /// Out of memory: what was reserved before stays usable.
    pub fn reserve(
        &mut self,
        max_rows: usize,
        max_batch: usize,
        queue_rows: usize,
        queue_targets: usize,
        queue_time: usize,
        queue_steps: usize,
    ) -> Result<(), Error> {
        let queue = &mut self.queue;
        let answer_width = self.model.config().output.answer_width();
        let lists = [
            (&mut queue.inputs, queue_rows, queue.input.width),
            (&mut queue.targets, queue_targets, queue.target.width),
            (&mut self.answers, queue_targets, answer_width),
        ];
        for (list, count, width) in lists {
            fits(&[(count, width)])?;
            grow(list, count * width)?;
        }
        grow(&mut queue.sizes, queue_time)?;
        grow(&mut queue.times, queue_steps)?;
        grow(&mut queue.lr, queue_steps)?;
        grow(&mut self.results, queue_steps.saturating_mul(RESULT))?;
        // What was reserved before there was an optimizer has no room for the backward pass.
        let (rows, batch) = (queue.max_rows.max(max_rows), queue.max_batch.max(max_batch));
        self.model.reserve(rows, batch, self.training)?;
        (queue.max_rows, queue.max_batch) = (rows, batch);
        self.trainable = self.training;
        Ok(())
    }

    /// \[`queue_rows`\]\[width\]: tokens, u32, or numbers, f32.
    pub fn inputs_ptr(&mut self) -> *mut u32 {
        self.queue.inputs.as_mut_ptr()
    }

    /// \[`queue_targets`\]\[width\]: classes, u32, or numbers, f32; one for each row, or for each sequence.
    pub fn targets_ptr(&mut self) -> *mut u32 {
        self.queue.targets.as_mut_ptr()
    }

    /// u32\[`queue_time`\].
    pub fn batch_sizes_ptr(&mut self) -> *mut u32 {
        self.queue.sizes.as_mut_ptr()
    }

    /// u32\[`queue_steps`\].
    pub fn times_ptr(&mut self) -> *mut u32 {
        self.queue.times.as_mut_ptr()
    }

    /// f64\[`queue_steps`\].
    pub fn lr_ptr(&mut self) -> *mut f64 {
        self.queue.lr.as_mut_ptr()
    }

    /// f64\[`queue_steps`\]\[3\]: mean loss, right classes or absolute errors in all, gradient norm before clipping.
    pub fn results_ptr(&self) -> *const f64 {
        self.results.as_ptr()
    }

    /// Updates with the first `steps` batches of the queue. Returns how many were made: where it is fewer, the next
    /// one diverged, and weights and moments are what they were before it.
    ///
    /// # Errors
    /// A batch that does not fit, a token or target outside its alphabet: the updates before it stand. No optimizer, or
    /// no room reserved since it was chosen.
    pub fn train(&mut self, steps: usize) -> Result<usize, Error> {
        self.expect_trainable()?;
        let mut place = Place::default();
        for index in 0..steps {
            let (batch, next) = self.queue.batch(index, place)?;
            let lr = *self.queue.lr.get(index).ok_or(Error::Shape)?;
            match self.model.train(batch, lr) {
                Ok(outcome) => record(&mut self.results, index, outcome)?,
                Err(Error::Diverged) => return Ok(index),
                Err(error) => return Err(error),
            }
            place = next;
        }
        Ok(steps)
    }

    fn expect_trainable(&self) -> Result<(), Error> {
        if self.trainable { Ok(()) } else { Err(Error::InvalidOption) }
    }
}

/// What replicas do with a model.
impl Model {
    pub(super) fn gradients(&mut self) -> &mut [f32] {
        self.model.gradients()
    }

    /// See [`super::Replica::train_share`]; where the next batch begins.
    pub(super) fn train_share(&mut self, index: usize, place: Place, deal: Deal) -> Result<Place, Error> {
        self.expect_trainable()?;
        let (batch, next) = self.queue.batch(index, place)?;
        let outcome = self.model.train_share(batch, deal)?;
        record(&mut self.results, index, outcome)?;
        Ok(next)
    }

    /// See [`super::Replica::update`].
    pub(super) fn update(&mut self, index: usize) -> Result<bool, Error> {
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

fn read(words: &[u32]) -> Result<Config, Error> {
    Config::read(words.try_into().map_err(|_| Error::Shape)?)
}

fn record(results: &mut [f64], index: usize, outcome: Outcome) -> Result<(), Error> {
    let numbers = [outcome.loss, outcome.metric, outcome.grad_norm];
    let to = results.get_mut(index * RESULT..(index + 1) * RESULT).ok_or(Error::Shape)?;
    to.copy_from_slice(&numbers);
    Ok(())
}

fn slot_of(slot: usize) -> Result<Slot, Error> {
    Ok(match slot {
        0 => Slot::Weights,
        1 => Slot::Gradients,
        2..=5 => Slot::Moment(slot - 2),
        _ => return Err(Error::InvalidOption),
    })
}
