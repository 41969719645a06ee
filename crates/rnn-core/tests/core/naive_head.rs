//! Readouts and losses in f64, sequence by sequence: what the heads are measured by.

use crate::naive::{CrossEntropy, Rows};
use rnn_core::heads::{Loss, Output, Readout};

/// The rows that the linear layer reads of one sequence, whose last layer gave `y`.
pub fn read(readout: Readout, y: Rows, directions: usize) -> Rows {
    let column = |at: usize| y.iter().map(move |y| y[at]);
    let columns = 0..y[0].len();
    let last = |at: usize| {
        let of_reverse = directions == 2 && at >= columns.len() / 2;
        let row = if of_reverse { y.first() } else { y.last() };
        row.expect("a step")[at]
    };
    match readout {
        Readout::All => y,
        Readout::Last => vec![columns.clone().map(last).collect()],
        Readout::Mean => vec![columns.map(|at| column(at).sum::<f64>() / y.len() as f64).collect()],
        Readout::Max => vec![columns.map(|at| column(at).fold(f64::NEG_INFINITY, f64::max)).collect()],
    }
}

/// The target of one row.
pub enum Target<'a> {
    Class(u32),
    Values(&'a [f32]),
}

fn variance(raw: f64) -> f64 {
    raw.exp().ln_1p() + 1e-6
}

/// The loss of a row of outputs, and what the mean divides by for it. Values that are NaN are missing.
pub fn loss(output: Output, class_weights: &[f64], outputs: &[f64], target: &Target) -> (f64, f64) {
    let values = match *target {
        Target::Class(class) => {
            let Loss::CrossEntropy { label_smoothing, .. } = output.loss else { panic!("a loss of classes") };
            let label_smoothing = f64::from(label_smoothing);
            let loss = CrossEntropy { weight: class_weights.to_vec(), label_smoothing, ..CrossEntropy::PLAIN };
            return loss.loss(outputs, class.cast_signed());
        }
        Target::Values(values) => values,
    };
    let element = |(at, &value): (usize, &f32)| {
        let error = outputs[at] - f64::from(value);
        match output.loss {
            Loss::Mse => error * error,
            Loss::Mae => error.abs(),
            Loss::Huber { delta } => {
                let delta = f64::from(delta);
                if error.abs() <= delta { 0.5 * error * error } else { delta * (error.abs() - 0.5 * delta) }
            }
            Loss::GaussianNll => {
                let variance = variance(outputs[values.len() + at]);
                0.5 * (variance.ln() + error * error / variance)
            }
            Loss::CrossEntropy { .. } => panic!("a loss of numbers"),
        }
    };
    let observed = || values.iter().enumerate().filter(|(_, value)| !value.is_nan());
    (observed().map(element).sum(), observed().count() as f64)
}

/// What a model says for a row of outputs: probabilities, or numbers.
pub fn said(loss: Loss, outputs: &[f64]) -> Vec<f64> {
    let half = outputs.len() / 2;
    match loss {
        Loss::CrossEntropy { .. } => {
            let sum: f64 = outputs.iter().map(|x| x.exp()).sum();
            outputs.iter().map(|x| x.exp() / sum).collect()
        }
        Loss::GaussianNll => {
            let (means, raw) = outputs.split_at(half);
            means.iter().copied().chain(raw.iter().copied().map(variance)).collect()
        }
        _ => outputs.to_vec(),
    }
}
