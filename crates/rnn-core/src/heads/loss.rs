//! What a model is trained to make small, and what it answers.

use super::cross_entropy::{self, Options};
use super::{Outcome, regression};
use crate::error::Error;
use crate::gemm::tiles::HEAD_MAX_ROWS;
use crate::stream::Stream;

/// A loss with its settings. The mean is over all targets, as PyTorch's; numbers that are NaN are missing and do not count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Loss {
    /// Of classes: an output for each.
    CrossEntropy {
        /// ε, 0 ≤ ε ≤ 1; for training only.
        label_smoothing: f32,
        /// Whether each class has a weight of its own, see [`super::Head::set_class_weights`]; for training only.
        weighted: bool,
    },
    /// Squared errors.
    Mse,
    /// Absolute errors.
    Mae,
    /// Squared errors up to δ, absolute ones past it.
    Huber {
        /// δ > 0.
        delta: f32,
    },
    /// Of a normal distribution: D means, then D numbers from which its variances come.
    GaussianNll,
}

/// Targets that are told to count for nothing: there are none.
const NONE_IGNORED: u32 = u32::MAX;

impl Loss {
    /// Cross entropy without any option.
    pub const CROSS_ENTROPY: Self = Self::CrossEntropy { label_smoothing: 0.0, weighted: false };

    /// Whether targets are classes; else they are numbers.
    pub const fn is_of_classes(self) -> bool {
        matches!(self, Self::CrossEntropy { .. })
    }

    /// Elements of a target.
    pub const fn target_width(self, size: usize) -> usize {
        match self {
            Self::CrossEntropy { .. } => 1,
            Self::GaussianNll => size / 2,
            _ => size,
        }
    }

    /// Elements of an answer: a class, or all numbers.
    pub const fn answer_width(self, size: usize) -> usize {
        if self.is_of_classes() { 1 } else { size }
    }

    /// Refuses settings out of range, and a Gaussian with a mean and no variance.
    pub(super) fn check(self, size: usize) -> Result<(), Error> {
        let fits = match self {
            Self::CrossEntropy { label_smoothing, .. } => (0.0..=1.0).contains(&label_smoothing),
            Self::Huber { delta } => delta > 0.0 && delta.is_finite(),
            Self::GaussianNll => size.is_multiple_of(2),
            Self::Mse | Self::Mae => true,
        };
        if fits { Ok(()) } else { Err(Error::InvalidOption) }
    }

    /// Refuses targets that `count` rows of outputs do not have.
    pub(super) fn check_targets(self, size: usize, targets: Stream, count: usize) -> Result<(), Error> {
        let is_fit = if self.is_of_classes() {
            if targets.words()?.iter().any(|&class| class as usize >= size) {
                return Err(Error::IndexRange);
            }
            true
        } else {
            targets.floats().is_ok()
        };
        let fits = is_fit && targets.bits().len() == count * self.target_width(size);
        if fits { Ok(()) } else { Err(Error::Shape) }
    }

    /// What the mean over these targets divides by; 1 where all are missing, so that the mean of nothing is 0.
    pub(super) fn denominator(targets: Stream, class_weights: &[f32]) -> f64 {
        match targets {
            Stream::Words(classes) if class_weights.is_empty() => classes.len() as f64,
            Stream::Words(classes) => classes.iter().map(|&class| f64::from(class_weights[class as usize])).sum(),
            Stream::Floats(values) => regression::observed(values).max(1) as f64,
        }
    }

    /// The sums over rows of outputs; with a scale the outputs become the gradients of the training loss times that.
    pub(super) fn outcome(
        self,
        outputs: &mut [f32],
        size: usize,
        targets: Stream,
        class_weights: &[f32],
        scale: Option<f32>,
    ) -> Outcome {
        match (self, targets, scale) {
            (Self::CrossEntropy { label_smoothing, weighted }, Stream::Words(targets), Some(scale))
                if weighted || label_smoothing > 0.0 =>
            {
                let options = Options { weight: class_weights, ignore_index: NONE_IGNORED, label_smoothing };
                weighted_outcome(outputs, size, targets, &options, scale)
            }
            (_, Stream::Words(targets), _) => {
                let outcome = cross_entropy::outcome(outputs, size, targets, scale);
                Outcome { loss: outcome.loss, metric: f64::from(outcome.correct) }
            }
            (_, Stream::Floats(targets), _) => regression::outcome(self, outputs, size, targets, scale),
        }
    }

    /// The answers of rows of outputs: the likeliest class, or the numbers by their bits.
    pub(super) fn answer(self, outputs: &mut [f32], size: usize, answers: &mut [u32]) {
        if self.is_of_classes() {
            cross_entropy::classify(outputs, size, answers);
        } else {
            regression::answer(self, outputs, size, answers);
        }
    }
}

/// Cross entropy with its options, of a chunk.
fn weighted_outcome(logits: &mut [f32], classes: usize, targets: &[u32], options: &Options, scale: f32) -> Outcome {
    let losses = &mut [0.0; HEAD_MAX_ROWS][..targets.len()];
    let (_, correct) = cross_entropy::losses(logits, classes, targets, options, losses);
    let loss = losses.iter().map(|&loss| f64::from(loss)).sum();
    losses.fill(scale);
    cross_entropy::gradients(logits, classes, targets, options, losses);
    Outcome { loss, metric: f64::from(correct) }
}
