//! Between PyTorch's layout of weights and the kernels'.
//!
//! | kind | PyTorch | here |
//! |---|---|---|
//! | table | `[V][E]` | `[V][Ep]` |
//! | gates | `[G·H][K]`, G gates | packed K × the cell's columns, in their order |
//! | linear | `[M][K]` | packed K × Mp |
//!
//! A bias is a matrix of one column, K = 1. Where K comes from two directions, each direction's columns are rounded up to 4 here. What has no counterpart in
//! PyTorch's layout is zero, and stays so: its gradients are.

use core::ops::Range;

use crate::cells::{Cell, Gate};
use crate::gemm::packed_column;
use crate::simd::padded;
use crate::stack::Stack;

/// One tensor of a state dict.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    /// What it is.
    pub kind: Kind,
    /// Where it begins in the kernels' flat slice.
    pub start: usize,
    /// How its first weights are drawn.
    pub init: Init,
}

/// How first weights are drawn.
#[derive(Clone, Copy, Debug)]
pub enum Init {
    /// N(0, 1).
    Normal,
    /// U(−bound, bound).
    Uniform { bound: f32 },
}

impl Init {
    /// U(±1/√fan).
    pub fn uniform(fan: usize) -> Self {
        Self::Uniform { bound: (1.0 / (fan as f64).sqrt()) as f32 }
    }
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
    /// W_ih or W_hh; b_ih or b_hh as a column.
    Gates {
        of: Gates,
        /// What its columns multiply.
        columns: Features,
    },
    /// A linear layer's weight, or W_hr; a linear layer's bias as a column.
    Linear {
        /// M.
        outputs: usize,
        /// What its columns multiply.
        columns: Features,
    },
}

/// The gates that one share of a row fills.
#[derive(Clone, Copy, Debug)]
pub struct Gates {
    pub cell: Cell,
    /// The state's share, W_hh and b_hh; else the input's.
    pub of_state: bool,
}

impl Gates {
    /// The share's gates, and the columns of the row that it fills.
    fn filled(self) -> (&'static [Gate], Range<usize>) {
        if self.of_state {
            (self.cell.kind.layout().state_gates, self.cell.state_columns())
        } else {
            (self.cell.kind.layout().input_gates, self.cell.input_columns())
        }
    }

    /// Rows in PyTorch's layout.
    fn count(self) -> usize {
        self.filled().0.len() * self.cell.hidden
    }
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
    /// The one column of a bias.
    pub const ONE: Self = Self { parts: 1, each: 1 };

    /// Columns in PyTorch's layout.
    pub const fn count(self) -> usize {
        self.parts * self.each
    }

    /// Columns that the kernels use.
    pub const fn rows(self) -> usize {
        if self.parts == 1 { self.each } else { self.parts * padded(self.each) }
    }

    /// Calls `visit` with the place of each of PyTorch's columns in a row here, whose columns are `step` apart.
    #[inline(always)]
    fn each(self, start: usize, step: usize, visit: &mut impl FnMut(usize)) {
        for part in 0..self.parts {
            let first = start + part * padded(self.each) * step;
            for column in 0..self.each {
                visit(first + column * step);
            }
        }
    }
}

impl Kind {
    /// Rows and columns in PyTorch's layout.
    fn shape(self) -> (usize, Features) {
        match self {
            Self::Table { rows, columns } => (rows, Features { parts: 1, each: columns }),
            Self::Gates { of, columns } => (of.count(), columns),
            Self::Linear { outputs, columns } => (outputs, columns),
        }
    }

    /// Elements in PyTorch's layout.
    pub fn count(self) -> usize {
        let (rows, columns) = self.shape();
        rows * columns.count()
    }

