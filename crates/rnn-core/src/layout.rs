//! Between PyTorch's layout of weights and the kernels'.
//!
//! | kind | PyTorch | here |
//! |---|---|---|
//! | table | `[V][E]` | `[V][Ep]` |
//! | gates | `[4H][K]`, rows i f g o | packed K × 4Hp, columns i₀…i₃ f₀…f₃ g₀…g₃ o₀…o₃ for each four units |
//! | gate bias | `[4H]` | `[4Hp]`, the same order |
//! | linear | `[M][K]` | packed K × Mp |
//! | vector | `[M]` | `[Mp]` |
//!
//! Where K comes from two directions, each direction's columns are rounded up to 4 here. What has no counterpart in
//! PyTorch's layout is zero, and stays so: its gradients are.

use crate::cells::Cell;
use crate::gemm::{BLOCK, packed_at};
use crate::simd::{LANES, padded};
use crate::stack::Stack;

/// One tensor of a state dict.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Where it begins in the kernels' flat slice.
    pub start: usize,
}

/// How a tensor lies.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// An embedding's rows.
    Table {
        /// Rows.
        rows: usize,
        /// Columns.
        columns: usize,
    },
    /// W_ih or W_hh.
    Gates {
        /// H.
        hidden: usize,
        /// What its columns multiply.
        columns: Features,
    },
    /// b_ih or b_hh.
    GateBias {
        /// H.
        hidden: usize,
    },
    /// A linear layer's weight, or W_hr.
    Linear {
        /// M.
        outputs: usize,
        /// What its columns multiply.
        columns: Features,
    },
    /// A linear layer's bias.
    Vector {
        /// M.
        len: usize,
    },
}

/// Columns of activations: one part as it is, or several, each rounded up to 4.
#[derive(Clone, Copy, Debug)]
pub struct Features {
    /// Parts.
    pub parts: usize,
    /// Columns of a part.
    pub each: usize,
}

impl Features {
    /// Columns in PyTorch's layout.
    pub const fn len(self) -> usize {
        self.parts * self.each
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Columns that the kernels use.
    pub const fn rows(self) -> usize {
        if self.parts == 1 { self.each } else { self.parts * padded(self.each) }
    }

    /// The kernels' column for each of PyTorch's, in order.
    fn positions(self) -> impl Iterator<Item = usize> {
        (0..self.parts).flat_map(move |part| (0..self.each).map(move |column| part * padded(self.each) + column))
    }
}

impl Kind {
    /// Elements in PyTorch's layout.
    pub const fn len(self) -> usize {
        match self {
            Self::Table { rows, columns } => rows * columns,
            Self::Gates { hidden, columns } => 4 * hidden * columns.len(),
            Self::GateBias { hidden } => 4 * hidden,
            Self::Linear { outputs, columns } => outputs * columns.len(),
            Self::Vector { len } => len,
        }
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// Calls `visit` with each element's place here, in PyTorch's order.
    fn each(self, mut visit: impl FnMut(usize)) {
        match self {
            Self::Table { rows, columns } => {
                for row in 0..rows {
                    (0..columns).for_each(|column| visit(row * padded(columns) + column));
                }
            }
            Self::Gates { hidden, columns } => {
                let (k, m) = (columns.rows(), padded(hidden) / LANES * BLOCK);
                for column in gate_columns(hidden) {
                    let start = packed_at(k, m, 0, column);
                    columns.positions().for_each(|k| visit(start + k * crate::gemm::PANEL));
                }
            }
            Self::GateBias { hidden } => gate_columns(hidden).for_each(visit),
            Self::Linear { outputs, columns } => {
                let (k, m) = (columns.rows(), padded(outputs));
                for column in 0..outputs {
                    columns.positions().for_each(|row| visit(packed_at(k, m, row, column)));
                }
            }
            Self::Vector { len } => (0..len).for_each(visit),
        }
    }
}

/// The kernels' gate column for each of PyTorch's rows i, f, g, o.
fn gate_columns(hidden: usize) -> impl Iterator<Item = usize> {
    (0..4).flat_map(move |gate| (0..hidden).map(move |unit| unit / LANES * BLOCK + gate * LANES + unit % LANES))
}

impl Entry {
    /// Copies a tensor in PyTorch's layout into the flat slice.
    pub fn import(self, tensor: &[f32], flat: &mut [f32]) {
        let (flat, mut from) = (&mut flat[self.start..], tensor.iter());
        self.kind.each(|at| flat[at] = from.next().copied().unwrap_or_default());
    }

    /// Copies a tensor out of the flat slice.
    pub fn export(self, flat: &[f32], tensor: &mut [f32]) {
        let (flat, mut to) = (&flat[self.start..], tensor.iter_mut());
        self.kind.each(|at| {
            if let Some(to) = to.next() {
                *to = flat[at];
            }
        });
    }
}

/// A stack's tensors in the order of PyTorch's state dict: for each layer and direction w_ih, w_hh, b_ih, b_hh and,
/// with a projection, w_hr. `start` is where the stack's weights begin in the flat slice.
pub fn stack_entries(stack: &Stack, start: usize) -> Vec<Entry> {
    let shape = stack.shape;
    let Cell { hidden, projection } = shape.cell;
    let mut entries = Vec::new();
    for (index, weights) in stack.weights.iter().enumerate() {
        let input = if index < shape.directions {
            Features { parts: 1, each: shape.input }
        } else {
            Features { parts: shape.directions, each: shape.cell.output() }
        };
        let recurrent = Features { parts: 1, each: shape.cell.output() };
        let mut push = |kind, range: &core::ops::Range<usize>| entries.push(Entry { kind, start: start + range.start });
        push(Kind::Gates { hidden, columns: input }, &weights.w_ih);
        push(Kind::Gates { hidden, columns: recurrent }, &weights.w_hh);
        push(Kind::GateBias { hidden }, &weights.bias_ih);
        push(Kind::GateBias { hidden }, &weights.bias_hh);
        if projection > 0 {
            push(Kind::Linear { outputs: projection, columns: Features { parts: 1, each: hidden } }, &weights.w_hr);
        }
    }
    entries
}

/// Copies tensors one after another from PyTorch's layout into the flat slice.
pub fn import(entries: &[Entry], mut tensors: &[f32], flat: &mut [f32]) {
    for entry in entries {
        let (tensor, rest) = tensors.split_at(entry.kind.len());
        entry.import(tensor, flat);
        tensors = rest;
    }
}

/// Copies tensors one after another out of the flat slice into PyTorch's layout.
pub fn export(entries: &[Entry], flat: &[f32], mut tensors: &mut [f32]) {
    for entry in entries {
        let (tensor, rest) = core::mem::take(&mut tensors).split_at_mut(entry.kind.len());
        entry.export(flat, tensor);
        tensors = rest;
    }
}
