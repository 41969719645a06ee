//! The eager path for JavaScript: one operation a call, over operands in an arena that every operation uses anew.
//!
//! JavaScript writes the operands one after another, calls, and reads the results, which follow them; an operation's
//! comment lists both in order. Nothing is kept between calls, so the owner of the tensors owns all memory. Tensors are
//! dense and in PyTorch's layout: padding and packing are made here. Recurrent layers are in `recurrent`.

mod arithmetic;
mod matmul;
mod operands;
mod pointwise;
mod recurrence;
mod recurrent;
mod rmsprop;

use wasm_bindgen::prelude::wasm_bindgen;

use super::{fits, grow};
use crate::error::Error;
use crate::gemm::{Packed, View, ViewMut, transpose_packed};
use crate::heads::cross_entropy::{self, Options};
use crate::heads::linear::Linear;
use crate::layout::{Entry, Features, Init, Kind};
use crate::memory::expect_sizes;
use crate::optim::{AdamOptions, Optimizer, SgdOptions, all_finite, norm_squared};
use crate::random;
use crate::simd::{Buffer, padded};
use operands::{Operands, compact, spread, spread_in_place};
use recurrence::Recurrence;

/// The arena and the room that operations use beside it.
#[derive(Default)]
pub struct Eager {
    floats: Buffer,
    words: Vec<u32>,
    hyperparameters: [f64; 5],
    recurrence: Recurrence,
    weight: Buffer,
    weight_t: Buffer,
    dweight: Buffer,
    rows: Buffer,
}

#[wasm_bindgen]
impl Eager {
    /// Reserves memory for these numbers of f32 and u32 of operands and results.
    ///
    /// # Errors
    /// Out of memory: what was reserved before stays usable.
    pub fn reserve(&mut self, floats: usize, words: usize) -> Result<(), Error> {
        self.floats.grow_to(floats)?;
        grow(&mut self.words, words)
    }

    /// f32\[reserved\].
    pub fn floats_ptr(&mut self) -> *mut f32 {
        self.floats.as_mut_ptr()
    }

    /// u32\[reserved\].
    pub fn words_ptr(&mut self) -> *mut u32 {
        self.words.as_mut_ptr()
    }

    /// f64\[5\]: the hyperparameters of an optimizer, in the order that its method names.
    pub fn hyperparameters_ptr(&mut self) -> *mut f64 {
        self.hyperparameters.as_mut_ptr()
    }

    /// `x [rows][inputs], weight [outputs][inputs], bias [outputs]` → `y [rows][outputs]`, in rows padded to whole
    /// vectors while it works.
    ///
    /// # Errors
    /// The arena is too small; out of memory.
    pub fn linear(&mut self, rows: usize, inputs: usize, outputs: usize) -> Result<(), Error> {
        let linear = checked(rows, inputs, outputs)?;
        let columns = linear.outputs_padded();
        let mut operands = Operands(&mut self.floats);
        let (x, weight) = (operands.take(rows * inputs)?, operands.take(outputs * inputs)?);
        let (bias, y) = (operands.take(outputs)?, operands.take(rows * columns)?);
        pack(linear, weight, &mut self.weight)?;
        self.rows.grow_to(columns)?;
        let padded_bias = &mut self.rows[..columns];
        padded_bias[..outputs].copy_from_slice(bias);
        padded_bias[outputs..].fill(0.0);
        linear.forward(&self.weight[..linear.weight_len()], padded_bias, View::rows(x, inputs), y, rows);
        compact(y, columns, outputs);
        Ok(())
    }

