//! The end of a model: a readout of the last layer's rows, a linear layer, and a loss.
//!
//! Outputs live for a few rows only: product, loss, gradient, and the products back, while they are in L1.

pub mod cross_entropy;
pub mod linear;
mod loss;
mod readout;
mod regression;

pub use loss::Loss;
pub use readout::Readout;

use core::ops::Range;

use crate::error::Error;
use crate::gemm::tiles::{HEAD_FLOATS, HEAD_MAX_ROWS, HEAD_MIN_ROWS, TILE_ROWS};
use crate::gemm::{Packed, View, ViewMut, row_stride, transpose_packed};
use crate::packing::Packing;
use crate::simd::{Buffer, floats_of, padded};
use crate::stream::Stream;
use linear::Linear;
use readout::Rows;

/// The sums of losses over targets, or their mean.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// The loss.
    pub loss: f64,
    /// Targets whose class is the likeliest one; of numbers the sum of absolute errors of those that are observed.
    pub metric: f64,
}

/// What a model is to say.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Output {
    /// The rows that the linear layer reads.
    pub readout: Readout,
    /// What the outputs mean, and what training makes small.
    pub loss: Loss,
    /// Outputs of the linear layer: classes or numbers, of a Gaussian two for each number.
    pub size: usize,
}

impl Output {
    /// Elements of a target.
    pub const fn target_width(&self) -> usize {
        self.loss.target_width(self.size)
    }

    /// Elements of an answer.
    pub const fn answer_width(&self) -> usize {
        self.loss.answer_width(self.size)
    }

    /// Targets and answers of a batch.
    pub fn count(&self, packing: Packing) -> usize {
        self.readout.count(packing)
    }

    /// Refuses settings out of range.
    ///
    /// # Errors
    /// [`Error::InvalidOption`].
    pub fn check(&self) -> Result<(), Error> {
        self.loss.check(self.size)
    }

    /// Refuses targets that a batch does not have.
    ///
    /// # Errors
    /// [`Error::IndexRange`] for a class that is none, [`Error::Shape`].
    pub fn check_targets(&self, targets: Stream, packing: Packing) -> Result<(), Error> {
        self.loss.check_targets(self.size, targets, self.count(packing))
    }

    const fn is_weighted(&self) -> bool {
        matches!(self.loss, Loss::CrossEntropy { weighted: true, .. })
    }
}

/// A readout, a linear layer, a loss, and where the weights lie in the flat slice.
pub struct Head {
    /// What it says.
    pub output: Output,
    /// The linear layer.
    pub linear: Linear,
    /// Packed, K × M padded.
    pub weight: Range<usize>,
    /// M padded.
    pub bias: Range<usize>,
    directions: usize,
    outputs: Buffer,
    weight_t: Buffer,
    /// Rows made of sequences, and their gradients.
    read: Buffer,
    dread: Buffer,
    /// A weight for each class, or none.
    class_weights: Buffer,
}

/// The rows that a head reads, and its own weights in the flat slice of parameters.
#[derive(Clone, Copy)]
pub struct HeadInput<'a> {
    /// All parameters.
    pub params: &'a [f32],
    /// The last layer's rows, `[N][stride]`.
    pub y: &'a [f32],
    /// How they are packed.
    pub packing: Packing<'a>,
}

