//! Optimizers over flat slices, one vector operation for each term of their formulas.
//!
//! They know nothing of what the weights are for: a model hands over all of its weights at once, `nn` one tensor at a
//! time, of any length. Options are f64 as PyTorch's Python floats are; weights and moments are f32.

mod adam;
mod rmsprop;
mod sgd;

pub use adam::AdamOptions;
pub use rmsprop::{RmspropOptions, rmsprop};
pub use sgd::SgdOptions;

use core::array::from_fn;

use crate::error::Error;
use crate::simd::{F32x4, FLUSHED, LANES, along};

/// Which optimizer, with its options.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Optimizer {
    /// Adam, `AdamW`, `AMSGrad`.
    Adam(AdamOptions),
    /// Stochastic gradient descent.
    Sgd(SgdOptions),
}

impl Default for Optimizer {
    fn default() -> Self {
        Self::Adam(AdamOptions::default())
    }
}

impl Optimizer {
    /// How many moments it keeps for each weight.
    pub fn moments(&self) -> usize {
        match self {
            Self::Adam(options) => options.moments(),
            Self::Sgd(options) => options.moments(),
        }
    }

    /// Whether an update with gradients within [`Optimizer::largest_gradient`] could make a weight or a moment overflow;
    /// where it could not, [`Optimizer::overflows`] need not be called.
    pub fn may_overflow(&self, lr: f64) -> bool {
        match self {
            Self::Adam(options) => options.may_overflow(lr),
            Self::Sgd(options) => options.may_overflow(lr),
        }
    }

    /// What the gradients' norm, decay included, may be: beyond it squares or sums of gradients could overflow.
    fn largest_gradient(&self) -> f64 {
        match self {
            // (1e18)² = 1e36, and f32 ends at 3.4e38.
            Self::Adam(_) => 1e18,
            Self::Sgd(_) => 1e30,
        }
    }

    /// λ, where decay is part of the gradient.
    fn coupled_decay(&self) -> f64 {
        match self {
            Self::Adam(options) => options.coupled_decay(),
            Self::Sgd(options) => options.weight_decay,
        }
    }

    /// [`Optimizer::step`] with gradients of length `norm`, unless it could make a weight or a moment NaN or infinite:
    /// then nothing changes.
    ///
    /// # Errors
    /// [`Error::Diverged`].
    pub fn try_step(
        &self,
        params: &mut [f32],
        grads: &[f32],
        moments: [&mut [f32]; 3],
        t: u64,
        lr: f64,
        norm: f64,
    ) -> Result<(), Error> {
        let decay = self.coupled_decay();
        let decayed = if decay == 0.0 { 0.0 } else { decay.abs() * norm_squared(params).sqrt() };
        let is_bounded = norm + decayed <= self.largest_gradient();
        let overflows = || self.overflows(params, grads, moments.each_ref().map(|moment| &**moment), t, lr);
        if !is_bounded || self.may_overflow(lr) && overflows() {
            return Err(Error::Diverged);
        }
        self.step(params, grads, moments, t, lr);
        Ok(())
    }

    /// Update number `t`, counted from 1. The first [`Optimizer::moments`] of `moments` are as long as `params`, and
    /// zero before the first update; the others are not touched.
    ///
    /// # Panics
    /// If a slice that is used is shorter than `params`.
    pub fn step(&self, params: &mut [f32], grads: &[f32], moments: [&mut [f32]; 3], t: u64, lr: f64) {
        let (whole, rest) = grads.as_chunks::<LANES>();
        let [first, second, third] = moments;
        let mut state = [params, first, second, third];
        self.step_vectors(&mut state, whole, t, lr);
        if !rest.is_empty() {
            let start = grads.len() - rest.len();
            let mut copies = self.copies(state.each_ref().map(|slice| &**slice), start);
            let mut grad = [0.0; LANES];
            copy(rest, &mut grad);
            self.step_vectors(&mut copies.each_mut().map(|copy| &mut copy[..]), &[grad], t, lr);
            for (slice, copied) in state.iter_mut().zip(&copies) {
                copy(copied, slice.get_mut(start..).unwrap_or_default());
            }
        }
    }

    /// Whether [`Optimizer::step`] with the same arguments would make a weight or a moment NaN or infinite: it is
    /// tried out on copies of a few weights at a time.
    pub fn overflows(&self, params: &[f32], grads: &[f32], moments: [&[f32]; 3], t: u64, lr: f64) -> bool {
        let [first, second, third] = moments;
        grads.chunks(TRIED).enumerate().any(|(index, grads)| {
            let mut copies = self.copies([params, first, second, third], index * TRIED);
            let [params, first, second, third] = copies.each_mut();
            self.step(&mut params[..grads.len()], grads, [first, second, third], t, lr);
            !copies.iter().all(|copy| all_finite(copy))
        })
    }

    /// Copies of the next weights from `start` on and of their moments, zeros past the end.
    #[inline(never)]
    fn copies(&self, state: [&[f32]; 4], start: usize) -> [[f32; TRIED]; 4] {
        let mut copies = [[0.0; TRIED]; 4];
        for (copied, slice) in copies.iter_mut().zip(state).take(1 + self.moments()) {
            copy(slice.get(start..).unwrap_or_default(), copied);
        }
        copies
    }

