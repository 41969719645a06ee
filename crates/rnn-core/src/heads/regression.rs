//! Losses of numbers, PyTorch's: `MSELoss`, `L1Loss`, `HuberLoss`, `GaussianNLLLoss`.
//!
//! ```text
//! e = y − target
//! mse       e²                                              dy = 2e
//! mae       |e|                                             dy = sign e
//! huber     ½e² where |e| ≤ δ, else δ(|e| − ½δ)             dy = e, or δ·sign e
//! gaussian  ½(ln v + e²/v), v = softplus(r) + 1e-6          dy = e/v, dr = ½(1/v − e²/v²)·σ(r)
//! ```
//! A Gaussian's rows are D means y, then D numbers r from which the variances come. A target that is NaN is missing: it
//! counts in neither loss, metric nor gradient, and the mean is over the elements of the targets that are observed. What
//! lies past a row's outputs is 0 and stays so.

use super::{Loss, Outcome};
use crate::activation::Activations;
use crate::simd::{F32x4, padded};

/// What is added to a variance, so that it is never 0.
const SMALLEST: f64 = 1e-6;

/// softplus(r) + 1e-6 and its derivative.
fn variance(r: f32) -> (f64, f64) {
    let e = f64::from(Activations::load().exp_below(F32x4::splat(-r.abs())).first());
    let softplus = f64::from(r).max(0.0) + (1.0 + e).ln();
    // NaN stays NaN: the larger of it and 0 is 0.
    let softplus = if r.is_nan() { f64::NAN } else { softplus };
    (softplus + SMALLEST, if r < 0.0 { e } else { 1.0 } / (1.0 + e))
}

/// Elements of the targets that are not missing.
pub(super) fn observed(targets: &[f32]) -> usize {
    targets.iter().filter(|target| !target.is_nan()).count()
}

/// The sums of losses and of absolute errors of rows of outputs, `size` each; the outputs become their gradients times
/// `scale`, where there is one.
pub(super) fn outcome(loss: Loss, outputs: &mut [f32], size: usize, targets: &[f32], scale: Option<f32>) -> Outcome {
    let (mut outcome, width) = (Outcome::default(), loss.target_width(size));
    let by = f64::from(scale.unwrap_or_default());
    for (row, targets) in outputs.chunks_exact_mut(padded(size)).zip(targets.chunks_exact(width)) {
        for (at, &target) in targets.iter().enumerate() {
            if target.is_nan() {
                // The output, and the number of its variance.
                (at..size).step_by(width).for_each(|output| row[output] = 0.0);
                continue;
            }
            let error = f64::from(row[at]) - f64::from(target);
            let (distance, mut sign) = (error.abs(), 1.0_f64.copysign(error));
            if error == 0.0 {
                sign = 0.0;
            }
            let (value, gradient) = match loss {
                Loss::Huber { delta } if distance > f64::from(delta) => {
                    let delta = f64::from(delta);
                    (delta * (distance - 0.5 * delta), delta * sign)
                }
                Loss::Huber { .. } => (0.5 * error * error, error),
                Loss::Mae => (distance, sign),
                Loss::GaussianNll => {
                    let raw = &mut row[width + at];
                    let (variance, slope) = variance(*raw);
                    let quotient = error / variance;
                    if scale.is_some() {
                        *raw = (by * 0.5 * (1.0 / variance - quotient * quotient) * slope) as f32;
                    }
                    (0.5 * (variance.ln() + error * quotient), quotient)
                }
                Loss::Mse | Loss::CrossEntropy { .. } => (error * error, 2.0 * error),
            };
            outcome.loss += value;
            outcome.metric += distance;
            if scale.is_some() {
                row[at] = (by * gradient) as f32;
            }
        }
    }
    outcome
}

/// What a model says: the outputs, bit for bit; of a Gaussian the means, then the variances.
pub(super) fn answer(loss: Loss, outputs: &[f32], size: usize, answers: &mut [u32]) {
    let width = loss.target_width(size);
    for (row, answers) in outputs.chunks_exact(padded(size)).zip(answers.chunks_exact_mut(size)) {
        for (at, (answer, &output)) in answers.iter_mut().zip(row).enumerate() {
            *answer = if at < width { output } else { variance(output).0 as f32 }.to_bits();
        }
    }
}
