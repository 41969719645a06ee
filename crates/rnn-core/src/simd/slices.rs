//! Operations on slices of whole vectors.

use super::{F32x4, vectors, vectors_mut};

/// to += from, as far as the shorter goes.
pub fn add(to: &mut [f32], from: &[f32]) {
    for (to, from) in vectors_mut(to).iter_mut().zip(vectors(from)) {
        (F32x4::load(to) + F32x4::load(from)).store(to);
    }
}
