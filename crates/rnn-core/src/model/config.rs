//! The sizes of a model, and how they cross the boundary: as one block of words.

use crate::cells::{Cell, Kind};
use crate::error::Error;
use crate::heads::linear::Linear;
use crate::heads::{Head, Loss, Output, Readout};
use crate::inputs::tokens::TokenTable;
use crate::memory::{MAX_SIZE, expect, expect_sizes};
use crate::simd::padded;
use crate::stack::{Shape, Workspace};

/// Words of a [`Config`].
pub const CONFIG_WORDS: usize = 13;

/// What a model reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// A token at each row, through an embedding.
    Tokens {
        /// Size of the vocabulary, V.
        vocab: usize,
        /// Width of the embedding, E.
        dim: usize,
    },
    /// Numbers at each row.
    Rows {
        /// Numbers of a row, F.
        features: usize,
    },
}

impl Input {
    /// Features of the first layer's input.
    pub const fn features(self) -> usize {
        match self {
            Self::Tokens { dim, .. } => dim,
            Self::Rows { features } => features,
        }
    }

    /// Elements of the input's stream at each row.
    pub const fn width(self) -> usize {
        match self {
            Self::Tokens { .. } => 1,
            Self::Rows { features } => features,
        }
    }
}

/// The sizes of a model.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Config {
    /// The cell of all layers.
    pub cell: Kind,
    /// What it reads.
    pub input: Input,
    /// Hidden units of each direction, H.
    pub hidden_size: usize,
    /// Recurrent layers.
    pub num_layers: usize,
    /// Both directions.
    pub bidirectional: bool,
    /// Dropout between layers while training, 0 ≤ p < 1.
    pub dropout: f32,
    /// What it answers.
    pub output: Output,
    /// Updates begin with the state in which the one before ended: of one direction, as the other begins at the end.
    pub carry: bool,
}

impl Config {
    /// Reads a block of words. Floats stand there by their bits.
    ///
    /// | word | |
    /// |---|---|
    /// | 0 | cell, see [`Kind::read`] |
    /// | 1, 2, 3 | input: 0 tokens, vocabulary, width of the embedding; 1 rows, features, 0 |
    /// | 4, 5, 6 | hidden units, layers, directions |
    /// | 7 | dropout, f32 |
    /// | 8 | readout: 0 all rows, 1 last, 2 mean, 3 max |
    /// | 9 | loss: 0 cross entropy, 1 with weights of classes, 2 squared, 3 absolute, 4 Huber, 5 Gaussian |
    /// | 10 | outputs |
    /// | 11 | label smoothing of cross entropy or δ of Huber, f32 |
    /// | 12 | updates begin: 0 with zeros, 1 with the state in which the one before ended |
    ///
    /// # Errors
    /// [`Error::InvalidOption`] for a word without a meaning.
    pub fn read(words: &[u32; CONFIG_WORDS]) -> Result<Self, Error> {
        let [cell, input, first, second, hidden, layers, directions, dropout, readout, loss, outputs, option, carry] =
            *words;
        // One past the largest is refused as well as any, and can be calculated with.
        let size = |word: u32| (word as usize).min(MAX_SIZE + 1);
        let input = match input {
            0 => Input::Tokens { vocab: size(first), dim: size(second) },
            1 => Input::Rows { features: size(first) },
            _ => return Err(Error::InvalidOption),
        };
        let readout = match readout {
            0 => Readout::All,
            1 => Readout::Last,
            2 => Readout::Mean,
            3 => Readout::Max,
            _ => return Err(Error::InvalidOption),
        };
        let option = f32::from_bits(option);
        let loss = match loss {
            0 | 1 => Loss::CrossEntropy { label_smoothing: option, weighted: loss == 1 },
            2 => Loss::Mse,
            3 => Loss::Mae,
            4 => Loss::Huber { delta: option },
            5 => Loss::GaussianNll,
            _ => return Err(Error::InvalidOption),
        };
        if !(1..=2).contains(&directions) || carry > 1 {
            return Err(Error::InvalidOption);
        }
        Ok(Self {
            cell: Kind::read(cell)?,
            input,
            hidden_size: size(hidden),
            num_layers: size(layers),
            bidirectional: directions == 2,
            dropout: f32::from_bits(dropout),
            output: Output { readout, loss, size: size(outputs) },
            carry: carry == 1,
        })
    }

    /// Refuses sizes of 0, settings out of range, and weights that do not fit into memory.
    pub(super) fn check(&self) -> Result<(), Error> {
        let vocab = if let Input::Tokens { vocab, .. } = self.input { vocab } else { 1 };
        expect_sizes(&[vocab, self.output.size])?;
        self.output.check()?;
        self.shape().check()?;
        if !(0.0..1.0).contains(&self.dropout) || self.carry && self.bidirectional {
            return Err(Error::InvalidOption);
        }
        expect(self.weights())
    }

    pub(super) fn shape(&self) -> Shape {
        Shape {
            input: self.input.features(),
            cell: Cell { kind: self.cell, hidden: self.hidden_size, projection: 0 },
            layers: self.num_layers,
            directions: if self.bidirectional { 2 } else { 1 },
            dropout: self.dropout > 0.0 && self.num_layers > 1,
        }
    }

    /// Floats of the embedding, 0 for rows of numbers.
    pub(super) fn table(&self) -> f64 {
        if let Input::Tokens { vocab, dim } = self.input { vocab as f64 * padded(dim) as f64 } else { 0.0 }
    }

    pub(super) fn linear(&self) -> Linear {
        Linear { inputs: self.shape().inner_width(), outputs: self.output.size }
    }

    /// Floats of all weights.
    fn weights(&self) -> f64 {
        self.table() + self.shape().weights() + Head::weights(self.linear())
    }

    /// Floats of a model with `copies` slices as long as its weights, itself among them, that works on batches of `rows`
    /// rows in `batch` sequences. One that has more than one copy is trained.
    pub fn floats(&self, rows: f64, batch: f64, copies: f64) -> f64 {
        let shape = self.shape();
        let tokens = match self.input {
            Input::Tokens { vocab, dim } => TokenTable::floats(vocab, dim, &shape, rows),
            Input::Rows { .. } => 0.0,
        };
        let training = copies > 1.0;
        let passes = Workspace::floats(&shape, rows, batch, training);
        let carried = if training && self.carry { batch * shape.state_row() as f64 } else { 0.0 };
        let head = Head::scratch(&self.output, self.linear(), batch, training);
        copies * self.weights() + head + passes + carried + tokens
    }
}
