//! `torch.nn.CrossEntropyLoss` over rows of logits.
//!
//! ```text
//! p = softmax(x)        loss = −ln p[target]        dx = scale·(p − onehot(target))
//! general:  loss = w[target]·(1 − ε)·(−ln p[target]) + ε/C·Σ_c w[c]·(−ln p[c])
//! mean:     Σ loss / Σ w[target], over targets that are not ignored
//! ```
//! Rows are C rounded up to 4 apart. What lies past C is written here, and is 0 in gradients and probabilities.
//!
//! PERF: one logarithm for many rows: Σ ln s = ln Π s, in f64. A software logarithm a row would cost as much as the
//! exponentials of 27 classes.

use core::hint::black_box;

use crate::activation::Activations;
use crate::simd::{F32x4, LANES, padded, vectors_mut};

/// Above this the running product of sums is folded into the loss.
const FOLD: f64 = 1e200;
/// Distances up to this are rounded by less than the exponential is.
const FAR: f32 = 8.0;

/// The loss and the hits of some rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Outcome {
    /// Sum of the rows' losses.
    pub loss: f64,
    /// Rows whose largest logit is the target's.
    pub correct: u32,
}

const fn eight(inside: f32, outside: f32) -> [f32; 2 * LANES] {
    [inside, inside, inside, inside, outside, outside, outside, outside]
}

/// What lies past the classes in the last vector of a row.
#[derive(Clone, Copy)]
struct Padding {
    /// Adds nothing to classes, and to the rest what makes it the smallest.
    smallest: F32x4,
    /// 1 for classes, 0 for the rest.
    keep: F32x4,
    activations: Activations,
}

impl Padding {
    #[inline(always)]
    fn of(classes: usize) -> Self {
        /// Four lanes from index n on are 4 − n classes and n lanes of padding.
        static SMALLEST: [f32; 2 * LANES] = eight(0.0, f32::NEG_INFINITY);
        static KEEP: [f32; 2 * LANES] = eight(1.0, 0.0);
        let unused = padded(classes) - classes;
        // PERF: the compiler is not to see that they are constants, or it takes registers for all of them.
        black_box(Self {
            smallest: F32x4::from_slice(&SMALLEST[unused..]),
            keep: F32x4::from_slice(&KEEP[unused..]),
            activations: Activations::load(),
        })
    }

    /// The largest logit in all lanes, after the row's padding became −∞.
    #[inline(always)]
    fn max(self, row: &mut [[f32; LANES]]) -> F32x4 {
        self.lower(row);
        row.iter().fold(F32x4::splat(f32::NEG_INFINITY), |max, x| max.max(F32x4::load(x))).largest()
    }

    /// The largest logits of each lane, and how many equal `logit`; the row's padding becomes −∞.
    #[inline(always)]
    fn survey(self, row: &mut [[f32; LANES]], logit: f32) -> (F32x4, f32) {
        self.lower(row);
        let (own, one) = (F32x4::splat(logit), F32x4::constant(&1.0));
        let (mut max, mut equals) = (F32x4::splat(f32::NEG_INFINITY), F32x4::ZERO);
        for x in row {
            let x = F32x4::load(x);
            max = max.max(x);
            equals += x.where_equal(own, one);
        }
        (max, equals.sum())
    }

    /// Makes the row's padding −∞.
    #[inline(always)]
    fn lower(self, row: &mut [[f32; LANES]]) {
        if let Some(last) = row.last_mut() {
            (F32x4::load(last) + self.smallest).store(last);
        }
    }

    /// Replaces logits, none of which is more than [`FAR`] above `shift`, by exp(x − shift); returns their sum.
    #[inline(always)]
    fn exponentials(self, row: &mut [[f32; LANES]], shift: F32x4) -> f32 {
        let (mut sum, activations) = (F32x4::ZERO, self.activations);
        for x in &mut *row {
            let e = activations.exp_below(F32x4::load(x) - shift);
            sum += e;
            e.store(x);
        }
        if let Some(last) = row.last_mut() {
            (F32x4::load(last) * self.keep).store(last);
        }
        sum.sum()
    }
}

/// Multiplies a row.
#[inline(always)]
fn scale(row: &mut [f32], by: f32) {
    let by = F32x4::splat(by);
    for x in vectors_mut(row) {
        (F32x4::load(x) * by).store(x);
    }
}

/// Turns rows of logits into probabilities; of a row without a finite logit NaN, as PyTorch does.
pub fn softmax(logits: &mut [f32], classes: usize) {
    let padding = Padding::of(classes);
    for row in logits.chunks_exact_mut(padded(classes)) {
        let max = padding.max(vectors_mut(row));
        let sum = padding.exponentials(vectors_mut(row), max);
        scale(row, 1.0 / sum);
    }
}

/// Vectors whose lanes are looked at together.
const LOOKED_AT: usize = 8;

/// The first lane that equals `max`, which is in all lanes.
///
/// PERF: bits of many lanes at once; each branch that depends on where the largest is would be guessed wrong.
#[inline(always)]
fn first_of(row: &[[f32; LANES]], max: F32x4) -> Option<usize> {
    row.chunks(LOOKED_AT).enumerate().find_map(|(index, part)| {
        let bits = part.iter().rev().fold(0, |bits, x| bits << LANES | F32x4::load(x).equal_bits(max));
        (bits != 0).then(|| index * LOOKED_AT * LANES + bits.trailing_zeros() as usize)
    })
}

