//! Matrix products over packed panels.
//!
//! ```text
//! matmul       C (rows × M)  =  init + A (rows × K) · B (K × M)      B packed
//! matmul_tn    C (K × M)    +=  Aᵀ (K × rows) · D (rows × M)         C packed: a weight's gradient, in its weight's layout
//! ```
//!
//! A packed matrix lies in *panels* of 8 columns, `[M/8][K][8]`, so that a row tile reads it from front to back; the
//! last panel is 4, 8 or 12 wide (M is a multiple of 4). A [`View`] of activations is either plain rows or the *blocks*
//! that the gates live in: `[cols/16][rows][16]`, one block for each four hidden units.
//!
//! PERF: a tile holds at most 12 accumulators: V8 has 15 vector registers to give, and folds no load into a
//! multiply-add, so the broadcast and the panel's row need the rest. Fewer than 8 independent chains leave the
//! multipliers waiting, so short tiles split K over several sets of accumulators.

mod forward;
mod transposed;

pub use forward::{Init, matmul};
pub use transposed::{add_row_sums, matmul_tn, transpose_packed};

use crate::simd::LANES;

/// Columns of a full panel.
pub const PANEL: usize = 8;
/// Columns of a block of gates: i, f, g, o of four hidden units.
pub const BLOCK: usize = 16;

/// A vector row of a panel of `NV` vectors.
type PanelRow<const NV: usize> = [[f32; LANES]; NV];

/// How rows and columns of activations lie in memory.
#[derive(Clone, Copy)]
pub enum Layout {
    /// Row after row, `stride` floats apart.
    Rows {
        /// Floats from one row to the next.
        stride: usize,
    },
    /// Sixteen columns to a block, block after block: `[cols/16][rows][16]`.
    Blocks {
        /// Rows of each block.
        rows: usize,
    },
}

impl Layout {
    /// Where element (row, col) lies.
    #[inline(always)]
    fn at(self, row: usize, col: usize) -> usize {
        match self {
            Self::Rows { stride } => row * stride + col,
            Self::Blocks { rows } => (col / BLOCK * rows + row) * BLOCK + col % BLOCK,
        }
    }

    /// Floats from a row to the next within the same few columns.
    #[inline(always)]
    fn stride(self) -> usize {
        match self {
            Self::Rows { stride } => stride,
            Self::Blocks { .. } => BLOCK,
        }
    }

    /// Columns from `col` on that are neighbours in memory.
    #[inline(always)]
    fn run(self, col: usize) -> usize {
        match self {
            Self::Rows { .. } => usize::MAX,
            Self::Blocks { .. } => BLOCK - col % BLOCK,
        }
    }
}

/// Activations to read: `rows` of a matrix from `first` on.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The whole matrix.
    pub data: &'a [f32],
    /// How it lies.
    pub layout: Layout,
    /// The first row of the view.
    pub first: usize,
}

impl<'a> View<'a> {
    /// Plain rows from the start of `data`.
    #[inline(always)]
    pub fn rows(data: &'a [f32], stride: usize) -> Self {
        Self { data, layout: Layout::Rows { stride }, first: 0 }
    }

    #[inline(always)]
    fn run(&self, row: usize, col: usize, len: usize) -> &'a [f32] {
        &self.data[self.layout.at(self.first + row, col)..][..len]
    }
}

/// Activations to write: `rows` of a matrix from `first` on.
pub struct ViewMut<'a> {
    /// The whole matrix.
    pub data: &'a mut [f32],
    /// How it lies.
    pub layout: Layout,
    /// The first row of the view.
    pub first: usize,
}

impl<'a> ViewMut<'a> {
    /// Plain rows from the start of `data`.
    #[inline(always)]
    pub fn rows(data: &'a mut [f32], stride: usize) -> Self {
        Self { data, layout: Layout::Rows { stride }, first: 0 }
    }
}

/// A packed matrix to read, K × M.
#[derive(Clone, Copy)]
pub struct Packed<'a> {
    /// `k · m` floats.
    pub data: &'a [f32],
    /// Rows.
    pub k: usize,
    /// Columns, a multiple of 4.
    pub m: usize,
}

/// Full panels of 8 before the last one of `m` columns, which is 4, 8 or 12 wide.
#[inline(always)]
const fn panels_before_last(m: usize) -> usize {
    (m - LANES) / PANEL - if m % PANEL == LANES && m > LANES { 1 } else { 0 }
}

/// Where element (k, col) of a packed matrix of `rows × m` lies.
#[inline]
pub const fn packed_at(rows: usize, m: usize, k: usize, col: usize) -> usize {
    let last = panels_before_last(m);
    let panel = if col / PANEL < last { col / PANEL } else { last };
    let width = if panel < last { PANEL } else { m - last * PANEL };
    panel * PANEL * rows + k * width + (col - panel * PANEL)
}
