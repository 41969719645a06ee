//! What feeds a recurrent layer: it puts `x · W_ih + b` into the gates and takes its gradients back.
//!
//! Two exist: [`Rows`] of numbers (inner layers, `nn`, series) and the token table of [`tokens`].

pub mod tokens;

use crate::cells::Shares;
use crate::gemm::{Init, Packed, View, ViewMut, add_row_sums, matmul, matmul_tn};
use crate::simd::padded;
use tokens::{KeptInput, TokenInput};

/// The input weights of one direction.
#[derive(Clone, Copy)]
pub struct InputWeights<'a> {
    /// Packed, K × input columns.
    pub w_ih: &'a [f32],
    /// What the sums of the input columns begin with: b_ih, and b_hh where the cell adds it to the same sum.
    pub bias: &'a [f32],
}

/// Gradients of the input weights of one direction; both accumulate.
pub struct InputGradients<'a> {
    /// Packed, K × input columns.
    pub w_ih: &'a mut [f32],
    /// Of b_ih, and of b_hh where both are in one sum.
    pub bias: &'a mut [f32],
}

/// A source of a layer's input.
pub enum Input<'a> {
    /// A gathered batch of tokens.
    Tokens(TokenInput<'a>),
    /// A batch of tokens that is not learned from.
    Kept(KeptInput<'a>),
    /// Rows of numbers.
    Rows(Rows<'a>),
}

impl Input<'_> {
    /// The input columns of gates = bias + x · W_ih, for one of the directions; or where these sums are instead.
    pub fn project(
        &mut self,
        weights: InputWeights,
        gates: &mut ViewMut,
        rows: usize,
        direction: (usize, usize),
    ) -> Option<Shares<'_>> {
        match self {
            Self::Tokens(tokens) => Some(tokens.project(weights)),
            Self::Kept(tokens) => Some(tokens.shares(weights, direction)),
            Self::Rows(numbers) => {
                numbers.project(weights, gates, rows);
                None
            }
        }
    }

    /// dW_ih += xᵀ · dgates, dbias += Σ dgates, and the input's own gradient from dgates · W_ihᵀ
    /// (`w_ih_t`: packed, input columns × K).
    pub fn gradient(&mut self, w_ih_t: &[f32], dgates: View, rows: usize, gradients: &mut InputGradients) {
        match self {
            Self::Tokens(tokens) => tokens.gradient(w_ih_t, dgates, rows, gradients),
            Self::Kept(_) => (),
            Self::Rows(numbers) => numbers.gradient(w_ih_t, dgates, rows, gradients),
        }
    }

    /// Whether its own gradient is wanted, which takes the transposed weights.
    pub fn wants_gradient(&self) -> bool {
        match self {
            Self::Tokens(tokens) => tokens.wants_gradient(),
            Self::Kept(_) => false,
            Self::Rows(numbers) => numbers.dx.is_some(),
        }
    }
}

/// Rows of numbers.
pub struct Rows<'a> {
    /// `[rows][stride]`.
    pub x: &'a [f32],
    /// Floats from row to row.
    pub stride: usize,
    /// Columns that are used, K.
    pub width: usize,
    /// Gradient of x, `[rows][stride]`, accumulates; `None` if it is not needed.
    pub dx: Option<&'a mut [f32]>,
}

impl Rows<'_> {
    fn project(&mut self, weights: InputWeights, gates: &mut ViewMut, rows: usize) {
        let w_ih = Packed { data: weights.w_ih, k: self.width, m: weights.bias.len() };
        matmul(View::rows(self.x, self.stride), w_ih, gates, rows, Init::Row(weights.bias));
    }

    fn gradient(&mut self, w_ih_t: &[f32], dgates: View, rows: usize, gradients: &mut InputGradients) {
        let columns = gradients.bias.len();
        matmul_tn(View::rows(self.x, self.stride), dgates, gradients.w_ih, (self.width, columns), rows);
        add_row_sums(dgates, gradients.bias, rows);
        if let Some(dx) = &mut self.dx {
            let w_ih_t = Packed { data: w_ih_t, k: columns, m: padded(self.width) };
            matmul(dgates, w_ih_t, &mut ViewMut::rows(dx, self.stride), rows, Init::Keep);
        }
    }
}
