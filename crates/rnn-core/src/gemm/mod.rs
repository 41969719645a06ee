//! Matrix products over packed panels.
//!
//! ```text
//! matmul       C (rows × M)  =  init + A (rows × K) · B (K × M)      B packed
//! matmul_tn    C (K × M)    +=  Aᵀ (K × rows) · D (rows × M)         C packed: a weight's gradient, in its weight's layout
//! ```
//!
//! A packed matrix lies in *panels* of 12 columns, `[M/12][K][12]`, so that a row tile reads it from front to back. M is a
//! multiple of 4: what the full panels leave is one panel of 8, or two, or one of 4 where M is 4. Activations are rows,
//! some floats apart.
//!
//! PERF: a tile holds 6 to 9 accumulators. V8 has 15 vector registers, folds no load into a multiply-add, and before
//! version 13 loads all operands of a turn first: 3 rows × 12 columns take 9 + 3 + 3. Fewer than 8 independent chains leave
//! the multipliers waiting.

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

/// Full panels of `m` columns.
#[inline(always)]
const fn full_panels(m: usize) -> usize {
    m / PANEL - if m % PANEL == LANES && m > LANES { 1 } else { 0 }
}

/// Width of the panels after the full ones.
#[inline(always)]
const fn rest_width(m: usize) -> usize {
    if m == LANES { LANES } else { 2 * LANES }
}

/// The first column and the width of each panel of `m` columns.
#[inline(always)]
fn panels(m: usize) -> impl Iterator<Item = (usize, usize)> {
    let full = full_panels(m) * PANEL;
    let width_at = move |col| if col < full { PANEL } else { rest_width(m) };
    core::iter::successors(Some(0), move |&col| Some(col + width_at(col)))
        .map_while(move |col| (col < m).then(|| (col, width_at(col))))
}

/// Where a column of a packed matrix of `rows × m` begins, and how far apart its elements lie.
#[inline]
pub const fn packed_column(rows: usize, m: usize, col: usize) -> (usize, usize) {
    let rest = full_panels(m) * PANEL;
    let (start, width) = if col < rest { (0, PANEL) } else { (rest, rest_width(m)) };
    let first = col - (col - start) % width;
    (first * rows + (col - first), width)
}

/// Where element (k, col) of a packed matrix of `rows × m` lies.
#[inline]
pub const fn packed_at(rows: usize, m: usize, k: usize, col: usize) -> usize {
    let (start, step) = packed_column(rows, m, col);
    start + k * step
}
