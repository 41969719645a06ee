//! The sizes of a model, and how they cross the boundary: as one block of words.

use crate::cells::Cell;
use crate::error::Error;
use crate::stack::Shape;

/// Words of a [`Config`].
pub const CONFIG_WORDS: usize = 12;
/// More layers than anybody stacks, and few enough to be listed.
pub const MAX_LAYERS: usize = 65_536;

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
    /// Classes of the output, C.
    pub num_classes: usize,
}

impl Config {
    /// Reads a block of words. Floats stand there by their bits.
    ///
    /// | word | |
    /// |---|---|
    /// | 0 | cell: 0 LSTM |
    /// | 1, 2, 3 | input: 0 tokens, vocabulary, width of the embedding; 1 rows, features, 0 |
    /// | 4, 5, 6 | hidden units, layers, directions |
    /// | 7 | dropout, f32 |
    /// | 8 | readout: 0 all rows |
    /// | 9, 10, 11 | loss: 0 cross entropy; outputs; 0 |
    ///
    /// # Errors
    /// [`Error::InvalidOption`] for a word without a meaning, a size of 0, or a dropout that is no share.
    pub fn read(words: &[u32; CONFIG_WORDS]) -> Result<Self, Error> {
        let [cell, input, first, second, hidden, layers, directions, dropout, readout, loss, outputs, _] = *words;
        let input = match input {
            0 => Input::Tokens { vocab: first as usize, dim: second as usize },
            1 => Input::Rows { features: first as usize },
            _ => return Err(Error::InvalidOption),
        };
        if cell != 0 || readout != 0 || loss != 0 || !(1..=2).contains(&directions) {
            return Err(Error::InvalidOption);
        }
        let config = Self {
            input,
            hidden_size: hidden as usize,
            num_layers: layers as usize,
            bidirectional: directions == 2,
            dropout: f32::from_bits(dropout),
            num_classes: outputs as usize,
        };
        config.check().map(|()| config)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let vocab = if let Input::Tokens { vocab, .. } = self.input { vocab } else { 1 };
        let sizes = [vocab, self.input.features(), self.num_classes, self.hidden_size, self.num_layers];
        let valid = !sizes.contains(&0) && (0.0..1.0).contains(&self.dropout);
        if valid { Ok(()) } else { Err(Error::InvalidOption) }
    }

    pub(super) fn shape(&self) -> Shape {
        Shape {
            input: self.input.features(),
            cell: Cell { hidden: self.hidden_size, projection: 0 },
            layers: self.num_layers,
            directions: if self.bidirectional { 2 } else { 1 },
            dropout: self.dropout > 0.0 && self.num_layers > 1,
        }
    }

    /// Bytes that a model with its moments takes for batches of `rows` rows in `batch` sequences. In f64, which sizes
    /// past the address space do not wrap around.
    pub fn bytes_needed(&self, rows: f64, batch: f64) -> f64 {
        let up = |n: usize| (n as f64 / 4.0).ceil() * 4.0;
        // As `row_stride`.
        let stride = |width: f64| if width % 128.0 == 0.0 { width + 16.0 } else { width };
        let (directions, layers) = (self.shape().directions as f64, self.num_layers as f64);
        let vocab = if let Input::Tokens { vocab, .. } = self.input { vocab as f64 } else { 0.0 };
        let (h, e, c) = (up(self.hidden_size), up(self.input.features()), up(self.num_classes));
        let inner = directions * h;
        let weights = vocab * e
            + directions * 4.0 * h * (e + h + 2.0)
            + (layers - 1.0) * directions * 4.0 * h * (inner + h + 2.0)
            + (inner + 1.0) * c;
        let transposed = 4.0 * h * (e.max(inner) + h) + inner * c;
        let (gates, row) = (stride(4.0 * h), stride(inner));
        let outputs = row * if self.shape().dropout { 3.0 } else { 1.0 };
        let saved = layers * (directions * (gates + 2.0 * h) + outputs);
        let passes = rows * (saved + 2.0 * row + gates + 2.0 * e) + 4.0 * layers * directions * batch * h;
        let tokens = vocab + 2.0 * rows;
        4.0 * (5.0 * weights + transposed + passes + tokens)
    }
}