    /// `x, weight, dy [rows][outputs]` → `dweight, dbias, dx`; dx is left out unless wanted, and works in padded rows.
    ///
    /// # Errors
    /// As [`Eager::linear`].
    pub fn linear_backward(&mut self, rows: usize, inputs: usize, outputs: usize, wants_dx: bool) -> Result<(), Error> {
        let linear = checked(rows, inputs, outputs)?;
        let (columns, dx_columns) = (linear.outputs_padded(), padded(inputs));
        let mut operands = Operands(&mut self.floats);
        let (x, weight) = (operands.take(rows * inputs)?, operands.take(outputs * inputs)?);
        let (dy, dweight) = (operands.take(rows * outputs)?, operands.take(outputs * inputs)?);
        let dbias = operands.take(outputs)?;
        self.rows.grow_to((rows + 1) * columns)?;
        let (dbias_padded, rest) = self.rows.split_at_mut(columns);
        let dy_padded = &mut rest[..rows * columns];
        spread(dy, outputs, dy_padded, columns);
        self.dweight.grow_to(linear.weight_len())?;
        let dweight_packed = &mut self.dweight[..linear.weight_len()];
        dweight_packed.fill(0.0);
        dbias_padded.fill(0.0);
        linear.weight_gradient(View::rows(x, inputs), dy_padded, dweight_packed, dbias_padded, rows);
        weight_entry(linear).export(dweight_packed, dweight);
        dbias.copy_from_slice(&dbias_padded[..outputs]);
        if wants_dx {
            let dx = operands.take(rows * dx_columns)?;
            pack(linear, weight, &mut self.weight)?;
            self.weight_t.grow_to(linear.transposed_len())?;
            let packed = Packed { data: &self.weight[..linear.weight_len()], k: inputs, m: columns };
            transpose_packed(packed, &mut self.weight_t);
            let weight_t = &self.weight_t[..linear.transposed_len()];
            linear.input_gradient(weight_t, dy_padded, &mut ViewMut::rows(dx, dx_columns), rows);
            compact(dx, dx_columns, inputs);
        }
        Ok(())
    }

    /// `logits [rows][classes]`, in rows padded to whole vectors while it works; words `targets [rows]`. Returns the mean
    /// loss. With `gradient` the logits become its gradient.
    ///
    /// # Errors
    /// The arena is too small; a target that is no class.
    pub fn cross_entropy(&mut self, rows: usize, classes: usize, gradient: bool) -> Result<f64, Error> {
        expect_sizes(&[classes])?;
        fits(&[(rows, classes)])?;
        let logits = Operands(&mut self.floats).take(rows * padded(classes))?;
        let targets = self.words.get(..rows).ok_or(Error::Shape)?;
        if targets.iter().any(|&target| target as usize >= classes) {
            return Err(Error::IndexRange);
        }
        spread_in_place(logits, rows, classes);
        let scale = gradient.then_some(1.0 / rows as f32);
        let outcome = cross_entropy::outcome(logits, classes, targets, scale);
        compact(logits, padded(classes), classes);
        Ok(outcome.loss / rows as f64)
    }

    /// The loss with all its options: `weight [classes]` if `weighted`, `losses [rows]` to be written, `logits` as in
    /// [`Eager::cross_entropy`]. Returns Σ losses, over Σ w\[target\] for a `mean`. With `gradient` the logits become
    /// the gradient of that, or of each row's own loss where losses are not reduced: that of their sum.
    ///
    /// # Errors
    /// As [`Eager::cross_entropy`], but for targets that are ignored.
    pub fn cross_entropy_with(
        &mut self,
        rows: usize,
        classes: usize,
        weighted: bool,
        ignore_index: i32,
        label_smoothing: f32,
        mean: bool,
        gradient: bool,
    ) -> Result<f64, Error> {
        expect_sizes(&[classes])?;
        fits(&[(rows, classes)])?;
        let mut operands = Operands(&mut self.floats);
        let weight = operands.take(if weighted { classes } else { 0 })?;
        let (losses, logits) = (operands.take(rows)?, operands.take(rows * padded(classes))?);
        let targets = self.words.get(..rows).ok_or(Error::Shape)?;
        let ignore_index = ignore_index.cast_unsigned();
        if targets.iter().any(|&target| target != ignore_index && target as usize >= classes) {
            return Err(Error::IndexRange);
        }
        let options = Options { weight, ignore_index, label_smoothing };
        spread_in_place(logits, rows, classes);
        let (total, _) = cross_entropy::losses(logits, classes, targets, &options, losses);
        let over = if mean { total } else { 1.0 };
        if gradient {
            self.rows.grow_to(rows)?;
            self.rows[..rows].fill((1.0 / over) as f32);
            cross_entropy::gradients(logits, classes, targets, &options, &self.rows[..rows]);
            compact(logits, padded(classes), classes);
        }
        Ok(losses.iter().map(|&loss| f64::from(loss)).sum::<f64>() / over)
    }

