//! Matrix products over packed panels.
//!
//! ```text
//! matmul       C (rows × M)  =  init + A (rows × K) · B (K × M)      B packed
//! matmul_tn    C (K × M)    +=  Aᵀ (K × rows) · D (rows × M)         C packed: a weight's gradient, in its weight's layout
//! ```
//!
//! A packed matrix lies in *panels* of 8 columns, `[M/8][K][8]`, so that a row tile reads it from front to back; the
//! last panel is 4, 8 or 12 wide (M is a multiple of 4). Activations are rows, some floats apart.
//!
//! PERF: a tile holds 8 to 12 accumulators: V8 has 15 vector registers to give, folds no load into a multiply-add, and
//! fewer than 8 independent chains leave the multipliers waiting.

mod forward;
mod row;
pub mod tiles;
mod transposed;

pub use forward::{Init, matmul};
pub use row::{add_row_product, row_product};
pub use tiles::PANEL;
pub use transposed::{add_row_sums, matmul_tn, transpose_packed};

use crate::simd::LANES;

/// A vector row of a panel of `NV` vectors.
type PanelRow<const NV: usize> = [[f32; LANES]; NV];

/// Rows of activations to read.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// From the first element of the first row on.
    pub data: &'a [f32],
    /// Floats from one row to the next.
    pub stride: usize,
}

impl<'a> View<'a> {
    /// Rows that lie `stride` floats apart.
    #[inline(always)]
    pub const fn rows(data: &'a [f32], stride: usize) -> Self {
        Self { data, stride }
    }

    /// The same from row `first` on.
    #[inline(always)]
    pub fn from(self, first: usize) -> Self {
        Self { data: &self.data[first * self.stride..], stride: self.stride }
    }
}

/// Rows of activations to write.
pub struct ViewMut<'a> {
    /// From the first element of the first row on.
    pub data: &'a mut [f32],
    /// Floats from one row to the next.
    pub stride: usize,
}

impl<'a> ViewMut<'a> {
    /// Rows that lie `stride` floats apart.
    #[inline(always)]
    pub const fn rows(data: &'a mut [f32], stride: usize) -> Self {
        Self { data, stride }
    }
}

/// Floats from one row of activations to the next.
///
/// PERF: rows a multiple of 512 bytes apart fall into few sets of the L1 cache; a line more spreads them.
pub const fn row_stride(width: usize) -> usize {
    if width.is_multiple_of(128) { width + 16 } else { width }
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
