//! Elman's cell: `torch.nn.RNN`.
//!
//! ```text
//! h' = tanh(W_ih x + b_ih + W_hh h + b_hh)          or relu instead of tanh
//! ```
//! A row is the Hp sums, which both shares fill. Saved: h'.
//!
//! ```text
//! da = dh·(1 − h'²)      relu: dh where h' > 0, else 0      dh₋₁ = da · W_hhᵀ
//! ```

use super::{Gate, Layout};
use crate::activation::Activations;
use crate::simd::{F32x4, LANES, vectors, vectors_mut};

/// What is applied to the sum.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nonlinearity {
    /// tanh.
    Tanh,
    /// max(0, x).
    Relu,
}

const SUM: Gate = Gate { start: 0, stride: LANES, at: 0 };

pub(super) const LAYOUT: &Layout = &Layout {
    groups: 1,
    from_input: 0..1,
    from_state: 0..1,
    carries_c: false,
    reads_h: false,
    is_blockwise: false,
    input_gates: &[SUM],
    state_gates: &[SUM],
};

/// See [`super::Kind`].
#[inline(never)]
pub(super) fn activate(nonlinearity: Nonlinearity, gates: &mut [f32], out: &mut [f32]) {
    let tanh = Activations::load().tanh();
    for (gate, out) in vectors_mut(gates).iter_mut().zip(vectors_mut(out)) {
        let sum = F32x4::load(gate);
        let h = match nonlinearity {
            Nonlinearity::Tanh => tanh.of(sum),
            Nonlinearity::Relu => sum.max(F32x4::ZERO),
        };
        // Without an input, h fades from step to step.
        let h = h.flush();
        h.store(gate);
        h.store(out);
    }
}

/// See [`super::Kind`].
#[inline(never)]
pub(super) fn differentiate(nonlinearity: Nonlinearity, gates: &mut [f32], above: &[f32], dh: &[f32]) {
    let one = F32x4::constant(&1.0);
    for ((gate, above), carried) in vectors_mut(gates).iter_mut().zip(vectors(above)).zip(vectors(dh)) {
        let (h, dh) = (F32x4::load(gate), F32x4::load(above) + F32x4::load(carried));
        let slope = match nonlinearity {
            Nonlinearity::Tanh => (one - h) * (one + h),
            Nonlinearity::Relu => one - h.where_equal(F32x4::ZERO, one),
        };
        (dh * slope).store(gate);
    }
}
