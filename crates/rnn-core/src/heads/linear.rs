//! `torch.nn.Linear` over rows.
//!
//! ```text
//! y = x · W + b        dx = dy · Wᵀ        dW += xᵀ · dy        db += Σ dy
//! ```
//! W is packed, K × M (PyTorch's weight transposed), and so is its gradient; M is the number of outputs rounded up to 4.

use crate::gemm::{Init, Packed, View, ViewMut, add_row_sums, matmul, matmul_tn};
use crate::simd::padded;

/// The sizes of a linear layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linear {
    /// Columns of x that are used, K.
    pub inputs: usize,
    /// Columns of y.
    pub outputs: usize,
}

impl Linear {
    /// Outputs rounded up to whole vectors, M.
    #[inline(always)]
    pub const fn outputs_padded(self) -> usize {
        padded(self.outputs)
    }

    /// Floats of the packed weight.
    pub const fn weight_len(self) -> usize {
        self.inputs * self.outputs_padded()
    }

    /// Floats of the packed transposed weight.
    pub const fn transposed_len(self) -> usize {
        self.outputs_padded() * padded(self.inputs)
    }

    /// y = x · W + b; y's rows are M floats apart.
    pub fn forward(self, weight: &[f32], bias: &[f32], x: View, y: &mut [f32], rows: usize) {
        let m = self.outputs_padded();
        let weight = Packed { data: weight, k: self.inputs, m };
        matmul(x, weight, &mut ViewMut::rows(y, m), rows, Init::Row(bias));
    }

    /// dx = dy · Wᵀ with the transposed weight of [`crate::gemm::transpose_packed`].
    pub fn input_gradient(self, weight_t: &[f32], dy: &[f32], dx: &mut ViewMut, rows: usize) {
        let weight_t = Packed { data: weight_t, k: self.outputs_padded(), m: padded(self.inputs) };
        matmul(View::rows(dy, self.outputs_padded()), weight_t, dx, rows, Init::Zero);
    }

    /// dW += xᵀ · dy and db += Σ dy.
    pub fn weight_gradient(self, x: View, dy: &[f32], dweight: &mut [f32], dbias: &mut [f32], rows: usize) {
        let dy = View::rows(dy, self.outputs_padded());
        matmul_tn(x, dy, dweight, (self.inputs, self.outputs_padded()), rows);
        add_row_sums(dy, dbias, rows);
    }
}