/// Each row's most likely class, the first of equals, and the last where all are NaN; changes nothing but the rows'
/// padding.
pub fn classify(logits: &mut [f32], classes: usize, predictions: &mut [u32]) {
    let padding = Padding::of(classes);
    for (row, prediction) in logits.chunks_exact_mut(padded(classes)).zip(predictions) {
        let row = vectors_mut(row);
        let max = padding.max(row);
        *prediction = first_of(row, max).unwrap_or(classes).min(classes - 1) as u32;
    }
}

/// Whether `target`'s logit is the first of its equals.
#[cold]
fn is_first(row: &[f32], target: usize) -> bool {
    !row[..target].contains(&row[target])
}

/// Loss and hits of rows of logits; the logits become scale·(p − onehot), or stay exponentials without a scale.
///
/// Targets are below `classes`.
///
/// PERF: exponentials are of the distance to the target's logit, which is at hand, and not to the largest, which is a
/// search through lanes; and their sum then is the loss. Only where the target is far below it is the largest.
pub fn outcome(logits: &mut [f32], classes: usize, targets: &[u32], gradient_scale: Option<f32>) -> Outcome {
    let mut outcome = Outcome::default();
    let (mut product, padding) = (1.0_f64, Padding::of(classes));
    for (row, &target) in logits.chunks_exact_mut(padded(classes)).zip(targets) {
        let target = target as usize;
        let logit = row[target];
        let (max, equals) = padding.survey(vectors_mut(row), logit);
        let is_first = equals < 1.5 || is_first(row, target);
        let mut shift = F32x4::splat(logit);
        let is_beaten = max.any_gt(shift);
        if max.any_gt(F32x4::splat(logit + FAR)) {
            shift = max.largest();
            outcome.loss += f64::from(shift.first()) - f64::from(logit);
        }
        let sum = padding.exponentials(vectors_mut(row), shift);
        // Of numbers, not of truths: a processor's guess at those fails wherever the model does.
        outcome.correct += u32::from(is_first) & u32::from(!is_beaten) & u32::from(!sum.is_nan());
        product *= f64::from(sum);
        if product > FOLD {
            outcome.loss += product.ln();
            product = 1.0;
        }
        if let Some(by) = gradient_scale {
            scale(row, by / sum);
            row[target] -= by;
        }
    }
    outcome.loss += product.ln();
    outcome
}

/// What the general loss is told besides logits and targets.
#[derive(Clone, Copy)]
pub struct Options<'a> {
    /// A weight for each class, or empty.
    pub weight: &'a [f32],
    /// Targets that count for nothing.
    pub ignore_index: u32,
    /// ε of label smoothing.
    pub label_smoothing: f32,
}

impl Options<'_> {
    fn weight(&self, class: usize) -> f64 {
        self.weight.get(class).map_or(1.0, |&weight| f64::from(weight))
    }
}

/// The general loss of each row, 0 for ignored ones; the logits become probabilities. Returns Σ w\[target\], what the
/// mean divides by, and how many targets are their row's most likely class.
pub fn losses(
    logits: &mut [f32],
    classes: usize,
    targets: &[u32],
    options: &Options,
    losses: &mut [f32],
) -> (f64, u32) {
    let (mut total, mut correct) = (0.0, 0);
    let smoothing = f64::from(options.label_smoothing);
    for ((row, &target), loss) in logits.chunks_exact_mut(padded(classes)).zip(targets).zip(losses) {
        let mut best = [0];
        classify(row, classes, &mut best);
        let class = if target == options.ignore_index { best[0] } else { target } as usize;
        let (own, top) = (f64::from(row[class]), f64::from(row[best[0] as usize]));
        let (mut weighted, mut weights) = (0.0, 0.0);
        if smoothing > 0.0 {
            for (class, &x) in row[..classes].iter().enumerate() {
                weighted += options.weight(class) * f64::from(x);
                weights += options.weight(class);
            }
        }
        softmax(row, classes);
        *loss = 0.0;
        if target != options.ignore_index {
            let log_sum = top - f64::from(row[best[0] as usize]).ln();
            let mut value = options.weight(class) * (1.0 - smoothing) * (log_sum - own);
            if smoothing > 0.0 {
                value += smoothing / classes as f64 * (weights * log_sum - weighted);
            }
            *loss = value as f32;
            total += options.weight(class);
            correct += u32::from(target == best[0]);
        }
    }
    (total, correct)
}

/// Turns the probabilities that [`losses`] left into gradients of the logits; `upstream` holds the loss's gradient for
/// each row, already divided for a mean.
pub fn gradients(probabilities: &mut [f32], classes: usize, targets: &[u32], options: &Options, upstream: &[f32]) {
    let smoothing = f64::from(options.label_smoothing);
    let all: f64 = (0..classes).map(|class| options.weight(class)).sum();
    let each = smoothing / classes as f64;
    for ((row, &target), &upstream) in probabilities.chunks_exact_mut(padded(classes)).zip(targets).zip(upstream) {
        if target == options.ignore_index {
            row.fill(0.0);
            continue;
        }
        let own = options.weight(target as usize) * (1.0 - smoothing);
        for (class, x) in row[..classes].iter_mut().enumerate() {
            let of_class = each * options.weight(class) + if class == target as usize { own } else { 0.0 };
            *x = (f64::from(upstream) * ((own + each * all) * f64::from(*x) - of_class)) as f32;
        }
    }
}
