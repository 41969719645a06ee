//! Stochastic gradient descent as `torch.optim.SGD`.
//!
//! ```text
//! g ← g + λθ
//! b ← g at the first step, then μ·b + (1 − dampening)·g          only with a momentum
//! θ ← θ − lr·b                    Nesterov: θ ← θ − lr·(g + μ·b)
//! ```
//! Small b become 0 now and then ([`super::flush_moment`]).

use super::{all_zero, each_weight};
use crate::simd::{F32x4, LANES};

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

/// A step's factors in all lanes.
struct Factors {
    lr: F32x4,
    weight_decay: F32x4,
    momentum: F32x4,
    /// How much of the gradient goes into b.
    share: F32x4,
    /// How much of b and of the gradient a step is made of.
    from_buffer: F32x4,
    from_grad: F32x4,
}

impl Factors {
    fn new(options: &SgdOptions, t: u64, lr: f64) -> Self {
        let splat = |x: f64| F32x4::splat(x as f32);
        let (from_buffer, from_grad) = if options.nesterov { (options.momentum, 1.0) } else { (1.0, 0.0) };
        Self {
            lr: splat(lr),
            weight_decay: splat(options.weight_decay),
            momentum: splat(options.momentum),
            // Before the first step b is zero, and the gradient goes in whole.
            share: splat(if t <= 1 { 1.0 } else { 1.0 - options.dampening }),
            from_buffer: splat(from_buffer),
            from_grad: splat(from_grad),
        }
    }

    /// θ after a gradient.
    #[inline(always)]
    fn update(&self, [param]: [F32x4; 1], grad: F32x4) -> [F32x4; 1] {
        let grad = param.mul_add(self.weight_decay, grad);
        [self.lr.neg_mul_add(grad, param)]
    }

    /// θ and b after a gradient.
    #[inline(always)]
    fn update_momentum(&self, [param, buffer]: [F32x4; 2], grad: F32x4) -> [F32x4; 2] {
        let grad = param.mul_add(self.weight_decay, grad);
        let buffer = buffer.mul_add(self.momentum, grad * self.share);
        let step = buffer.mul_add(self.from_buffer, grad * self.from_grad);
        [self.lr.neg_mul_add(step, param), buffer]
    }
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

    #[inline(never)]
    pub(super) fn step(&self, state: &mut [&mut [f32]; 4], grads: &[[f32; LANES]], t: u64, lr: f64) {
        let factors = Factors::new(self, t, lr);
        let [params, buffer, ..] = state;
        let decays = self.weight_decay != 0.0;
        if self.momentum == 0.0 {
            each_weight([params], grads, |_| !decays, |state, grad| factors.update(state, grad));
        } else {
            let rest = |[_, buffer]: &mut [&mut [[f32; LANES]]; 2]| !decays && all_zero(buffer);
            each_weight([params, buffer], grads, rest, |state, grad| factors.update_momentum(state, grad));
        }
    }
}
