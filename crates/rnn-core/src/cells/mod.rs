//! One direction of one LSTM layer over packed sequences. `forward` and `backward` hold the two passes.
//!
//! ```text
//! i = σ(W_ii x + b_ii + W_hi h + b_hi)      f = σ(W_if x + b_if + W_hf h + b_hf)
//! g = tanh(W_ig x + b_ig + W_hg h + b_hg)   o = σ(W_io x + b_io + W_ho h + b_ho)
//! c' = f·c + i·g                            h' = o·tanh(c')          with a projection: h' = W_hr (o·tanh(c'))
//! ```
//! (PyTorch, `torch.nn.LSTM`.) The input's share, `W_i· x + b_i· + b_h·`, is in the gates before `forward` begins: who
//! puts it there, a token table or a product over rows, is the business of `crate::inputs`.
//!
//! | name | shape | |
//! |---|---|---|
//! | gates | `[N][stride]` | for each four hidden units i₀…i₃ f₀…f₃ g₀…g₃ o₀…o₃, 4Hp in all; Hp is H rounded up to 4 |
//! | c, tanh_c | `[N][Hp]` | cell states and their tanh |
//! | m | `[N][Hp]` | o·tanh(c), kept only where a projection follows |
//! | y | `[N][stride]` | outputs; each direction has its own columns |
//! | w_hh | packed, out × 4Hp | columns in the order of the gates |
//! | w_hr | packed, H × out | |
//!
//! N counts packed rows: sequences are sorted by length, longest first, and row `start(t) + b` is step t of sequence b,
//! as in PyTorch's `PackedSequence`. So no kernel knows of padding. Units past H have zero weights, so their c and h
//! stay 0.

mod backward;
mod forward;
mod one;

pub use backward::{BackwardScratch, Carry, WeightGradients, backward, recurrent_gradient};
pub use forward::forward;

use crate::gemm::{BLOCK, row_stride};
use crate::simd::{LANES, padded};

/// The sizes of one direction of one layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Hidden units, H.
    pub hidden: usize,
    /// Outputs of the projection, 0 for none.
    pub projection: usize,
}

impl Cell {
    /// Hidden units rounded up to whole vectors, Hp.
    #[inline(always)]
    pub const fn hidden_padded(self) -> usize {
        padded(self.hidden)
    }

    /// Blocks of four hidden units.
    #[inline(always)]
    pub const fn blocks(self) -> usize {
        self.hidden.div_ceil(LANES)
    }

    /// Columns of all gates, 4Hp.
    #[inline(always)]
    pub const fn gates(self) -> usize {
        self.blocks() * BLOCK
    }

    /// Floats from one row of gates to the next.
    #[inline(always)]
    pub const fn gates_stride(self) -> usize {
        row_stride(self.gates())
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

/// How the rows of a batch are packed: `sizes[t]` sequences still run at step t, never more than at t − 1.
#[derive(Clone, Copy)]
pub struct Packing<'a> {
    /// Sequences at each step.
    pub sizes: &'a [u32],
    /// Their sum, N.
    pub rows: usize,
}

/// The rows of one step, and where the step before it (in the direction's own order) lies.
#[derive(Clone, Copy)]
pub struct Step {
    /// First row.
    pub start: usize,
    /// Rows.
    pub count: usize,
    /// First row of the step before.
    pub before: usize,
    /// Rows that have one before them; the others begin here, from the initial state.
    pub carried: usize,
}

impl Step {
    /// Cuts rows that lie `stride` floats apart: those of the step before, and those from this step's first one on.
    #[inline(always)]
    fn split(self, rows: &mut [f32], stride: usize, reverse: bool) -> (&[f32], &mut [f32]) {
        if reverse {
            let end = self.start + self.count;
            let (low, high) = rows.split_at_mut(end * stride);
            (&high[self.before.saturating_sub(end) * stride..], &mut low[self.start * stride..])
        } else {
            let (low, high) = rows.split_at_mut(self.start * stride);
            (&low[self.before * stride..], high)
        }
    }
}

impl<'a> Packing<'a> {
    /// `None` when the sizes grow, are empty or hold a zero, or when their sum is no number of rows.
    pub fn new(sizes: &'a [u32]) -> Option<Self> {
        let falls = sizes.windows(2).all(|pair| pair[1] <= pair[0]);
        let rows = sizes.iter().try_fold(0_usize, |rows, &size| rows.checked_add(size as usize))?;
        (falls && *sizes.last()? > 0).then_some(Self { sizes, rows })
    }

    /// Sequences of the batch, B.
    pub fn batch(&self) -> usize {
        self.sizes.first().map_or(0, |&size| size as usize)
    }

