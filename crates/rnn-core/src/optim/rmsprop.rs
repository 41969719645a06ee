//! `RMSprop` as `torch.optim.RMSprop`.
//!
//! ```text
//! g ← g + λθ
//! v ← αv + (1 − α)g²
//! a ← a + (1 − α)(g − a)          only where it is centered
//! d ← g / (√v + ε)                centered: g / (√(v − a²) + ε)
//! b ← μb + d                      only with a momentum
//! θ ← θ − lr·d                    with a momentum: θ ← θ − lr·b
//! ```
//!
//! Small v, a and b become 0, as in [`super::flush_moment`].

use super::SQUARES_FLUSHED;
use crate::simd::{F32x4, LANES};

/// The options of `torch.optim.RMSprop`, but for the learning rate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RmspropOptions {
    /// α.
    pub alpha: f64,
    /// ε.
    pub eps: f64,
    /// λ.
    pub weight_decay: f64,
    /// μ; without it there is no buffer.
    pub momentum: f64,
    /// Whether the variance takes the place of the mean square.
    pub centered: bool,
}

/// An update. `moments` are v, b with a momentum, a where it is centered; all zero before the first update.
///
/// # Panics
/// If a slice that is used is shorter than `params`.
pub fn rmsprop(options: &RmspropOptions, params: &mut [f32], grads: &[f32], moments: [&mut [f32]; 3], lr: f64) {
    let splat = |x: f64| F32x4::splat(x as f32);
    let (alpha, rest) = (splat(options.alpha), splat(1.0 - options.alpha));
    let (lr, eps) = (splat(lr), splat(options.eps));
    let (weight_decay, momentum) = (splat(options.weight_decay), splat(options.momentum));
    // Far below ε, beside which they vanish. No a outlasts its v, which would make the variance negative.
    let least = if options.eps >= 1e-12 { SQUARES_FLUSHED } else { 0.0 };
    let (least_square, least_average) = (F32x4::splat(least), F32x4::splat(4.0 * least.sqrt()));
    let [squares, buffers, averages] = moments;
    for at in (0..params.len()).step_by(LANES) {
        let param = F32x4::load_part(&params[at..]);
        let grad = param.mul_add(weight_decay, F32x4::load_part(&grads[at..]));
        let square = F32x4::load_part(&squares[at..]).mul_add(alpha, grad * grad * rest);
        let square = square.flush_below(least_square);
        square.store_part(&mut squares[at..]);
        let mut variance = square;
        if options.centered {
            let before = F32x4::load_part(&averages[at..]);
            let average = (grad - before).mul_add(rest, before).flush_below(least_average);
            average.store_part(&mut averages[at..]);
            variance = average.neg_mul_add(average, square);
        }
        let mut step = grad / (variance.sqrt() + eps);
        if options.momentum > 0.0 {
            step = F32x4::load_part(&buffers[at..]).mul_add(momentum, step).flush();
            step.store_part(&mut buffers[at..]);
        }
        lr.neg_mul_add(step, param).store_part(&mut params[at..]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// The same in f64, one weight at a time.
    fn expected(o: &RmspropOptions, grads: &[Vec<f32>], lr: f64) -> Vec<f64> {
        (0..grads[0].len())
            .map(|i| {
                let (mut p, mut v, mut a, mut b) = (0.5 - i as f64, 0.0, 0.0, 0.0);
                for grad in grads {
                    let g = f64::from(grad[i]) + o.weight_decay * p;
                    v = o.alpha * v + (1.0 - o.alpha) * g * g;
                    a += (1.0 - o.alpha) * (g - a);
                    let d = g / ((if o.centered { v - a * a } else { v }).sqrt() + o.eps);
                    b = o.momentum * b + d;
                    p -= lr * if o.momentum > 0.0 { b } else { d };
                }
                p
            })
            .collect()
    }

    /// A gradient that fades, then none: what is left of it ends at 0, and makes no weight NaN on its way.
    #[test]
    fn moments_of_weights_without_gradients_reach_0() {
        let plain = RmspropOptions { alpha: 0.9, eps: 1e-8, weight_decay: 0.0, momentum: 0.9, centered: true };
        for options in [plain, RmspropOptions { centered: false, ..plain }] {
            let (mut params, mut moments) = ([0.5; 7], [[0.0; 7]; 3]);
            for t in 0..2_000 {
                let grads = [if t < 500 { 0.8_f32.powi(t) } else { 0.0 }; 7];
                rmsprop(&options, &mut params, &grads, moments.each_mut().map(|m| &mut m[..]), 0.01);
                let is_denormal = |x: &f32| *x != 0.0 && x.abs() < f32::MIN_POSITIVE;
                assert!(!moments.iter().flatten().any(is_denormal), "{options:?}, update {t}: {moments:?}");
                assert!(params[0].is_finite(), "{options:?}, update {t}");
            }
            assert!(moments == [[0.0; 7]; 3], "{options:?}: {moments:?}");
        }
    }

    #[test]
    fn updates_are_those_of_the_formulas_at_every_length() {
        let plain = RmspropOptions { alpha: 0.9, eps: 1e-3, weight_decay: 0.1, momentum: 0.0, centered: false };
        for options in [plain, RmspropOptions { momentum: 0.9, ..plain }, RmspropOptions { centered: true, ..plain }] {
            for len in [1, 3, 4, 5, 7, 8, 17] {
                let grads: Vec<Vec<f32>> =
                    (0..5).map(|t| (0..len).map(|i| ((i * 7 + t * 3) % 11) as f32 - 4.5).collect()).collect();
                let mut params: Vec<f32> = (0..len).map(|i| 0.5 - i as f32).collect();
                let mut moments = [vec![0.0; len], vec![0.0; len], vec![0.0; len]];
                for grad in &grads {
                    rmsprop(&options, &mut params, grad, moments.each_mut().map(|m| &mut m[..]), 0.01);
                }
                for (got, wanted) in params.iter().zip(expected(&options, &grads, 0.01)) {
                    assert!((f64::from(*got) - wanted).abs() < 1e-5, "{options:?} {len}: {got} {wanted}");
                }
            }
        }
    }
}
