//! Adam (Kingma & Ba 2015), with PyTorch's `AdamW` and `AMSGrad`: `torch.optim.Adam`, `torch.optim.AdamW`.
//!
//! ```text
//! g ← g + λθ                      or, decoupled:  θ ← θ·(1 − lr·λ)
//! m ← m + (1 − β₁)(g − m)         v ← β₂·v + (1 − β₂)·g²         AMSGrad: v̂ ← max(v̂, v), else v̂ = v
//! θ ← θ − lr/(1 − β₁ᵗ) · m / (√v̂/√(1 − β₂ᵗ) + ε)
//! ```
//! The last line with both sides of its fraction times √(1 − β₂ᵗ), so that a weight costs one root and one division.
//!
//! Small m and v become 0 now and then ([`super::flush_moment`]).

use super::{all_zero, each_weight};
use crate::simd::{F32x4, LANES};

/// The options of `torch.optim.Adam`, but for the learning rate, which a schedule changes from step to step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AdamOptions {
    /// β₁ and β₂, each 0 ≤ β < 1.
    pub betas: (f64, f64),
    /// ε. Where it is too small for f32 the smallest normal float takes its place: a weight that never had a gradient
    /// is to stay, not to become 0/0.
    pub eps: f64,
    /// λ.
    pub weight_decay: f64,
    /// Divide by the root of the largest v so far: a third moment.
    pub amsgrad: bool,
    /// `AdamW`: weights decay by themselves, not through the gradient.
    pub decoupled: bool,
}

impl Default for AdamOptions {
    fn default() -> Self {
        Self { betas: (0.9, 0.999), eps: 1e-8, weight_decay: 0.0, amsgrad: false, decoupled: false }
    }
}

/// A step's factors in all lanes.
struct Factors {
    beta2: F32x4,
    one_minus_beta1: F32x4,
    one_minus_beta2: F32x4,
    /// lr·√(1 − β₂ᵗ)/(1 − β₁ᵗ).
    step_size: F32x4,
    /// ε·√(1 − β₂ᵗ).
    eps: F32x4,
    /// λ of the gradient, 0 when decoupled.
    coupled_decay: F32x4,
    /// 1 − lr·λ when decoupled, else 1.
    kept: F32x4,
}

impl Factors {
    fn new(options: &AdamOptions, t: u64, lr: f64) -> Self {
        let (beta1, beta2) = options.betas;
        let root = correction(beta2, t).sqrt();
        let coupled = options.coupled_decay();
        let decoupled = options.weight_decay - coupled;
        let splat = |x: f64| F32x4::splat(x as f32);
        Self {
            beta2: splat(beta2),
            one_minus_beta1: splat(1.0 - beta1),
            one_minus_beta2: splat(1.0 - beta2),
            step_size: splat(lr * root / correction(beta1, t)),
            eps: splat((options.eps * root).max(f64::from(f32::MIN_POSITIVE))),
            coupled_decay: splat(coupled),
            kept: splat(1.0 - lr * decoupled),
        }
    }

    /// m and v after a gradient.
    #[inline(always)]
    fn moments(&self, [param, m, v]: [F32x4; 3], grad: F32x4) -> [F32x4; 2] {
        let grad = param.mul_add(self.coupled_decay, grad);
        let m = (grad - m).mul_add(self.one_minus_beta1, m);
        [m, (grad * grad).mul_add(self.one_minus_beta2, v * self.beta2)]
    }

    /// The update of weights with neither gradient nor m nor decay: θ stays, and so does v̂, as v only falls.
    #[inline(always)]
    fn rest(&self, v: &mut [[f32; LANES]]) {
        if !all_zero(v) {
            for v in v {
                (F32x4::load(v) * self.beta2).store(v);
            }
        }
    }

    /// θ after a step with these moments.
    #[inline(always)]
    fn step(&self, param: F32x4, m: F32x4, v: F32x4) -> F32x4 {
        param * self.kept - self.step_size * m / (v.sqrt() + self.eps)
    }

    /// θ, m, v after a gradient.
    #[inline(always)]
    fn update(&self, state: [F32x4; 3], grad: F32x4) -> [F32x4; 3] {
        let [m, v] = self.moments(state, grad);
        [self.step(state[0], m, v), m, v]
    }

    /// θ, m, v, v̂ after a gradient.
    #[inline(always)]
    fn update_amsgrad(&self, [param, m, v, max_v]: [F32x4; 4], grad: F32x4) -> [F32x4; 4] {
        let [m, v] = self.moments([param, m, v], grad);
        let max_v = max_v.max(v);
        [self.step(param, m, max_v), m, v, max_v]
    }
}

/// 1 − βᵗ.
///
/// PERF: from where βᵗ is too small to change the difference there is nothing left to multiply.
fn correction(beta: f64, t: u64) -> f64 {
    let (mut power, mut square, mut left) = (1.0, beta, t);
    while left > 0 {
        if square < 1e-18 {
            return 1.0;
        }
        if left & 1 == 1 {
            power *= square;
        }
        square *= square;
        left >>= 1;
    }
    1.0 - power
}

impl AdamOptions {
    pub(super) fn moments(&self) -> usize {
        if self.amsgrad { 3 } else { 2 }
    }

    pub(super) fn coupled_decay(&self) -> f64 {
        if self.decoupled { 0.0 } else { self.weight_decay }
    }

    /// For β₁² < β₂ the Cauchy-Schwarz inequality bounds |m|/√v (by 7.3 for the default betas), so that a step is a
    /// small multiple of lr; and a decay of at most 1 does not make a weight grow.
    pub(super) fn may_overflow(&self, lr: f64) -> bool {
        let (beta1, beta2) = self.betas;
        let bounded = beta1 * beta1 < 0.999 * beta2 && self.eps >= 1e-12;
        !(bounded && lr <= 1.0 && self.weight_decay <= 1.0)
    }

    pub(super) fn step(&self, state: &mut [&mut [f32]; 4], grads: &[[f32; LANES]], t: u64, lr: f64) {
        let factors = Factors::new(self, t, lr);
        let [params, m, v, max_v] = state;
        let rest = |m: &[[f32; LANES]], v: &mut [[f32; LANES]]| {
            let can_rest = self.weight_decay == 0.0 && all_zero(m);
            if can_rest {
                factors.rest(v);
            }
            can_rest
        };
        if self.amsgrad {
            let rest = |[_, m, v, _]: &mut [&mut [[f32; LANES]]; 4]| rest(m, v);
            each_weight([params, m, v, max_v], grads, rest, |state, grad| factors.update_amsgrad(state, grad));
        } else {
            let rest = |[_, m, v]: &mut [&mut [[f32; LANES]]; 3]| rest(m, v);
            each_weight([params, m, v], grads, rest, |state, grad| factors.update(state, grad));
        }
    }
}
