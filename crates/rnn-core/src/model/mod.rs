//! The fused training step: input → recurrent stack → readout → linear → loss, back through all of it, and the
//! optimizer. One call, no allocation.
//!
//! Three parts that know nothing of one another: an [`crate::inputs`], a [`Stack`], a [`Head`] with its loss. All
//! their weights lie in one flat slice, their gradients in a second, the optimizer's moments in more of the same shape.

mod average;
mod carry;
mod config;
mod generate;
mod infer;
mod share;
mod state;
mod train;
mod weights;

pub use crate::stream::Stream;
pub use config::{CONFIG_WORDS, Config, Input};
pub use generate::{Request, Sampler};
pub use share::Deal;
pub use state::Slot;

use crate::error::Error;
use crate::heads::Head;
use crate::inputs::tokens::TokenTable;
use crate::inputs::{self, Rows};
use crate::layout::{Entry, Features, Init, Kind, stack_entries};
use crate::memory;
use crate::optim::Optimizer;
use crate::packing::Packing;
use crate::random::Generator;
use crate::simd::Buffer;
use crate::stack::{Stack, Workspace};

/// One packed batch.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// What the model reads: tokens, or rows of numbers.
    pub inputs: Stream<'a>,
    /// What it shall answer at each row, or for each sequence; not read where only predictions are wanted.
    pub targets: Stream<'a>,
    /// How the rows are packed.
    pub packing: Packing<'a>,
}

/// What an update or an evaluation found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Mean loss.
    pub loss: f64,
    /// Targets whose class was the likeliest one; of numbers the sum of absolute errors of
    /// those that are observed.
    pub metric: f64,
    /// Norm of all gradients before clipping; 0 for an evaluation.
    pub grad_norm: f64,
}

/// A model in training.
pub struct Model {
    config: Config,
    table: TokenTable,
    stack: Stack,
    head: Head,
    entries: Vec<Entry>,
    /// Where the stack's weights begin: after the embedding's.
    stack_start: usize,
    params: weights::Weights,
    grads: Buffer,
    /// The optimizer's, and the average of the weights.
    moments: [Buffer; 4],
    work: Workspace,
    share: share::Share,
    carry: carry::Carry,
    optimizer: Optimizer,
    steps: u64,
    max_norm: f64,
    ema_decay: f64,
    /// The run's generator.
    pub generator: Generator,
}

impl Model {
    /// A model of zeros: weights are drawn or imported.
    ///
    /// # Errors
    /// [`Error::InvalidOption`] for a size of 0 or a setting out of range, [`Error::OutOfMemory`].
    pub fn new(config: Config) -> Result<Self, Error> {
        config.check()?;
        let stack = Stack::new(config.shape())?;
        let stack_start = (config.table() as usize).next_multiple_of(16);
        let head = Head::new(config.output, config.linear(), stack.shape.directions, stack_start + stack.len)?;
        let len = head.bias.end;
        let entries = entries(&config, &stack, stack_start, &head);
        Ok(Self {
            table: TokenTable::default(),
            entries,
            params: weights::Weights::zeroed(len)?,
            grads: Buffer::default(),
            moments: Default::default(),
            work: Workspace::default(),
            share: share::Share::default(),
            carry: carry::Carry::default(),
            optimizer: Optimizer::default(),
            steps: 0,
            max_norm: f64::INFINITY,
            ema_decay: 0.0,
            generator: Generator::new(0),
            config,
            stack_start,
            stack,
            head,
        })
    }

    /// The sizes.
    pub fn config(&self) -> Config {
        self.config
    }

    /// The weights as PyTorch counts them.
    pub fn num_parameters(&self) -> usize {
        self.entries.iter().map(|entry| entry.kind.count()).sum()
    }

    /// Layers × directions.
    pub fn num_states(&self) -> usize {
        self.stack.weights.len()
    }

    /// Room for batches of `rows` symbols in `batch` sequences, with or without training.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn reserve(&mut self, rows: usize, batch: usize, training: bool) -> Result<(), Error> {
        let copies = if training { 2 + self.optimizer.moments() + self.averages() } else { 1 };
        memory::expect(self.config.floats(rows as f64, batch as f64, copies as f64))?;
        if let Input::Tokens { vocab, dim } = self.config.input {
            self.table.reserve(vocab, dim, &self.stack.shape, rows)?;
        }
        self.head.reserve(batch, training)?;
        if training && self.config.carry {
            self.carry.reserve(batch * self.stack.shape.state_row())?;
        }
        self.work.reserve(&self.stack.shape, rows, batch, training)
    }

    /// The weight of each class in the training loss, at first 1; empty where the loss has none.
    pub fn class_weights(&mut self) -> &mut [f32] {
        self.head.class_weights()
    }
}

/// The batch as the first layer's input; `dtable` accumulates the embedding's gradient.
fn input_of<'a>(
    config: &Config,
    table: &'a mut TokenTable,
    batch: &Batch<'a>,
    dtable: Option<&'a mut [f32]>,
) -> Result<inputs::Input<'a>, Error> {
    Ok(match config.input {
        Input::Tokens { dim, .. } => inputs::Input::Tokens(table.input(dim, dtable)),
        Input::Rows { .. } => rows_of(config, batch)?,
    })
}

/// A batch of numbers as the first layer's input.
fn rows_of<'a>(config: &Config, batch: &Batch<'a>) -> Result<inputs::Input<'a>, Error> {
    match (config.input, batch.inputs) {
        (Input::Rows { features }, Stream::Floats(x)) if x.len() == batch.packing.rows * features => {
            Ok(inputs::Input::Rows(Rows { x, stride: features, width: features, dx: None }))
        }
        _ => Err(Error::Shape),
    }
}

fn entries(config: &Config, stack: &Stack, stack_start: usize, head: &Head) -> Vec<Entry> {
    let columns = Features { parts: stack.shape.directions, each: config.hidden_size };
    let mut entries = Vec::new();
    if let Input::Tokens { vocab, dim } = config.input {
        entries.push(Entry { kind: Kind::Table { rows: vocab, columns: dim }, start: 0, init: Init::Normal });
    }
    entries.extend(stack_entries(stack, stack_start, true));
    let init = Init::uniform(columns.count());
    entries.push(Entry { kind: Kind::Linear { outputs: config.output.size, columns }, start: head.weight.start, init });
    entries.push(Entry {
        kind: Kind::Linear { outputs: config.output.size, columns: Features::ONE },
        start: head.bias.start,
        init,
    });
    entries
}
