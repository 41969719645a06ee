//! One direction of one recurrent layer over packed sequences.
//!
//! A cell is data and two kernels. [`Layout`] holds what is data: where its gates lie, what a step hands on. The kernels
//! work on one row; they stand, with the equations and shapes, in the cell's own file: [`lstm`], [`gru`], [`rnn`].
//! Everything else is shared: the walk over steps in `forward` and `backward` (`one` for a batch of one), the products,
//! the deferred gradients of the weights.
//!
//! | name | shape | |
//! |---|---|---|
//! | gates | `[N][stride]` | rows in the cell's own order; Hp is H rounded up to 4 |
//! | c, tanh_c | `[N][Hp]` | cell states and their tanh; LSTM only |
//! | m | `[N][Hp]` | o·tanh(c), kept only where a projection follows |
//! | y | `[N][stride]` | outputs; each direction has its own columns |
//! | w_hh | packed, out × state columns | columns in the order of the gates |
//! | w_hr | packed, H × out | LSTM only |
//!
//! The input's share of a row, `W_i· x + b_i·` and the part of `b_h·` that may be added to it, is in the gates before
//! `forward` begins: who puts it there, a token table or a product over rows, is the business of [`crate::inputs`]. It
//! fills the cell's input columns, a contiguous range; the products with h fill its state columns, another one. Where
//! they overlap, both shares are summed.
//!
//! N counts packed rows (see [`crate::packing`]), so no kernel knows of padding. Units past H have zero weights, so
//! their states stay 0.

mod backward;
mod forward;
mod gradients;
pub mod gru;
pub mod lstm;
mod one;
pub mod rnn;

pub use backward::{BackwardScratch, backward, recurrent_gradient};
pub use forward::forward;
pub use gradients::{Carry, OutputRows, WeightGradients};
pub use rnn::Nonlinearity;

use core::ops::Range;

use crate::error::Error;
use crate::gemm::{View, ViewMut, row_stride};
use crate::packing::Packing;
use crate::simd::{LANES, copy, padded};

/// Which cell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Long short-term memory.
    #[default]
    Lstm,
    /// Gated recurrent unit.
    Gru,
    /// Elman's cell.
    Rnn(Nonlinearity),
}

/// Where the columns of a gate lie in a row: unit u at `start·Hp + u/4·stride + at + u%4`.
#[derive(Clone, Copy, Debug)]
pub struct Gate {
    /// First group of Hp columns.
    start: usize,
    /// Columns from four units to the next four.
    stride: usize,
    /// Columns before the gate's own in each of those.
    at: usize,
}

impl Gate {
    /// The column of a unit.
    #[inline]
    pub const fn column(self, hidden: usize, unit: usize) -> usize {
        self.start * padded(hidden) + unit / LANES * self.stride + self.at + unit % LANES
    }
}

/// What is data of a cell: how a row of gates is laid out, and what a step reads and hands on.
pub struct Layout {
    /// Groups of Hp columns in a row.
    groups: usize,
    /// The groups that the input's share fills.
    from_input: Range<usize>,
    /// The groups that the state's share fills.
    from_state: Range<usize>,
    /// Whether a step hands on c beside h.
    pub carries_c: bool,
    /// Whether h of the step before enters a step outside of its product with W_hh: then its gradient has two parts.
    reads_h: bool,
    /// Whether the columns of four units lie side by side, so that rows side by side are one row of more units.
    is_blockwise: bool,
    /// The gates of `W_ih` and `b_ih`, in the order of PyTorch's rows.
    pub input_gates: &'static [Gate],
    /// The gates of `W_hh` and `b_hh`, in the order of PyTorch's rows.
    pub state_gates: &'static [Gate],
}

impl Kind {
    /// The cell of a number that crosses the boundary: `code` in ts/model/cells.ts.
    ///
    /// # Errors
    /// [`Error::InvalidOption`] for a number without a cell.
    pub const fn read(code: u32) -> Result<Self, Error> {
        Ok(match code {
            0 => Self::Lstm,
            1 => Self::Gru,
            2 => Self::Rnn(Nonlinearity::Tanh),
            3 => Self::Rnn(Nonlinearity::Relu),
            _ => return Err(Error::InvalidOption),
        })
    }

