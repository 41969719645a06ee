//! A stack of recurrent layers, one or both directions each: loops over the one layer kernel of [`crate::cells`].
//!
//! It knows neither where its input comes from ([`crate::inputs`]) nor what its output is for. The weights of the
//! whole stack lie in one flat slice, as do their gradients, so that an optimizer takes them in one go; so does all that
//! the forward pass saves, so that `nn` can take it away and bring it back.

pub mod dropout;
mod pass;
mod workspace;

pub use pass::Mode;
pub use workspace::{Scratch, Workspace};

use core::ops::Range;

use crate::cells::{Cell, Columns, Saved};
use crate::gemm::row_stride;
use crate::simd::padded;

/// Floats of a cache line: weights begin on one.
const LINE: usize = 16;

/// The sizes of a stack, as torch.nn.LSTM's arguments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shape {
    /// Features of the input.
    pub input: usize,
    /// Hidden units and projection of each direction.
    pub cell: Cell,
    /// Layers.
    pub layers: usize,
    /// 1, or 2 when bidirectional.
    pub directions: usize,
    /// Whether dropout sits between the layers: room for its masks.
    pub dropout: bool,
}

/// Where the weights of one direction of one layer lie in the flat slice.
#[derive(Clone, Debug)]
pub struct DirectionWeights {
    /// Rows of W_ih in the packed matrix: padded columns of the layer below, or the input's own.
    pub input: usize,
    /// Packed, input × 4Hp.
    pub w_ih: Range<usize>,
    /// Packed, out × 4Hp.
    pub w_hh: Range<usize>,
    /// 4Hp.
    pub bias_ih: Range<usize>,
    /// 4Hp.
    pub bias_hh: Range<usize>,
    /// Packed, H × out; empty without a projection.
    pub w_hr: Range<usize>,
}

/// A stack's sizes and where everything lies.
#[derive(Clone, Debug)]
pub struct Stack {
    /// The sizes.
    pub shape: Shape,
    /// By layer, then direction.
    pub weights: Vec<DirectionWeights>,
    /// Floats of all weights.
    pub len: usize,
}

impl Stack {
    /// Lays out the weights of a stack.
    pub fn new(shape: Shape) -> Self {
        let mut len = 0;
        let mut place = |count: usize| {
            let start = len;
            len = (start + count).next_multiple_of(LINE);
            start..start + count
        };
        let cell = shape.cell;
        let directions = (0..shape.layers * shape.directions).map(|index| {
            let input = if index < shape.directions { shape.input } else { inner_width(shape) };
            DirectionWeights {
                input,
                w_ih: place(input * cell.gates()),
                w_hh: place(cell.output() * cell.gates()),
                bias_ih: place(cell.gates()),
                bias_hh: place(cell.gates()),
                w_hr: place(if cell.projection > 0 { cell.hidden * cell.output_padded() } else { 0 }),
            }
        });
        let weights = directions.collect();
        Self { shape, weights, len }
    }

    /// Columns of a layer's output rows that the next one uses: both directions, each rounded up to 4; or the one.
    pub fn output_width(&self) -> usize {
        inner_width(self.shape)
    }

    /// Floats from one output row to the next.
    pub fn stride(&self) -> usize {
        row_stride(padded(self.output_width()))
    }

    /// The columns of one direction in an output row.
    pub fn columns(&self, direction: usize) -> Columns {
        Columns { stride: self.stride(), offset: direction * self.shape.cell.output_padded() }
    }

    /// Floats that the forward pass saves for `rows` rows.
    pub fn saved_len(&self, rows: usize) -> usize {
        self.shape.layers * self.layer_saved_len(rows)
    }

    /// For each layer: what each direction saves, the output rows, and with dropout the mask and the masked rows.
    fn layer_saved_len(&self, rows: usize) -> usize {
        let outputs = if self.shape.dropout { 3 } else { 1 };
        self.shape.directions * Saved::len(self.shape.cell, rows) + outputs * rows * self.stride()
    }

    /// The mask of the dropout after `layer`, `[rows][stride]`, within what is saved.
    pub fn mask_range(&self, layer: usize, rows: usize) -> Range<usize> {
        let start = (layer + 1) * self.layer_saved_len(rows) - 2 * rows * self.stride();
        start..start + rows * self.stride()
    }

    /// The output rows of `layer`, `[rows][stride]`, within what is saved.
    pub fn output_range(&self, layer: usize, rows: usize) -> Range<usize> {
        let start = layer * self.layer_saved_len(rows) + self.shape.directions * Saved::len(self.shape.cell, rows);
        start..start + rows * self.stride()
    }

    /// What one direction of a layer saved, within what is saved.
    pub fn direction_range(&self, index: usize, rows: usize) -> Range<usize> {
        let (layer, direction) = (index / self.shape.directions, index % self.shape.directions);
        let len = Saved::len(self.shape.cell, rows);
        let start = layer * self.layer_saved_len(rows) + direction * len;
        start..start + len
    }

    /// Floats of h for all layers and directions at `batch` sequences, `[L·D][B][out padded]`.
    pub fn h_len(&self, batch: usize) -> usize {
        self.weights.len() * batch * self.shape.cell.output_padded()
    }

    /// Floats of c for all layers and directions, `[L·D][B][Hp]`.
    pub fn c_len(&self, batch: usize) -> usize {
        self.weights.len() * batch * self.shape.cell.hidden_padded()
    }
}

const fn inner_width(shape: Shape) -> usize {
    if shape.directions == 1 { shape.cell.output() } else { shape.directions * shape.cell.output_padded() }
}
