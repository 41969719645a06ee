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

use crate::cells::{Cell, Columns, Kind, Saved};
use crate::error::Error;
use crate::gemm::row_stride;
use crate::memory::{MAX_LAYERS, expect, expect_sizes};
use crate::simd::padded;

/// Floats of a cache line: weights begin on one.
const LINE: usize = 16;

/// The sizes of a stack, as the arguments of PyTorch's modules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
    /// Packed, input × input columns.
    pub w_ih: Range<usize>,
    /// Packed, out × state columns.
    pub w_hh: Range<usize>,
    /// As the input columns.
    pub bias_ih: Range<usize>,
    /// As the state columns.
    pub bias_hh: Range<usize>,
    /// Packed, H × out; empty without a projection.
    pub w_hr: Range<usize>,
}

/// A stack's sizes and where everything lies.
#[derive(Clone, Debug, Default)]
pub struct Stack {
    /// The sizes.
    pub shape: Shape,
    /// By layer, then direction.
    pub weights: Vec<DirectionWeights>,
    /// Floats of all weights.
    pub len: usize,
}

impl Shape {
    /// Floats of w_ih, w_hh, b_ih, b_hh and w_hr of one direction of a layer that reads `input` columns.
    fn tensors(&self, input: usize) -> [f64; 5] {
        let cell = self.cell;
        let product = |rows: usize, columns: usize| rows as f64 * columns as f64;
        [
            product(input, cell.input_len()),
            product(cell.output(), cell.state_len()),
            cell.input_len() as f64,
            cell.state_len() as f64,
            if cell.projection > 0 { product(cell.hidden, cell.output_padded()) } else { 0.0 },
        ]
    }

    /// Floats of all weights.
    pub fn weights(&self) -> f64 {
        let direction = |input| self.tensors(input).into_iter().map(lined).sum::<f64>();
        self.directions as f64
            * (direction(self.input) + self.layers.saturating_sub(1) as f64 * direction(self.inner_width()))
    }

    /// Columns of a layer's output rows that the next one uses: both directions, each rounded up to 4; or the one.
    pub const fn inner_width(&self) -> usize {
        if self.directions == 1 { self.cell.output() } else { self.directions * self.cell.output_padded() }
    }

    /// Floats from one output row to the next.
    pub const fn stride(&self) -> usize {
        row_stride(padded(self.inner_width()))
    }

    /// Floats that a layer saves for each row: what each direction saves, the output, and with dropout the mask and the
    /// masked output.
    const fn saved_row(&self) -> usize {
        let outputs = if self.dropout { 3 } else { 1 };
        self.directions * Saved::row_len(self.cell) + outputs * self.stride()
    }

    /// Floats of h and c of one sequence, for all layers and directions.
    pub const fn state_row(&self) -> usize {
        self.layers * self.directions * (self.cell.output_padded() + self.cell.c_padded())
    }

    /// Refuses sizes of 0 and those whose weights do not fit into memory.
    ///
    /// # Errors
    /// [`Error::InvalidOption`], [`Error::OutOfMemory`].
    pub fn check(&self) -> Result<(), Error> {
        if self.cell.projection > 0 && self.cell.kind != Kind::Lstm {
            return Err(Error::InvalidOption);
        }
        expect_sizes(&[self.input, self.cell.hidden, self.cell.output(), self.layers])?;
        if self.layers > MAX_LAYERS { Err(Error::OutOfMemory) } else { expect(self.weights()) }
    }
}

/// A length rounded up to whole cache lines.
fn lined(len: f64) -> f64 {
    (len / LINE as f64).ceil() * LINE as f64
}

impl Stack {
    /// Lays out the weights of a stack.
    ///
    /// # Errors
    /// As [`Shape::check`].
    pub fn new(shape: Shape) -> Result<Self, Error> {
        shape.check()?;
        let mut len = 0;
        let mut place = |count: f64| {
            let start = len;
            len = (start + count as usize).next_multiple_of(LINE);
            start..start + count as usize
        };
        let directions = (0..shape.layers * shape.directions).map(|index| {
            let input = if index < shape.directions { shape.input } else { shape.inner_width() };
            let [w_ih, w_hh, bias_ih, bias_hh, w_hr] = shape.tensors(input).map(&mut place);
            DirectionWeights { input, w_ih, w_hh, bias_ih, bias_hh, w_hr }
        });
        let weights = directions.collect();
        Ok(Self { shape, weights, len })
    }

    /// As [`Shape::inner_width`].
    pub fn output_width(&self) -> usize {
        self.shape.inner_width()
    }

    /// As [`Shape::stride`].
    pub fn stride(&self) -> usize {
        self.shape.stride()
    }

    /// The columns of one direction in an output row.
    pub fn columns(&self, direction: usize) -> Columns {
        Columns { stride: self.stride(), offset: direction * self.shape.cell.output_padded() }
    }

    /// Floats that the forward pass saves for `rows` rows.
    pub fn saved_len(&self, rows: usize) -> usize {
        self.shape.layers * self.layer_saved_len(rows)
    }

    fn layer_saved_len(&self, rows: usize) -> usize {
        rows * self.shape.saved_row()
    }

    /// The mask of the dropout after `layer`, `[rows][stride]`, within what is saved.
    pub fn mask_range(&self, layer: usize, rows: usize) -> Range<usize> {
        let start = (layer + 1) * self.layer_saved_len(rows) - 2 * rows * self.stride();
        start..start + rows * self.stride()
    }

    /// The output rows of `layer`, `[rows][stride]`, within what is saved.
    pub fn output_range(&self, layer: usize, rows: usize) -> Range<usize> {
        let start = layer * self.layer_saved_len(rows) + self.shape.directions * rows * Saved::row_len(self.shape.cell);
        start..start + rows * self.stride()
    }

    /// What one direction of a layer saved, within what is saved.
    pub fn direction_range(&self, index: usize, rows: usize) -> Range<usize> {
        let (layer, direction) = (index / self.shape.directions, index % self.shape.directions);
        let len = rows * Saved::row_len(self.shape.cell);
        let start = layer * self.layer_saved_len(rows) + direction * len;
        start..start + len
    }

    /// Floats of h for all layers and directions at `batch` sequences, `[L·D][B][out padded]`.
    pub fn h_len(&self, batch: usize) -> usize {
        self.weights.len() * batch * self.shape.cell.output_padded()
    }

    /// Floats of c for all layers and directions, `[L·D][B][Hp]`; 0 for cells without c.
    pub fn c_len(&self, batch: usize) -> usize {
        self.weights.len() * batch * self.shape.cell.c_padded()
    }
}