    /// What is data of the cell.
    #[inline(always)]
    pub const fn layout(self) -> &'static Layout {
        match self {
            Self::Lstm => lstm::LAYOUT,
            Self::Gru => gru::LAYOUT,
            Self::Rnn(_) => rnn::LAYOUT,
        }
    }

    /// Gates and states of some units out of their sums.
    ///
    /// PERF: the kernels are functions, and all passes share one copy of each: copies in each pass would be a tenth of what a
    /// browser loads. They take slices, which are handed over in registers; a struct would go through memory.
    #[inline(always)]
    fn activate(self, Units { gates, before, c, tanh_c, out }: Units) {
        match self {
            Self::Lstm => lstm::activate(gates, before, c, tanh_c, out),
            Self::Gru => gru::activate(gates, before, out),
            Self::Rnn(nonlinearity) => rnn::activate(nonlinearity, gates, out),
        }
    }

    /// Gradients of the sums out of those of h and c.
    #[inline(always)]
    fn differentiate(self, UnitsBack { gates, before, tanh_c, dc, above, dh }: UnitsBack) {
        match (self, dh) {
            (Self::Lstm, dh) => lstm::differentiate(gates, before, tanh_c, dc, above, dh.as_deref()),
            (Self::Gru, Some(dh)) => gru::differentiate(gates, before, above, dh),
            (Self::Rnn(nonlinearity), Some(dh)) => rnn::differentiate(nonlinearity, gates, above, dh),
            // Without a projection there is always dh, and `Shape::check` refuses projections of other cells.
            (_, None) => {}
        }
    }
}

/// The cell of one direction of one layer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Which one.
    pub kind: Kind,
    /// Hidden units, H.
    pub hidden: usize,
    /// Outputs of the projection, 0 for none; LSTM only.
    pub projection: usize,
}

impl Cell {
    /// Hidden units rounded up to whole vectors, Hp.
    #[inline(always)]
    pub const fn hidden_padded(self) -> usize {
        padded(self.hidden)
    }

    /// Columns of a row of gates.
    #[inline(always)]
    pub const fn columns(self) -> usize {
        self.kind.layout().groups * self.hidden_padded()
    }

    /// Floats from one row of gates to the next.
    #[inline(always)]
    pub const fn gates_stride(self) -> usize {
        row_stride(self.columns())
    }

    /// The columns that the input's share fills.
    #[inline(always)]
    pub const fn input_columns(self) -> Range<usize> {
        let range = &self.kind.layout().from_input;
        range.start * self.hidden_padded()..range.end * self.hidden_padded()
    }

    /// The columns that the state's share fills.
    #[inline(always)]
    pub const fn state_columns(self) -> Range<usize> {
        let range = &self.kind.layout().from_state;
        range.start * self.hidden_padded()..range.end * self.hidden_padded()
    }

    /// Columns of W_ih and b_ih.
    #[inline(always)]
    pub const fn input_len(self) -> usize {
        self.input_columns().end
    }

    /// Columns of W_hh and b_hh.
    #[inline(always)]
    pub const fn state_len(self) -> usize {
        self.state_columns().end - self.state_columns().start
    }

    /// The columns of b_hh whose sums b_ih is part of too; the others stay apart.
    #[inline(always)]
    pub const fn shared_len(self) -> usize {
        self.input_columns().end - self.state_columns().start
    }

    /// Width of c, 0 for cells without.
    #[inline(always)]
    pub const fn c_padded(self) -> usize {
        if self.kind.layout().carries_c { self.hidden_padded() } else { 0 }
    }

    /// Width of h: the projection's where there is one.
    #[inline(always)]
    pub const fn output(self) -> usize {
        if self.projection > 0 { self.projection } else { self.hidden }
    }

    /// [`Self::output`] rounded up to whole vectors.
    #[inline(always)]
    pub const fn output_padded(self) -> usize {
        padded(self.output())
    }
}

/// Some units of one row of the forward pass.
struct Units<'a> {
    /// All their columns: sums before, gates after.
    gates: &'a mut [f32],
    /// What the step before handed on to each unit, c where the cell has one, else h; zeros without it.
    before: Option<&'a [f32]>,
    c: &'a mut [f32],
    tanh_c: &'a mut [f32],
    /// h, or what is projected to it.
    out: &'a mut [f32],
}

