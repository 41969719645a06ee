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
//! N counts packed rows (see [`crate::packing`]), so no kernel knows of padding. Units past H have zero weights, so their c and h
//! stay 0.

mod backward;
mod forward;
mod one;

pub use backward::{BackwardScratch, Carry, WeightGradients, backward, recurrent_gradient};
pub use forward::forward;

use crate::gemm::{BLOCK, row_stride};
use crate::packing::{Packing, Step};
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