    #[inline(never)]
    fn step_vectors(&self, state: &mut [&mut [f32]; 4], grads: &[[f32; LANES]], t: u64, lr: f64) {
        match self {
            Self::Adam(options) => options.step(state, grads, t, lr),
            Self::Sgd(options) => options.step(state, grads, t, lr),
        }
        if t.is_multiple_of(FLUSH_EVERY) {
            for (moment, limit) in state[1..].iter_mut().zip([FLUSHED, SQUARES_FLUSHED]).take(self.moments()) {
                flush_moment(moment.as_chunks_mut().0, limit);
            }
        }
    }
}

/// Updates from one flush of the moments to the next.
///
/// PERF: in so few updates a moment does not fall from its limit to where it is denormal (for β₁ ≥ 0.17, β₂ ≥ 0.78), and
/// flushing at every update would be a tenth of an update's operations.
const FLUSH_EVERY: u64 = 16;
/// 2⁻¹²⁰: the limit of Adam's v, whose root is far below any ε.
const SQUARES_FLUSHED: f32 = f32::from_bits((127 - 120) << 23);

/// Makes what is smaller than `limit` 0. The moments of a weight that has no gradient for long would otherwise stay at the
/// smallest denormal number for ever, which rounding never lets become 0.
#[inline(never)]
fn flush_moment(moment: &mut [[f32; LANES]], limit: f32) {
    for x in moment {
        F32x4::load(x).flush_below(F32x4::splat(limit)).store(x);
    }
}

/// Weights on which an update is tried out at a time.
const TRIED: usize = 64;

/// Copies as many floats as both hold.
#[inline(never)]
fn copy(from: &[f32], to: &mut [f32]) {
    let len = from.len().min(to.len());
    to[..len].copy_from_slice(&from[..len]);
}

/// Vectors of weights that are skipped or updated together.
const BLOCK: usize = 8;

/// Replaces N numbers of each weight by what `update` makes of them and of its gradient, four weights at a time. A block
/// without a gradient may be left to `rest`, which returns whether it did the update.
///
/// PERF: a batch gives a gradient to a few rows of a large embedding; the others cost a root and a division for nothing.
#[inline(always)]
fn each_weight<const N: usize>(
    slices: [&mut [f32]; N],
    grads: &[[f32; LANES]],
    rest: impl Fn(&mut [&mut [[f32; LANES]]; N]) -> bool,
    update: impl Fn([F32x4; N], F32x4) -> [F32x4; N],
) {
    let slices = slices.map(|slice| slice.as_chunks_mut::<LANES>().0);
    along(grads, BLOCK, slices, |grads, mut block| {
        if all_zero(grads) && rest(&mut block) {
            return;
        }
        for (at, grad) in grads.iter().enumerate() {
            let new = update(from_fn(|n| F32x4::load(&block[n][at])), F32x4::load(grad));
            for n in 0..N {
                new[n].store(&mut block[n][at]);
            }
        }
    });
}

#[inline(always)]
fn all_zero(vectors: &[[f32; LANES]]) -> bool {
    vectors.iter().all(|x| F32x4::load(x).is_zero())
}

/// Vectors whose squares are added up in f32 before the sum continues in f64.
const NORM_BLOCK: usize = 16;

/// Σ x², NaN or infinite where an element is.
pub fn norm_squared(x: &[f32]) -> f64 {
    let (blocks, rest) = x.as_chunks::<{ NORM_BLOCK * LANES }>();
    let total: f64 = blocks.iter().map(block_norm_squared).sum();
    total + exact_norm_squared(rest)
}

fn block_norm_squared(block: &[f32; NORM_BLOCK * LANES]) -> f64 {
    let mut sums = [F32x4::ZERO; 4];
    for four in block.as_chunks::<LANES>().0.as_chunks::<4>().0 {
        for (sum, x) in sums.iter_mut().zip(four) {
            let x = F32x4::load(x);
            *sum = x.mul_add(x, *sum);
        }
    }
    let sum = ((sums[0] + sums[1]) + (sums[2] + sums[3])).sum();
    // Squares past the range of f32, on either side, are none in f64.
    if (1e-30..1e38).contains(&sum) {
        f64::from(sum)
    } else if sum == 0.0 && all_zero(block.as_chunks().0) {
        0.0
    } else {
        exact_norm_squared(block)
    }
}

fn exact_norm_squared(x: &[f32]) -> f64 {
    x.iter().map(|&x| f64::from(x) * f64::from(x)).sum()
}

/// `torch.nn.utils.clip_grad_norm_` for gradients whose norm is known: longer ones are scaled down to `max_norm`.
pub fn clip(grads: &mut [f32], norm: f64, max_norm: f64) {
    let by = max_norm / (norm + 1e-6);
    if by < 1.0 {
        scale(grads, by as f32);
    }
}

/// x ← x·by.
pub fn scale(x: &mut [f32], by: f32) {
    let (fours, rest) = x.as_chunks_mut::<LANES>();
    for four in fours {
        (F32x4::load(four) * F32x4::splat(by)).store(four);
    }
    for x in rest {
        *x *= by;
    }
}

/// Whether no element is NaN or infinite.
#[inline(never)]
pub fn all_finite(x: &[f32]) -> bool {
    // x − x is 0 for what is finite, else NaN; and so is a sum of them.
    let (fours, rest) = x.as_chunks::<LANES>();
    let sum = fours.iter().fold(F32x4::ZERO, |sum, x| sum + (F32x4::load(x) - F32x4::load(x)));
    sum.sum() == 0.0 && rest.iter().all(|x| x.is_finite())
}
