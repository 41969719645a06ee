//! Eager products of matrices.

use wasm_bindgen::prelude::wasm_bindgen;

use super::Eager;
use super::operands::{Operands, compact};
use crate::bindings::fits;
use crate::error::Error;
use crate::gemm::{Init, Packed, View, ViewMut, matmul, packed_column};
use crate::memory::expect_sizes;
use crate::simd::{LANES, padded};

#[wasm_bindgen]
impl Eager {
    /// `a [count][rows][inner], b [count][inner][columns]` → `c [count][rows][columns]`, in rows padded to whole vectors
    /// while it works. A transposed operand lies as `[count][inner][rows]` or `[count][columns][inner]`.
    ///
    /// # Errors
    /// A size of 0; the arena is too small; out of memory.
    pub fn matmul(
        &mut self,
        count: usize,
        rows: usize,
        inner: usize,
        columns: usize,
        a_transposed: bool,
        b_transposed: bool,
    ) -> Result<(), Error> {
        expect_sizes(&[count, rows, inner, columns])?;
        fits(&[(rows, inner), (rows, columns), (inner, columns)])?;
        let m = padded(columns);
        let (a_len, b_len, c_len) = (rows * inner, inner * columns, rows * m);
        fits(&[(count, a_len), (count, b_len), (count, c_len)])?;
        let mut operands = Operands(&mut self.floats);
        let (a, b) = (operands.take(count * a_len)?, operands.take(count * b_len)?);
        let c = operands.take(count * c_len)?;
        self.weight.grow_to(inner * m)?;
        let packed = &mut self.weight[..inner * m];
        packed.fill(0.0);
        self.rows.grow_to(if a_transposed { a_len } else { 0 })?;
        for ((a, b), c) in a.chunks_exact(a_len).zip(b.chunks_exact(b_len)).zip(c.chunks_exact_mut(c_len)) {
            pack(b, (inner, columns), b_transposed, packed);
            let a = if a_transposed { transpose(a, rows, &mut self.rows) } else { a };
            let packed = Packed { data: packed, k: inner, m };
            matmul(View::rows(a, inner), packed, &mut ViewMut::rows(c, m), rows, Init::Zero);
        }
        compact(c, m, columns);
        Ok(())
    }
}

/// A dense matrix, or its transpose, in panels. What lies past its columns stays what it was.
fn pack(from: &[f32], (inner, columns): (usize, usize), transposed: bool, packed: &mut [f32]) {
    let m = padded(columns);
    for col in (0..columns).step_by(LANES) {
        let (start, stride) = packed_column(inner, m, col);
        let lanes = LANES.min(columns - col);
        for k in 0..inner {
            let to = &mut packed[start + k * stride..][..lanes];
            for (lane, to) in to.iter_mut().enumerate() {
                *to = if transposed { from[(col + lane) * inner + k] } else { from[k * columns + col + lane] };
            }
        }
    }
}

/// `[columns][rows]` as `[rows][columns]`.
fn transpose<'a>(from: &[f32], rows: usize, to: &'a mut [f32]) -> &'a [f32] {
    let columns = from.len() / rows;
    let to = &mut to[..from.len()];
    for (column, from) in from.chunks_exact(rows).enumerate() {
        for (row, &x) in from.iter().enumerate() {
            to[row * columns + column] = x;
        }
    }
    to
}
