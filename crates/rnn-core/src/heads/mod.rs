//! The end of a tagger: a linear layer and the cross entropy at every step, over the last layer's rows.
//!
//! Logits live for a few rows only: product, softmax, gradient, and the products back, while they are in L1.

pub mod cross_entropy;
pub mod linear;

use core::ops::Range;

use crate::error::Error;
use crate::gemm::{Packed, View, ViewMut, transpose_packed};
use crate::simd::{Buffer, padded};
use cross_entropy::Outcome;
use linear::Linear;

/// Floats of logits that are worked on at once: half of L1.
const CHUNK_FLOATS: usize = 4096;
/// The tallest row tile of a product: chunks are multiples of it.
const TILE_ROWS: usize = 4;
/// Rows of a chunk. The three products of a chunk stream the weight, so that a wide one is read again for few rows: 48
/// rows of 1024 classes are 192 KB, which L2 still holds.
const CHUNK_ROWS: core::ops::RangeInclusive<usize> = 48..=120;

/// Linear layer, loss, and where the weights lie in the flat slice.
pub struct Head {
    /// The linear layer.
    pub linear: Linear,
    /// Packed, K × C padded.
    pub weight: Range<usize>,
    /// C padded.
    pub bias: Range<usize>,
    logits: Buffer,
    weight_t: Buffer,
}

/// The rows that a head reads, and its own weights in the flat slice of parameters.
#[derive(Clone, Copy)]
pub struct HeadInput<'a> {
    /// All parameters.
    pub params: &'a [f32],
    /// `[N][stride]`.
    pub x: &'a [f32],
    /// Floats from row to row.
    pub stride: usize,
}

/// Rows whose logits are worked on at once.
fn chunk_rows(linear: Linear) -> usize {
    let rows = CHUNK_FLOATS / linear.outputs_padded().max(1);
    rows.clamp(*CHUNK_ROWS.start(), *CHUNK_ROWS.end()) / TILE_ROWS * TILE_ROWS
}

impl Head {
    /// A head whose weights begin at `start` of the parameters.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn new(linear: Linear, start: usize) -> Result<Self, Error> {
        let weight = start..start + linear.weight_len();
        let bias_start = weight.end.next_multiple_of(16);
        let bias = bias_start..bias_start + linear.outputs_padded();
        let mut head = Self { linear, weight, bias, logits: Buffer::default(), weight_t: Buffer::default() };
        head.logits.reserve(chunk_rows(linear) * linear.outputs_padded())?;
        head.weight_t.reserve(linear.transposed_len())?;
        Ok(head)
    }

    /// Floats of a head's weights.
    pub fn weights(linear: Linear) -> f64 {
        let columns = linear.outputs_padded() as f64;
        (linear.inputs as f64 * columns / 16.0).ceil() * 16.0 + columns
    }

    /// Floats that a head works in.
    pub fn scratch(linear: Linear) -> f64 {
        linear.outputs_padded() as f64 * (chunk_rows(linear) + padded(linear.inputs)) as f64
    }

    /// Mean loss and hits over `targets`; `dx` gets the rows' gradients and `grads` accumulates the weights'.
    pub fn train(&mut self, input: HeadInput, targets: &[u32], grads: &mut [f32], dx: &mut [f32]) -> Outcome {
        let (linear, scale) = (self.linear, 1.0 / targets.len() as f32);
        let weight = Packed { data: &input.params[self.weight.clone()], k: linear.inputs, m: linear.outputs_padded() };
        transpose_packed(weight, &mut self.weight_t);
        let mut total = Outcome::default();
        let rows = chunk_rows(self.linear);
        for (index, targets) in targets.chunks(rows).enumerate() {
            let first = index * rows;
            let x = View::rows(input.x, input.stride).from(first);
            let logits = self.logits(input, first, targets.len());
            let outcome = cross_entropy::outcome(logits, linear.outputs, targets, Some(scale));
            let mut dx = ViewMut::rows(&mut dx[first * input.stride..], input.stride);
            linear.input_gradient(&self.weight_t, &self.logits, &mut dx, targets.len());
            let (low, high) = grads.split_at_mut(self.bias.start);
            let (dweight, dbias) = (&mut low[self.weight.clone()], &mut high[..linear.outputs_padded()]);
            linear.weight_gradient(x, &self.logits, dweight, dbias, targets.len());
            total.loss += outcome.loss;
            total.correct += outcome.correct;
        }
        total.loss /= targets.len() as f64;
        total
    }

    /// Mean loss and hits, and each row's most likely class.
    pub fn evaluate(&mut self, input: HeadInput, targets: &[u32], predictions: &mut [u32]) -> Outcome {
        let (classes, rows) = (self.linear.outputs, chunk_rows(self.linear));
        let mut total = Outcome::default();
        for (index, (targets, predictions)) in targets.chunks(rows).zip(predictions.chunks_mut(rows)).enumerate() {
            let logits = self.logits(input, index * rows, targets.len());
            cross_entropy::classify(logits, classes, predictions);
            let outcome = cross_entropy::outcome(logits, classes, targets, None);
            total.loss += outcome.loss;
            total.correct += outcome.correct;
        }
        total.loss /= targets.len() as f64;
        total
    }

    /// Each row's most likely class.
    pub fn classify(&mut self, input: HeadInput, predictions: &mut [u32]) {
        let (classes, rows) = (self.linear.outputs, chunk_rows(self.linear));
        for (index, predictions) in predictions.chunks_mut(rows).enumerate() {
            let logits = self.logits(input, index * rows, predictions.len());
            cross_entropy::classify(logits, classes, predictions);
        }
    }

    /// Each row's most likely class, and all probabilities, `[N][C]` without padding.
    pub fn predict(&mut self, input: HeadInput, predictions: &mut [u32], probabilities: &mut [f32]) {
        let (classes, rows) = (self.linear.outputs, chunk_rows(self.linear));
        let outputs = probabilities.chunks_mut(rows * classes);
        for (index, (predictions, outputs)) in predictions.chunks_mut(rows).zip(outputs).enumerate() {
            let logits = self.logits(input, index * rows, predictions.len());
            cross_entropy::classify(logits, classes, predictions);
            cross_entropy::softmax(logits, classes);
            for (to, from) in outputs.chunks_exact_mut(classes).zip(logits.chunks_exact(padded(classes))) {
                to.copy_from_slice(&from[..classes]);
            }
        }
    }

    fn logits(&mut self, input: HeadInput, first: usize, rows: usize) -> &mut [f32] {
        let x = View::rows(input.x, input.stride).from(first);
        let (weight, bias) = (&input.params[self.weight.clone()], &input.params[self.bias.clone()]);
        self.linear.forward(weight, bias, x, &mut self.logits, rows);
        &mut self.logits[..rows * self.linear.outputs_padded()]
    }
}
