//! What feeds a recurrent layer: anything that can put `x · W_ih + b` into the gates and take its gradients back.
//!
//! Two exist: [`Rows`] of numbers (inner layers, `nn`, series) and the token table of [`crate::inputs::tokens`].

pub mod tokens;

use crate::gemm::{Init, Packed, View, ViewMut, add_row_sums, matmul, matmul_tn, row_stride};
use crate::simd::padded;

/// The input weights of one direction.
#[derive(Clone, Copy)]
pub struct InputWeights<'a> {
    /// Packed, K × 4Hp.
    pub w_ih: &'a [f32],
    /// b_ih + b_hh in the order of the gates, 4Hp.
    pub bias: &'a [f32],
}

/// Gradients of the input weights of one direction; both accumulate.
pub struct InputGradients<'a> {
    /// Packed, K × 4Hp.
    pub w_ih: &'a mut [f32],
    /// 4Hp: of b_ih and of b_hh alike.
    pub bias: &'a mut [f32],
}

/// A source of a layer's input.
pub trait Input {
    /// Rows of W_ih, K.
    fn width(&self) -> usize;

    /// gates `[rows][stride]` = bias + x · W_ih.
    fn project(&mut self, weights: InputWeights, gates: &mut [f32], rows: usize);

    /// dW_ih += xᵀ · dgates, dbias += Σ dgates, and the input's own gradient from dgates · W_ihᵀ
    /// (`w_ih_t`: packed, 4Hp × K).
    fn gradient(&mut self, w_ih_t: &[f32], dgates: &[f32], rows: usize, gradients: &mut InputGradients);
}

/// Rows of numbers.
pub struct Rows<'a> {
    /// `[rows][stride]`.
    pub x: &'a [f32],
    /// Floats from row to row.
    pub stride: usize,
    /// Columns that are used, K.
    pub width: usize,
    /// Gradient of x, `[rows][stride]`, accumulates; `None` where nobody wants it.
    pub dx: Option<&'a mut [f32]>,
}

impl Input for Rows<'_> {
    fn width(&self) -> usize {
        self.width
    }

    fn project(&mut self, weights: InputWeights, gates: &mut [f32], rows: usize) {
        let w_ih = Packed { data: weights.w_ih, k: self.width, m: weights.bias.len() };
        let gates = &mut ViewMut::rows(gates, row_stride(weights.bias.len()));
        matmul(View::rows(self.x, self.stride), w_ih, gates, rows, Init::Row(weights.bias));
    }

    fn gradient(&mut self, w_ih_t: &[f32], dgates: &[f32], rows: usize, gradients: &mut InputGradients) {
        let columns = gradients.bias.len();
        let dgates = View::rows(dgates, row_stride(columns));
        matmul_tn(View::rows(self.x, self.stride), dgates, gradients.w_ih, (self.width, columns), rows);
        add_row_sums(dgates, gradients.bias, rows);
        if let Some(dx) = &mut self.dx {
            let w_ih_t = Packed { data: w_ih_t, k: columns, m: padded(self.width) };
            matmul(dgates, w_ih_t, &mut ViewMut::rows(dx, self.stride), rows, Init::Keep);
        }
    }
}