    /// Each sequence and the row of its last step in a direction's own order.
    pub fn last_rows(self, reverse: bool) -> impl Iterator<Item = (usize, usize)> + 'a {
        let last = if reverse { 1 } else { self.sizes.len() };
        self.steps(false).take(last).enumerate().flat_map(move |(t, step)| {
            let next = if reverse { None } else { self.sizes.get(t + 1) };
            let going_on = next.map_or(0, |&size| size as usize);
            (going_on..step.count).map(move |b| (b, step.start + b))
        })
    }

    /// The steps from the first to the last, or from the last to the first for the reverse direction.
    pub fn steps(self, reverse: bool) -> impl Iterator<Item = Step> + 'a {
        let mut next = if reverse { self.rows } else { 0 };
        let mut previous = None;
        (0..self.sizes.len()).map(move |i| {
            let t = if reverse { self.sizes.len() - 1 - i } else { i };
            let count = self.sizes[t] as usize;
            let start = if reverse { next - count } else { next };
            next = if reverse { start } else { start + count };
            let (before, carried) = previous.map_or((0, 0), |(row, rows): (usize, usize)| (row, rows.min(count)));
            previous = Some((start, count));
            Step { start, count, before, carried }
        })
    }

    /// The steps of [`Self::steps`] from the end, as the way back takes them.
    pub fn steps_back(self, reverse: bool) -> impl Iterator<Item = Step> + 'a {
        let steps = self.sizes.len();
        let mut next = if reverse { 0 } else { self.rows };
        (0..steps).map(move |i| {
            let t = if reverse { i } else { steps - 1 - i };
            let count = self.sizes[t] as usize;
            let start = if reverse { next } else { next - count };
            next = if reverse { start + count } else { start };
            let neighbour = if reverse { self.sizes.get(t + 1) } else { t.checked_sub(1).map(|t| &self.sizes[t]) };
            let rows = neighbour.map_or(0, |&size| size as usize);
            let before = if reverse { start + count } else { start - rows };
            Step { start, count, before, carried: rows.min(count) }
        })
    }
}

/// What the forward pass leaves for the way back.
pub struct Saved<'a> {
    /// `[N][stride]`: pre-activations before `forward`, gates after it, their gradients after `backward`.
    pub gates: &'a mut [f32],
    /// `[N][Hp]`.
    pub c: &'a mut [f32],
    /// `[N][Hp]`.
    pub tanh_c: &'a mut [f32],
    /// `[N][Hp]`, empty without a projection.
    pub m: &'a mut [f32],
}

impl<'a> Saved<'a> {
    /// Floats that `rows` rows need.
    pub const fn len(cell: Cell, rows: usize) -> usize {
        let m = if cell.projection > 0 { cell.hidden_padded() } else { 0 };
        rows * (cell.gates_stride() + 2 * cell.hidden_padded() + m)
    }

    /// Cuts the parts out of `from`, which is [`Self::len`] long.
    pub fn carve(from: &'a mut [f32], cell: Cell, rows: usize) -> Self {
        let (gates, rest) = from.split_at_mut(rows * cell.gates_stride());
        let (c, rest) = rest.split_at_mut(rows * cell.hidden_padded());
        let (tanh_c, m) = rest.split_at_mut(rows * cell.hidden_padded());
        Self { gates, c, tanh_c, m }
    }
}

/// A state of all sequences of a batch.
#[derive(Clone, Copy)]
pub struct State<'a> {
    /// `[B][out padded]`.
    pub h: &'a [f32],
    /// `[B][Hp]`.
    pub c: &'a [f32],
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
}

impl<'a> Direction<'a> {
    /// The cell states that a row of `step` begins from: those of the step before, whose rows `before` holds, or the
    /// initial ones. `None` where they are zeros.
    #[inline(always)]
    fn cells_before<'b>(self, cell: Cell, step: Step, before: &'b [f32], row: usize) -> Option<&'b [f32]>
    where
        'a: 'b,
    {
        let width = cell.hidden_padded();
        if row < step.carried {
            return Some(&before[row * width..]);
        }
        self.initial.map(|state| &state.c[row * width..])
    }
}

/// The recurrent weights of one direction.
#[derive(Clone, Copy)]
pub struct Recurrent<'a> {
    /// Packed, out × 4Hp.
    pub w_hh: &'a [f32],
    /// Packed, H × out; empty without a projection.
    pub w_hr: &'a [f32],
}

/// Where one direction's outputs lie in the layer's rows.
#[derive(Clone, Copy)]
pub struct Columns {
    /// Floats from row to row.
    pub stride: usize,
    /// First column.
    pub offset: usize,
}
