//! Gated recurrent unit: `torch.nn.GRU`.
//!
//! ```text
//! r = σ(W_ir x + b_ir + W_hr h + b_hr)      z = σ(W_iz x + b_iz + W_hz h + b_hz)      q = W_hn h + b_hn
//! n = tanh(W_in x + b_in + r·q)             h' = (1 − z)·n + z·h
//! ```
//! | columns of a row | | filled by |
//! |---|---|---|
//! | 0 … Hp | n | the input |
//! | Hp … 3Hp | for each four units r₀…r₃ z₀…z₃ | both |
//! | 3Hp … 4Hp | q | the state |
//!
//! q is kept apart, since r multiplies it with its bias; so the columns of each share are contiguous, and b_ir + b_hr and
//! b_iz + b_hz are summed, b_in and b_hn not. Saved: n, r, z, q.
//!
//! ```text
//! dn = dh·(1 − z)·(1 − n²)      dz = dh·(h − n)·(1 − z)·z      dr = dn·q·(1 − r)·r      dq = dn·r
//! dh₋₁ = dh·z + [dr dz dq] · W_hhᵀ
//! ```
//! (dn, dr, dz are those of the sums that the activations were applied to.)

use core::array::from_fn;

use super::{Gate, Layout};
use crate::activation::Activations;
use crate::simd::{F32x4, LANES, vectors, vectors_mut};

/// Columns of four units that both shares fill: r, z.
const PAIR: usize = 2 * LANES;

const R: Gate = Gate { start: 1, stride: PAIR, at: 0 };
const Z: Gate = Gate { start: 1, stride: PAIR, at: LANES };
const N: Gate = Gate { start: 0, stride: LANES, at: 0 };
const Q: Gate = Gate { start: 3, stride: LANES, at: 0 };

/// A row's vectors of n, pairs of r and z, and vectors of q.
type Parts<'a> = (&'a mut [[f32; LANES]], &'a mut [[f32; PAIR]], &'a mut [[f32; LANES]]);

#[inline(always)]
fn parts(gates: &mut [f32]) -> Parts<'_> {
    let width = gates.len() / 4;
    let (n, rest) = gates.split_at_mut(width);
    let (rz, q) = rest.split_at_mut(2 * width);
    (vectors_mut(n), rz.as_chunks_mut().0, vectors_mut(q))
}

pub(super) const LAYOUT: &Layout = &Layout {
    groups: 4,
    from_input: 0..3,
    from_state: 1..4,
    carries_c: false,
    reads_h: true,
    is_blockwise: false,
    input_gates: &[R, Z, N],
    state_gates: &[R, Z, Q],
};

/// See [`super::Kind`].
#[inline(never)]
pub(super) fn activate(gates: &mut [f32], before: Option<&[f32]>, out: &mut [f32]) {
    let (n, rz, q) = parts(gates);
    let sigmoid = Activations::load().sigmoid();
    for gate in rz.as_flattened_mut().as_chunks_mut::<LANES>().0 {
        sigmoid.of(F32x4::load(gate)).store(gate);
    }
    let (before, tanh) = (before.map(vectors), Activations::load().tanh());
    for (block, (((n, rz), q), out)) in n.iter_mut().zip(rz).zip(q).zip(vectors_mut(out)).enumerate() {
        let h = before.map_or(F32x4::ZERO, |before| F32x4::load(&before[block]));
        let [r, z] = from_fn(|gate| F32x4::from_slice(&rz[gate * LANES..]));
        let new = tanh.of(r.mul_add(F32x4::load(q), F32x4::load(n)));
        new.store(n);
        z.mul_add(h - new, new).flush().store(out);
    }
}

/// See [`super::Kind`].
#[inline(never)]
pub(super) fn differentiate(gates: &mut [f32], before: Option<&[f32]>, above: &[f32], dh: &mut [f32]) {
    let (one, before) = (F32x4::constant(&1.0), before.map(vectors));
    let (n, rz, q) = parts(gates);
    let gradients = vectors(above).iter().zip(vectors_mut(dh));
    for (block, (((n_at, rz), q_at), (above, carried))) in n.iter_mut().zip(rz).zip(q).zip(gradients).enumerate() {
        let h = before.map_or(F32x4::ZERO, |before| F32x4::load(&before[block]));
        let [r_at, z_at] = rz.as_chunks_mut::<LANES>().0 else { continue };
        let [n, r, z, q] = [&*n_at, &*r_at, &*z_at, &*q_at].map(F32x4::load);
        let dh = F32x4::load(above) + F32x4::load(carried);
        let dn = dh * (one - z) * ((one - n) * (one + n));
        (dn * q * ((one - r) * r)).store(r_at);
        (dh * (h - n) * ((one - z) * z)).store(z_at);
        (dn * r).store(q_at);
        dn.store(n_at);
        (dh * z).store(carried);
    }
}
