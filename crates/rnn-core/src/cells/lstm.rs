//! Long short-term memory: `torch.nn.LSTM`.
//!
//! ```text
//! i = σ(W_ii x + b_ii + W_hi h + b_hi)      f = σ(W_if x + b_if + W_hf h + b_hf)
//! g = tanh(W_ig x + b_ig + W_hg h + b_hg)   o = σ(W_io x + b_io + W_ho h + b_ho)
//! c' = f·c + i·g                            h' = o·tanh(c')          with a projection: h' = W_hr (o·tanh(c'))
//! ```
//! | a row of gates | for each four units | both shares |
//! |---|---|---|
//! | 4Hp | i₀…i₃ f₀…f₃ g₀…g₃ o₀…o₃ | fill all of it |
//!
//! Saved: i, f, g, o, c', tanh(c').
//!
//! ```text
//! dc += dh·o·(1 − tanh²c')     do = dh·tanh(c')·(1 − o)·o     dc₋₁ = dc·f
//! di = dc·g·(1 − i)·i          df = dc·c·(1 − f)·f            dg = dc·i·(1 − g)·(1 + g)
//! dh₋₁ = dgates · W_hhᵀ        with a projection: d(o·tanh(c')) = dh · W_hrᵀ
//! ```

use core::array::from_fn;

use super::{Gate, Layout};
use crate::activation::Activations;
use crate::simd::{F32x4, LANES, blocks_in_lockstep};

/// Columns of four units: i, f, g, o.
const BLOCK: usize = 4 * LANES;

const fn gate(index: usize) -> Gate {
    Gate { start: 0, stride: BLOCK, at: index * LANES }
}

const GATES: [Gate; 4] = [gate(0), gate(1), gate(2), gate(3)];

pub(super) const LAYOUT: &Layout = &Layout {
    groups: 4,
    from_input: 0..4,
    from_state: 0..4,
    carries_c: true,
    reads_h: false,
    is_blockwise: true,
    input_gates: &GATES,
    state_gates: &GATES,
};

/// See [`super::Kind`].
///
/// PERF: before version 13, V8 loads all that a loop's turn reads before it calculates, and a function's twelve constants
/// nearly fill its registers. So each function has a loop of its own, with its constants in registers.
#[inline(always)]
pub(super) fn activate(gates: &mut [f32], before: Option<&[f32]>, c: &mut [f32], tanh_c: &mut [f32], out: &mut [f32]) {
    let gates = gates.as_chunks_mut::<BLOCK>().0;
    let tanh = Activations::load().tanh();
    for gates in &mut *gates {
        let g = &mut gates.as_chunks_mut::<LANES>().0[2];
        tanh.of(F32x4::load(g)).store(g);
    }
    let sigmoid = Activations::load().sigmoid();
    for gates in &mut *gates {
        let gates = gates.as_chunks_mut::<LANES>().0;
        for gate in [0, 1, 3] {
            sigmoid.of(F32x4::load(&gates[gate])).store(&mut gates[gate]);
        }
    }
    let tanh = Activations::load().tanh();
    blocks_in_lockstep(gates, [c, tanh_c, out], [before], |gates, [c, tanh_c, out], [before]| {
        let [i, f, g, o] = from_fn(|gate| F32x4::from_slice(&gates[gate * LANES..]));
        let state = f.mul_add(F32x4::load(before), i * g);
        state.store(c);
        let squashed = tanh.of(state);
        squashed.store(tanh_c);
        (o * squashed).store(out);
    });
}

/// See [`super::Kind`].
#[inline(always)]
pub(super) fn differentiate(
    gates: &mut [f32],
    before: Option<&[f32]>,
    tanh_c: &[f32],
    dc: &mut [f32],
    above: &[f32],
    dh: Option<&[f32]>,
) {
    let one = F32x4::constant(&1.0);
    let read = [before, Some(tanh_c), Some(above), dh];
    blocks_in_lockstep(gates.as_chunks_mut::<BLOCK>().0, [dc], read, |gates, [carried], read| {
        let [before, tanh_c, above, dh] = read.map(F32x4::load);
        let dh = above + dh;
        let gates = gates.as_chunks_mut::<LANES>().0;
        let [i, f, g, o] = from_fn(|gate| F32x4::load(&gates[gate]));
        let dc = (dh * o).mul_add(tanh_c.neg_mul_add(tanh_c, one), F32x4::load(carried));
        let gradients = [
            dc * g * ((one - i) * i),
            dc * before * ((one - f) * f),
            dc * i * ((one - g) * (one + g)),
            dh * tanh_c * ((one - o) * o),
        ];
        gradients.into_iter().zip(gates).for_each(|(gradient, gate)| gradient.store(gate));
        (dc * f).store(carried);
    });
}