    /// Calls `visit` with each element's place here, in PyTorch's order.
    ///
    /// PERF: each call of the eager recurrence imports all weights and each backward pass exports all gradients. A place
    /// that is divided out for each element takes a third of a small layer's forward pass.
    fn each(self, mut visit: impl FnMut(usize)) {
        match self {
            Self::Table { rows, columns } => {
                let columns = Features { parts: 1, each: columns };
                for row in 0..rows {
                    columns.each(row * padded(columns.each), 1, &mut visit);
                }
            }
            Self::Gates { of, columns } => {
                let ((gates, filled), hidden) = (of.filled(), of.cell.hidden);
                for gate in gates {
                    for unit in 0..hidden {
                        let column = gate.column(hidden, unit) - filled.start;
                        let (start, step) = packed_column(columns.rows(), filled.len(), column);
                        columns.each(start, step, &mut visit);
                    }
                }
            }
            Self::Linear { outputs, columns } => {
                for column in 0..outputs {
                    let (start, step) = packed_column(columns.rows(), padded(outputs), column);
                    columns.each(start, step, &mut visit);
                }
            }
        }
    }
}

/// Which way a tensor is copied.
enum Way<'a> {
    Import(&'a [f32], &'a mut [f32]),
    Export(&'a [f32], &'a mut [f32]),
}

impl Entry {
    /// Copies a tensor in PyTorch's layout into the flat slice.
    pub fn import(self, tensor: &[f32], flat: &mut [f32]) {
        self.copy(Way::Import(tensor, &mut flat[self.start..]));
    }

    /// Copies a tensor out of the flat slice.
    pub fn export(self, flat: &[f32], tensor: &mut [f32]) {
        self.copy(Way::Export(&flat[self.start..], tensor));
    }

    /// PERF: both ways share the walk, which is a kilobyte.
    #[inline(never)]
    fn copy(self, mut way: Way) {
        let mut index = 0;
        self.kind.each(|at| {
            match &mut way {
                Way::Import(tensor, flat) => flat[at] = tensor.get(index).copied().unwrap_or_default(),
                Way::Export(flat, tensor) => {
                    if let Some(to) = tensor.get_mut(index) {
                        *to = flat[at];
                    }
                }
            }
            index += 1;
        });
    }
}

/// A stack's tensors in the order of PyTorch's state dict: for each layer and direction w_ih, w_hh, b_ih, b_hh and,
/// with a projection, w_hr. `start` is where the stack's weights begin in the flat slice. Without
/// `has_bias`, biases are left out.
pub fn stack_entries(stack: &Stack, start: usize, has_bias: bool) -> Vec<Entry> {
    let shape = stack.shape;
    let (cell, output) = (shape.cell, shape.cell.output());
    let (of_input, of_state) = (Gates { cell, of_state: false }, Gates { cell, of_state: true });
    let bound = Init::uniform(cell.hidden);
    let mut entries = Vec::new();
    for (index, weights) in stack.weights.iter().enumerate() {
        let input = if index < shape.directions {
            Features { parts: 1, each: shape.input }
        } else {
            Features { parts: shape.directions, each: output }
        };
        let recurrent = Features { parts: 1, each: output };
        let mut push =
            |kind, range: &Range<usize>| entries.push(Entry { kind, start: start + range.start, init: bound });
        push(Kind::Gates { of: of_input, columns: input }, &weights.w_ih);
        push(Kind::Gates { of: of_state, columns: recurrent }, &weights.w_hh);
        if has_bias {
            push(Kind::Gates { of: of_input, columns: Features::ONE }, &weights.bias_ih);
            push(Kind::Gates { of: of_state, columns: Features::ONE }, &weights.bias_hh);
        }
        if cell.projection > 0 {
            let columns = Features { parts: 1, each: cell.hidden };
            push(Kind::Linear { outputs: cell.projection, columns }, &weights.w_hr);
        }
    }
    entries
}

/// Copies tensors one after another from PyTorch's layout into the flat slice.
pub fn import(entries: &[Entry], mut tensors: &[f32], flat: &mut [f32]) {
    for entry in entries {
        let (tensor, rest) = tensors.split_at(entry.kind.count());
        entry.import(tensor, flat);
        tensors = rest;
    }
}

/// Copies tensors one after another out of the flat slice into PyTorch's layout.
pub fn export(entries: &[Entry], flat: &[f32], mut tensors: &mut [f32]) {
    for entry in entries {
        let (tensor, rest) = core::mem::take(&mut tensors).split_at_mut(entry.kind.count());
        entry.export(flat, tensor);
        tensors = rest;
    }
}
