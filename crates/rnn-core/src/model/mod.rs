//! The fused training step: tokens → embedding → recurrent stack → linear → cross entropy, back through all of it, and
//! the optimizer. One call, no allocation.
//!
//! Three parts that know nothing of one another: an input ([`TokenTable`]), a [`Stack`], a [`Head`] with its loss. All
//! their weights lie in one flat slice, their gradients in a second, the optimizer's moments in more of the same shape.

mod infer;
mod share;
mod state;
mod train;

pub use infer::TRACED;
pub use share::Deal;
pub use state::Slot;

use crate::cells::Cell;
use crate::error::Error;
use crate::heads::Head;
use crate::heads::linear::Linear;
use crate::inputs::tokens::TokenTable;
use crate::layout::{Entry, Features, Kind, stack_entries};
use crate::optim::Optimizer;
use crate::packing::Packing;
use crate::random::Generator;
use crate::simd::{Buffer, padded};
use crate::stack::{Shape, Stack, Workspace};

/// Bytes that wasm32 can address.
const ADDRESSABLE: f64 = 4_294_967_296.0;
/// More layers than anybody stacks, and few enough to be listed.
const MOST_LAYERS: usize = 65_536;

/// The sizes of a tagger.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// Symbols of the input, V.
    pub vocab_size: usize,
    /// Classes of the output, C.
    pub num_classes: usize,
    /// Width of the embedding, E.
    pub embedding_dim: usize,
    /// Hidden units of each direction, H.
    pub hidden_size: usize,
    /// LSTM layers.
    pub num_layers: usize,
    /// Both directions.
    pub bidirectional: bool,
    /// Dropout between layers while training, 0 ≤ p < 1.
    pub dropout: f32,
}

impl Config {
    fn shape(&self) -> Shape {
        Shape {
            input: self.embedding_dim,
            cell: Cell { hidden: self.hidden_size, projection: 0 },
            layers: self.num_layers,
            directions: if self.bidirectional { 2 } else { 1 },
            dropout: self.dropout > 0.0 && self.num_layers > 1,
        }
    }

    /// Bytes that a tagger with its moments takes for batches of `rows` symbols in `batch` sequences. In f64, which sizes
    /// past the address space do not wrap around.
    pub fn bytes_needed(&self, rows: f64, batch: f64) -> f64 {
        let up = |n: usize| (n as f64 / 4.0).ceil() * 4.0;
        // As `row_stride`.
        let stride = |width: f64| if width % 128.0 == 0.0 { width + 16.0 } else { width };
        let (directions, layers) = (self.shape().directions as f64, self.num_layers as f64);
        let (h, e, c) = (up(self.hidden_size), up(self.embedding_dim), up(self.num_classes));
        let inner = directions * h;
        let weights = self.vocab_size as f64 * e
            + directions * 4.0 * h * (e + h + 2.0)
            + (layers - 1.0) * directions * 4.0 * h * (inner + h + 2.0)
            + (inner + 1.0) * c;
        let transposed = 4.0 * h * (e.max(inner) + h) + inner * c;
        let (gates, row) = (stride(4.0 * h), stride(inner));
        let outputs = row * if self.shape().dropout { 3.0 } else { 1.0 };
        let saved = layers * (directions * (gates + 2.0 * h) + outputs);
        let passes = rows * (saved + 2.0 * row + gates + 2.0 * e) + 4.0 * layers * directions * batch * h;
        let tokens = self.vocab_size as f64 + 2.0 * rows;
        4.0 * (5.0 * weights + transposed + passes + tokens)
    }
}

/// One packed batch.
#[derive(Clone, Copy)]
pub struct Batch<'a> {
    /// A token for each row.
    pub tokens: &'a [u32],
    /// A class for each row; not read where only predictions are wanted.
    pub targets: &'a [u32],
    /// How the rows are packed.
    pub packing: Packing<'a>,
}

/// What an update or an evaluation found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Mean loss.
    pub loss: f64,
    /// Symbols that were right.
    pub correct: u32,
    /// Norm of all gradients before clipping; 0 for an evaluation.
    pub grad_norm: f64,
}

/// A model in training.
pub struct Tagger {
    config: Config,
    table: TokenTable,
    stack: Stack,
    head: Head,
    entries: Vec<Entry>,
    /// Where the stack's weights begin: after the embedding's.
    stack_start: usize,
    params: Buffer,
    grads: Buffer,
    moments: [Buffer; 3],
    work: Workspace,
    share: share::Share,
    optimizer: Optimizer,
    steps: u64,
    max_norm: f64,
    /// The run's generator.
    pub generator: Generator,
}

impl Tagger {
    /// A tagger of zeros: weights are drawn or imported.
    ///
    /// # Errors
    /// [`Error::InvalidOption`] for a size of 0 or a dropout that is no share, [`Error::OutOfMemory`].
    pub fn new(config: Config) -> Result<Self, Error> {
        let sizes =
            [config.vocab_size, config.num_classes, config.embedding_dim, config.hidden_size, config.num_layers];
        if sizes.contains(&0) || !(0.0..1.0).contains(&config.dropout) {
            return Err(Error::InvalidOption);
        }
        // Each layer takes an entry in a few lists besides.
        if config.num_layers > MOST_LAYERS || config.bytes_needed(1.0, 1.0) > ADDRESSABLE {
            return Err(Error::OutOfMemory);
        }
        let stack = Stack::new(config.shape());
        let stack_start = (config.vocab_size * padded(config.embedding_dim)).next_multiple_of(16);
        let linear = Linear { inputs: stack.output_width(), outputs: config.num_classes };
        let head = Head::new(linear, stack_start + stack.len)?;
        let len = head.bias.end;
        let entries = entries(&config, &stack, stack_start, &head);
        Ok(Self {
            table: TokenTable::default(),
            entries,
            params: Buffer::zeroed(len)?,
            grads: Buffer::default(),
            moments: Default::default(),
            work: Workspace::default(),
            share: share::Share::default(),
            optimizer: Optimizer::default(),
            steps: 0,
            max_norm: f64::INFINITY,
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
        self.entries.iter().map(|entry| entry.kind.len()).sum()
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
        if self.config.bytes_needed(rows as f64, batch as f64) > ADDRESSABLE {
            return Err(Error::OutOfMemory);
        }
        let gates = self.stack.shape.cell.gates();
        self.table.reserve(self.config.vocab_size, self.config.embedding_dim, gates, rows)?;
        self.work.reserve(&self.stack, rows, batch, training)
    }
}

fn entries(config: &Config, stack: &Stack, stack_start: usize, head: &Head) -> Vec<Entry> {
    let table = Kind::Table { rows: config.vocab_size, columns: config.embedding_dim };
    let columns = Features { parts: stack.shape.directions, each: config.hidden_size };
    let mut entries = vec![Entry { kind: table, start: 0 }];
    entries.extend(stack_entries(stack, stack_start));
    entries.push(Entry { kind: Kind::Linear { outputs: config.num_classes, columns }, start: head.weight.start });
    entries.push(Entry { kind: Kind::Vector { len: config.num_classes }, start: head.bias.start });
    entries
}
