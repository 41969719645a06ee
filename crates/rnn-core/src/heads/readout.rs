//! Which rows the linear layer reads: the last layer's own, or one made of each sequence.
//!
//! ```text
//! last:  x_b = y at the last step; of a second direction at the first step, which is its last
//! mean:  x_b = Σ_t y_t / T            dy_t = dx_b / T
//! max:   x_b = max_t y_t              dy_t = dx_b at the first t whose y is the maximum, else 0
//! ```
//! Steps are the valid ones, and T is the sequence's own length. Shapes: y, dy `[N][stride]`; x, dx `[B][stride]`.

use core::ops::Range;

use crate::packing::Packing;
use crate::simd::{F32x4, vectors, vectors_mut};

/// What the linear layer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readout {
    /// Every row.
    All,
    /// Each sequence's last state: PyTorch's `h_n[-1]`, or `cat(h_n[-2], h_n[-1])` of two directions.
    Last,
    /// The mean over the steps of each sequence.
    Mean,
    /// The maximum over the steps of each sequence, column by column.
    Max,
}

/// The rows of a batch and their shape.
#[derive(Clone, Copy)]
pub(super) struct Rows<'a> {
    pub y: &'a [f32],
    pub packing: Packing<'a>,
    /// Floats from row to row, of y and of what is made of it.
    pub stride: usize,
    /// Columns that are used, whole vectors.
    pub width: usize,
    pub directions: usize,
}

impl Rows<'_> {
    /// The columns of row `at`.
    fn at(self, at: usize) -> Range<usize> {
        at * self.stride..at * self.stride + self.width
    }

    /// Steps of a sequence.
    fn steps(self, b: usize) -> usize {
        self.packing.sizes.iter().take_while(|&&size| size as usize > b).count()
    }

    /// Copies the last states of all sequences: out of the rows, or back to where they are.
    fn copy_last(self, from: &[f32], to: &mut [f32], is_back: bool) {
        let each = self.width / self.directions;
        for b in 0..self.packing.batch() {
            let before: u32 = self.packing.sizes[..self.steps(b) - 1].iter().sum();
            for (direction, row) in [before as usize + b, b].into_iter().take(self.directions).enumerate() {
                let [at, there] = if is_back { [b, row] } else { [row, b] };
                let [at, there] = [at, there].map(|row| row * self.stride + direction * each);
                to[there..][..each].copy_from_slice(&from[at..][..each]);
            }
        }
    }

    /// Divides what belongs to each sequence by its length.
    fn divide(self, by_sequence: &mut [f32]) {
        for b in 0..self.packing.batch() {
            let by = F32x4::splat(1.0 / self.steps(b) as f32);
            for x in vectors_mut(&mut by_sequence[self.at(b)]) {
                (F32x4::load(x) * by).store(x);
            }
        }
    }
}

impl Readout {
    /// Rows that the linear layer reads of a batch.
    pub fn count(self, packing: Packing) -> usize {
        if self == Self::All { packing.rows } else { packing.batch() }
    }

    /// Makes a row of each sequence.
    pub(super) fn gather(self, rows: Rows, x: &mut [f32]) {
        if self == Self::Last {
            return rows.copy_last(rows.y, x, false);
        }
        // The rows of the first step come first, one for each sequence.
        let first = rows.packing.batch() * rows.stride;
        x[..first].copy_from_slice(&rows.y[..first]);
        let mut row = rows.packing.batch();
        for &size in &rows.packing.sizes[1..] {
            for b in 0..size as usize {
                for (x, y) in vectors_mut(&mut x[rows.at(b)]).iter_mut().zip(vectors(&rows.y[rows.at(row)])) {
                    let (so_far, y) = (F32x4::load(x), F32x4::load(y));
                    let with_this = if self == Self::Mean { so_far + y } else { so_far.max(y) };
                    with_this.store(x);
                }
                row += 1;
            }
        }
        if self == Self::Mean {
            rows.divide(x);
        }
    }

    /// Gives the gradients of what was read to the rows that it was made of, 0 to all others; uses them up.
    pub(super) fn scatter(self, rows: Rows, x: &[f32], dx: &mut [f32], dy: &mut [f32]) {
        if self == Self::Last {
            dy[..rows.packing.rows * rows.stride].fill(0.0);
            return rows.copy_last(dx, dy, true);
        }
        if self == Self::Mean {
            rows.divide(dx);
        }
        let mut row = 0;
        for &size in rows.packing.sizes {
            for b in 0..size as usize {
                let (dx, dy) = (vectors_mut(&mut dx[rows.at(b)]), vectors_mut(&mut dy[rows.at(row)]));
                let (x, y) = (vectors(&x[rows.at(b)]), vectors(&rows.y[rows.at(row)]));
                for (((dx, dy), x), y) in dx.iter_mut().zip(dy).zip(x).zip(y) {
                    let mut gradient = F32x4::load(dx);
                    if self == Self::Max {
                        let left = gradient;
                        gradient = F32x4::load(y).where_equal(F32x4::load(x), left);
                        // What the first maximum has got is not there for the next one.
                        (left - gradient).store(dx);
                    }
                    gradient.store(dy);
                }
                row += 1;
            }
        }
    }
}
