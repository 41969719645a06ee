//! Stochastic gradient descent as `torch.optim.SGD`.
//!
//! ```text
//! g ← g + λθ
//! b ← g at the first step, then μ·b + (1 − dampening)·g          only with a momentum
//! θ ← θ − lr·b                    Nesterov: θ ← θ − lr·(g + μ·b)
//! ```

use super::each_weight;
use crate::simd::F32x4;

/// The options of `torch.optim.SGD`, but for the learning rate.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SgdOptions {
    /// μ; without it there is no moment.
    pub momentum: f64,
    /// How much less of a gradient than all of it goes into the moment.
    pub dampening: f64,
    /// λ.
    pub weight_decay: f64,
    /// Nesterov's momentum.
    pub nesterov: bool,
}

impl SgdOptions {
    pub(super) fn moments(&self) -> usize {
        usize::from(self.momentum != 0.0)
    }

    /// With lr·λ ≤ 1 and μ < 1 decay alone never makes a weight grow.
    pub(super) fn may_overflow(&self, lr: f64) -> bool {
        let bounded = (0.0..1.0).contains(&self.momentum) && (0.0..=1.0).contains(&self.dampening);
        !(bounded && lr <= 1.0 && self.weight_decay <= 1.0)
    }

    pub(super) fn step(&self, params: &mut [f32], grads: &[f32], moments: [&mut [f32]; 3], t: u64, lr: f64) {
        let splat = |x: f64| F32x4::splat(x as f32);
        let (lr, decay, momentum) = (splat(lr), splat(self.weight_decay), splat(self.momentum));
        if self.momentum == 0.0 {
            each_weight([params], grads, |[param], grad| {
                let grad = param.mul_add(decay, grad);
                [lr.neg_mul_add(grad, param)]
            });
            return;
        }
        // At the first step the buffer is zero, and the gradient goes in whole.
        let share = splat(if t <= 1 { 1.0 } else { 1.0 - self.dampening });
        let look_ahead = if self.nesterov { momentum } else { F32x4::splat(1.0) };
        let own = splat(if self.nesterov { 1.0 } else { 0.0 });
        let [buffer, ..] = moments;
        each_weight([params, buffer], grads, |[param, buffer], grad| {
            let grad = param.mul_add(decay, grad);
            let buffer = buffer.mul_add(momentum, grad * share);
            let step = buffer.mul_add(look_ahead, grad * own);
            [lr.neg_mul_add(step, param), buffer]
        });
    }
}