/// The units of one row of the backward pass.
struct UnitsBack<'a> {
    /// Gates before, their gradients after.
    gates: &'a mut [f32],
    /// As in [`Units`].
    before: Option<&'a [f32]>,
    tanh_c: &'a [f32],
    dc: &'a mut [f32],
    /// The gradient of h from above, or of what was projected to it.
    above: &'a [f32],
    /// The gradient of h from the next step, which is in `above` already where there is a projection. A cell whose step
    /// reads h leaves there the part of dh₋₁ that is no product.
    dh: Option<&'a mut [f32]>,
}

/// What the forward pass keeps for the backward pass.
pub struct Saved<'a> {
    /// `[N][stride]`: the input's share before `forward`, gates after it, their gradients after `backward`.
    pub gates: &'a mut [f32],
    /// `[N][Hp]`, empty for cells without.
    pub c: &'a mut [f32],
    /// `[N][Hp]`, empty for cells without c.
    pub tanh_c: &'a mut [f32],
    /// `[N][Hp]`, empty without a projection.
    pub m: &'a mut [f32],
}

impl<'a> Saved<'a> {
    /// Floats that a row needs.
    pub const fn row_len(cell: Cell) -> usize {
        let m = if cell.projection > 0 { cell.hidden_padded() } else { 0 };
        cell.gates_stride() + 2 * cell.c_padded() + m
    }

    /// Cuts the parts out of `from`, which holds [`Self::row_len`] floats for each of `rows` rows.
    pub fn carve(from: &'a mut [f32], cell: Cell, rows: usize) -> Self {
        let (gates, rest) = from.split_at_mut(rows * cell.gates_stride());
        let (c, rest) = rest.split_at_mut(rows * cell.c_padded());
        let (tanh_c, m) = rest.split_at_mut(rows * cell.c_padded());
        Self { gates, c, tanh_c, m }
    }
}

/// A state of all sequences of a batch.
#[derive(Clone, Copy)]
pub struct State<'a> {
    /// `[B][out padded]`.
    pub h: &'a [f32],
    /// `[B][Hp]`, empty for cells without.
    pub c: &'a [f32],
}

/// The input's share of rows, where it is not in their gates: rows of a table.
#[derive(Clone, Copy)]
pub struct Shares<'a> {
    /// From the first column of the share on.
    pub table: &'a [f32],
    /// Floats from one of its rows to the next.
    pub stride: usize,
    /// For each packed row its row of the table.
    pub slots: &'a [u32],
}

impl<'a> Shares<'a> {
    #[inline(always)]
    fn row(&self, row: usize, columns: usize) -> &'a [f32] {
        &self.table[self.slots[row] as usize * self.stride..][..columns]
    }

    /// Copies `columns` floats of each of the packed rows.
    ///
    /// PERF: the compiler must not see that the slices lie apart: it would call for a copy of any length.
    #[inline(never)]
    fn copy(&self, rows: Range<usize>, to: &mut ViewMut, columns: usize) {
        for (index, row) in rows.enumerate() {
            copy(self.row(row, columns), &mut to.data[index * to.stride..][..columns]);
        }
    }
}

/// What a direction walks over.
#[derive(Clone, Copy)]
pub struct Direction<'a> {
    /// The batch.
    pub packing: Packing<'a>,
    /// From the last step to the first.
    pub reverse: bool,
    /// The state to begin from; zeros without one.
    pub initial: Option<State<'a>>,
    /// Where the input's share is, if not in the gates.
    pub shares: Option<Shares<'a>>,
}

impl<'a> Direction<'a> {
    /// What rows that begin are handed for each unit; `None` where that is zeros.
    fn initial_rows(self, cell: Cell) -> Option<View<'a>> {
        let state = self.initial?;
        let carries_c = cell.kind.layout().carries_c;
        let (rows, stride) = if carries_c { (state.c, cell.hidden_padded()) } else { (state.h, cell.output_padded()) };
        Some(View::rows(rows, stride))
    }
}

/// The recurrent weights of one direction.
#[derive(Clone, Copy)]
pub struct Recurrent<'a> {
    /// Packed, out × state columns.
    pub w_hh: &'a [f32],
    /// Packed, H × out; empty without a projection.
    pub w_hr: &'a [f32],
    /// The part of b_hh that stays apart: what the state columns past the input's begin with.
    pub bias: &'a [f32],
}

/// Where one direction's outputs lie in the layer's rows.
#[derive(Clone, Copy)]
pub struct Columns {
    /// Floats from row to row.
    pub stride: usize,
    /// First column.
    pub offset: usize,
}