/// What is wanted besides the answers.
pub enum Wanted<'a> {
    /// Nothing.
    Answers,
    /// The plain loss: without smoothing, and without weights of classes.
    Loss(Stream<'a>),
    /// Probabilities of all classes, or the numbers, without padding.
    Outputs(&'a mut [f32]),
}

/// Rows whose outputs are worked on at once.
fn chunk_rows(linear: Linear) -> usize {
    let rows = HEAD_FLOATS / linear.outputs_padded().max(1);
    rows.clamp(HEAD_MIN_ROWS, HEAD_MAX_ROWS) / TILE_ROWS * TILE_ROWS
}

/// Floats from one row that is read to the next: as the stack has them.
const fn stride(linear: Linear) -> usize {
    row_stride(padded(linear.inputs))
}

impl Head {
    /// A head over rows of `directions` directions, whose weights begin at `start` of the parameters.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn new(output: Output, linear: Linear, directions: usize, start: usize) -> Result<Self, Error> {
        let weight = start..start + linear.weight_len();
        let bias_start = weight.end.next_multiple_of(16);
        let bias = bias_start..bias_start + linear.outputs_padded();
        let mut head = Self {
            output,
            linear,
            weight,
            bias,
            directions,
            outputs: Buffer::default(),
            weight_t: Buffer::default(),
            read: Buffer::default(),
            dread: Buffer::default(),
            class_weights: Buffer::default(),
        };
        head.outputs.grow_to(chunk_rows(linear) * linear.outputs_padded())?;
        head.weight_t.grow_to(linear.transposed_len())?;
        if output.is_weighted() {
            head.class_weights.grow_to(linear.outputs)?;
            head.class_weights.fill(1.0);
        }
        Ok(head)
    }

    /// Reserves memory for batches of this many sequences.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn reserve(&mut self, batch: usize, training: bool) -> Result<(), Error> {
        let len = if self.output.readout == Readout::All { 0 } else { batch * stride(self.linear) };
        self.read.grow_to(len)?;
        self.dread.grow_to(if training { len } else { 0 })
    }

    /// The weight of each class, at first 1; empty where the loss has none.
    pub fn class_weights(&mut self) -> &mut [f32] {
        &mut self.class_weights
    }

    /// Floats of a head's weights.
    pub fn weights(linear: Linear) -> f64 {
        let columns = linear.outputs_padded() as f64;
        (linear.inputs as f64 * columns / 16.0).ceil() * 16.0 + columns
    }

    /// Floats that a head works in, for batches of `batch` sequences.
    pub fn scratch(output: &Output, linear: Linear, batch: f64, training: bool) -> f64 {
        let products = linear.outputs_padded() as f64 * (chunk_rows(linear) + padded(linear.inputs)) as f64;
        let each = if training { 2.0 } else { 1.0 } * stride(linear) as f64;
        let read = if output.readout == Readout::All { 0.0 } else { batch * each };
        products + read + if output.is_weighted() { linear.outputs as f64 } else { 0.0 }
    }

    /// What the mean over these targets divides by.
    pub fn denominator(&self, targets: Stream) -> f64 {
        Loss::denominator(targets, &self.class_weights)
    }

    /// The loss over `denominator` and the metric; `dy` gets the gradients of the last layer's rows and `grads`
    /// accumulates the weights'.
    pub fn train(
        &mut self,
        input: HeadInput,
        targets: Stream,
        denominator: f64,
        grads: &mut [f32],
        dy: &mut [f32],
    ) -> Outcome {
        let (linear, stride, Output { readout, loss, size }) = (self.linear, stride(self.linear), self.output);
        let (weight, bias) = (&input.params[self.weight.clone()], &input.params[self.bias.clone()]);
        let packed = Packed { data: weight, k: linear.inputs, m: linear.outputs_padded() };
        transpose_packed(packed, &mut self.weight_t);
        let of_sequences = self.rows(input);
        let Self { outputs, read, dread, .. } = self;
        let gathers = readout != Readout::All;
        if gathers {
            readout.gather(of_sequences, read);
        }
        let (x, dx) = if gathers { (&**read, &mut **dread) } else { (input.y, &mut *dy) };
        let (rows, width, bits) = (chunk_rows(linear), loss.target_width(size), targets.bits());
        let mut total = Outcome::default();
        for (index, targets_of) in bits.chunks(rows * width).enumerate() {
            let (first, count) = (index * rows, targets_of.len() / width);
            let x = View::rows(x, stride).from(first);
            linear.forward(weight, bias, x, outputs, count);
            let logits = &mut outputs[..count * linear.outputs_padded()];
            let scale = Some((1.0 / denominator) as f32);
            let outcome = loss.outcome(logits, size, targets.like(targets_of), &self.class_weights, scale);
            let mut dx = ViewMut::rows(&mut dx[first * stride..], stride);
            linear.input_gradient(&self.weight_t, outputs, &mut dx, count);
            let (low, high) = grads.split_at_mut(self.bias.start);
            let (dweight, dbias) = (&mut low[self.weight.clone()], &mut high[..linear.outputs_padded()]);
            linear.weight_gradient(x, outputs, dweight, dbias, count);
            total.loss += outcome.loss;
            total.metric += outcome.metric;
        }
        if gathers {
            readout.scatter(of_sequences, read, dread, dy);
        }
        total.loss /= denominator;
        total
    }

    /// The answers of a batch and what is wanted besides; the loss is the mean, and 0 where it is not wanted.
    pub fn infer(&mut self, input: HeadInput, mut wanted: Wanted, answers: &mut [u32]) -> Outcome {
        let Output { readout, loss, size } = self.output;
        let of_sequences = self.rows(input);
        let Self { outputs, read, .. } = self;
        let gathers = readout != Readout::All;
        if gathers {
            readout.gather(of_sequences, read);
        }
        let x = View::rows(if gathers { read } else { input.y }, of_sequences.stride);
        let (weight, bias) = (&input.params[self.weight.clone()], &input.params[self.bias.clone()]);
        let (rows, count) = (chunk_rows(self.linear), readout.count(input.packing));
        let [target, answer] = [loss.target_width(size), loss.answer_width(size)];
        let mut total = Outcome::default();
        for first in (0..count).step_by(rows) {
            let end = count.min(first + rows);
            self.linear.forward(weight, bias, x.from(first), outputs, end - first);
            let outputs = &mut outputs[..(end - first) * padded(size)];
            let answers = &mut answers[first * answer..end * answer];
            loss.answer(outputs, size, answers);
            match &mut wanted {
                Wanted::Answers => (),
                Wanted::Loss(targets) => {
                    let targets = targets.like(&targets.bits()[first * target..end * target]);
                    let outcome = loss.outcome(outputs, size, targets, &[], None);
                    total.loss += outcome.loss;
                    total.metric += outcome.metric;
                }
                Wanted::Outputs(to) => {
                    let to = &mut to[first * size..end * size];
                    if !loss.is_of_classes() {
                        to.copy_from_slice(floats_of(answers));
                        continue;
                    }
                    cross_entropy::softmax(outputs, size);
                    for (to, from) in to.chunks_exact_mut(size).zip(outputs.chunks_exact(padded(size))) {
                        to.copy_from_slice(&from[..size]);
                    }
                }
            }
        }
        if let Wanted::Loss(targets) = wanted {
            total.loss /= Loss::denominator(targets, &[]);
        }
        total
    }

    fn rows<'a>(&self, HeadInput { y, packing, .. }: HeadInput<'a>) -> Rows<'a> {
        let (stride, width) = (stride(self.linear), padded(self.linear.inputs));
        Rows { y, packing, stride, width, directions: self.directions }
    }
}