    /// `x [count]` of uniform numbers, at least 16, becomes normal numbers as `torch.randn` makes them. Where `count` is
    /// no multiple of 16, 16 more uniform numbers follow: the last 16 are made of those.
    ///
    /// # Errors
    /// The arena is too small.
    pub fn normals(&mut self, count: usize) -> Result<(), Error> {
        let mut operands = Operands(&mut self.floats);
        let x = operands.take(count)?;
        let (blocks, rest) = x.as_chunks_mut();
        blocks.iter_mut().for_each(random::normal_block);
        if !rest.is_empty() {
            let last: &mut [f32; 16] = x.last_chunk_mut().ok_or(Error::Shape)?;
            last.copy_from_slice(operands.take(16)?);
            random::normal_block(last);
        }
        Ok(())
    }

    /// A pair of normal numbers from two uniform ones, as `torch.randn` makes fewer than 16.
    pub fn normal_pair(u1: f64, u2: f64) -> Vec<f64> {
        let (first, second) = random::normal_pair(u1, u2);
        vec![first, second]
    }
}

/// Optimizers over `params, grads, first moments, second moments, largest second moments`, each \[total\], of which an
/// update takes `len` from `start` on. A slice that the optimizer has no use for is left out at the end.
#[wasm_bindgen]
impl Eager {
    /// Update `t` of Adam, with the hyperparameters lr, beta1, beta2, eps and weight decay. Flags: 1 `AMSGrad`, 2 decoupled
    /// decay, which is `AdamW`.
    ///
    /// # Errors
    /// A gradient or a new weight that is not finite; the arena is too small.
    pub fn adam(&mut self, start: usize, len: usize, total: usize, t: f64, flags: u32) -> Result<(), Error> {
        let [lr, beta1, beta2, eps, weight_decay] = self.hyperparameters;
        let (amsgrad, decoupled) = (flags & 1 != 0, flags & 2 != 0);
        let options = AdamOptions { betas: (beta1, beta2), eps, weight_decay, amsgrad, decoupled };
        self.update(&Optimizer::Adam(options), (start, len, total), t as u64, lr)
    }

    /// Update `t` of SGD, with the hyperparameters lr, momentum, dampening and weight decay.
    ///
    /// # Errors
    /// As [`Eager::adam`].
    pub fn sgd(&mut self, start: usize, len: usize, total: usize, t: f64, nesterov: bool) -> Result<(), Error> {
        let [lr, momentum, dampening, weight_decay, _] = self.hyperparameters;
        let options = SgdOptions { momentum, dampening, weight_decay, nesterov };
        self.update(&Optimizer::Sgd(options), (start, len, total), t as u64, lr)
    }

    fn update(
        &mut self,
        optimizer: &Optimizer,
        (start, len, total): (usize, usize, usize),
        t: u64,
        lr: f64,
    ) -> Result<(), Error> {
        let mut operands = Operands(&mut self.floats);
        let mut part = |used: bool| -> Result<&mut [f32], Error> {
            let whole = operands.take(if used { total } else { 0 })?;
            if used { whole.get_mut(start..start.saturating_add(len)).ok_or(Error::Shape) } else { Ok(whole) }
        };
        let (params, grads) = (part(true)?, part(true)?);
        let moments = optimizer.moments();
        let slices = [part(moments > 0)?, part(moments > 1)?, part(moments > 2)?];
        optimizer.try_step(params, grads, slices, t, lr, norm_squared(grads).sqrt())?;
        if all_finite(params) { Ok(()) } else { Err(Error::Diverged) }
    }
}

/// PyTorch's weight, `[outputs][inputs]`, in packed panels.
fn weight_entry(linear: Linear) -> Entry {
    let columns = Features { parts: 1, each: linear.inputs };
    Entry { kind: Kind::Linear { outputs: linear.outputs, columns }, start: 0, init: Init::uniform(linear.inputs) }
}

/// The sizes of a linear layer whose operands fit into memory.
fn checked(rows: usize, inputs: usize, outputs: usize) -> Result<Linear, Error> {
    expect_sizes(&[inputs, outputs])?;
    fits(&[(rows.saturating_add(1), inputs), (rows.saturating_add(1), outputs), (inputs, outputs)])?;
    Ok(Linear { inputs, outputs })
}

fn pack(linear: Linear, weight: &[f32], packed: &mut Buffer) -> Result<(), Error> {
    packed.grow_to(linear.weight_len())?;
    let packed = &mut packed[..linear.weight_len()];
    packed.fill(0.0);
    weight_entry(linear).import(weight, packed);
    Ok(())
}
