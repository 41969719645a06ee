//! Tokens as the input of a recurrent layer: `torch.nn.Embedding` and the product with W_ih in one.
//!
//! ```text
//! x = E[token]      gates = b + x · W_ih
//! ```
//! A batch of N tokens has U ≤ min(N, V) distinct ones, so the product is made once for each of those and the rows of
//! that table are copied into the gates; in the backward pass the gates' gradients are first summed by token. Inference
//! keeps the table for the next batch, as long as the weights are the same.
//!
//! | name | shape | |
//! |---|---|---|
//! | table E | `[V][Ep]` | Ep is E rounded up to 4, the rest 0 |
//! | x, dx | `[U][Ep]` | rows of the distinct tokens |
//! | product, dproduct | `[U][stride]` | the token table and its gradient, rows like those of the gates |
//! | kept product | `[U][directions][stride]` | in the same place |
//!
//! PERF: at V 27, T·B 1024 this removes a fifth of all multiplications of a training step.

use super::{InputGradients, InputWeights};
use crate::cells::Shares;
use crate::error::Error;
use crate::gemm::tiles::TABLE_FLOATS;
use crate::gemm::{Init, Packed, View, ViewMut, add_row_sums, matmul, matmul_tn, row_stride};
use crate::simd::{Buffer, add, copy, padded};
use crate::stack::Shape;

/// The distinct tokens of a batch and the room for their products.
#[derive(Default)]
pub struct TokenTable {
    /// For each symbol of the alphabet its slot among the distinct ones of the latest batch, valid if listed there.
    slot_of: Vec<u32>,
    distinct: Vec<u32>,
    /// For each row its slot.
    slots: Vec<u32>,
    /// Tokens whose rows of the embedding's gradient may not be 0; of all tokens when `is_dense`.
    touched: Vec<u32>,
    is_dense: bool,
    x: Buffer,
    dx: Buffer,
    product: Buffer,
    /// The version of the weights of which the product holds rows; `None` after a batch that is learned from.
    kept: Option<u64>,
    /// The first of the distinct tokens whose rows of the product are not there.
    made: usize,
    /// Rows of the product.
    room: usize,
}

impl TokenTable {
    /// Rows of the product: one for each symbol, or for as many as a batch can have where those are too many to keep.
    fn room(vocab: usize, shape: &Shape, rows: f64) -> f64 {
        let all = vocab as f64 * Self::row_len(shape) as f64;
        if all <= TABLE_FLOATS as f64 { vocab as f64 } else { rows.min(vocab as f64) }
    }

    /// Floats of a row of the kept product.
    fn row_len(shape: &Shape) -> usize {
        shape.directions * row_stride(shape.cell.input_len())
    }

    /// Elements of each list: slots by symbol, distinct and touched tokens, slots by row, x, dx, the product.
    fn plan(vocab: usize, dim: usize, shape: &Shape, rows: f64) -> [f64; 7] {
        let (room, distinct) = (Self::room(vocab, shape, rows), rows.min(vocab as f64));
        let x = distinct * padded(dim) as f64;
        [vocab as f64, room, distinct, rows, x, x, room * Self::row_len(shape) as f64]
    }

    /// Floats and words of a table for batches of `rows` tokens and a stack of such a shape.
    pub fn floats(vocab: usize, dim: usize, shape: &Shape, rows: f64) -> f64 {
        Self::plan(vocab, dim, shape, rows).iter().sum()
    }

    /// Room for such batches. That it fits has been checked by [`Self::floats`].
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn reserve(&mut self, vocab: usize, dim: usize, shape: &Shape, rows: usize) -> Result<(), Error> {
        let plan = Self::plan(vocab, dim, shape, rows as f64).map(|len| len as usize);
        for (list, len) in
            [&mut self.slot_of, &mut self.distinct, &mut self.touched, &mut self.slots].into_iter().zip(plan)
        {
            list.try_reserve_exact(len.saturating_sub(list.len())).map_err(|_| Error::OutOfMemory)?;
        }
        if self.slot_of.len() < vocab {
            self.slot_of.resize(vocab, 0);
        }
        let buffers = [&mut self.x, &mut self.dx, &mut self.product];
        buffers.into_iter().zip(&plan[4..]).try_for_each(|(buffer, &len)| buffer.grow_to(len))?;
        self.room = self.room.max(plan[1]);
        Ok(())
    }

    /// Finds the distinct tokens of a batch and gathers their rows of `table`, `[V][Ep]`.
    ///
    /// # Errors
    /// [`Error::IndexRange`] for a token outside the alphabet.
    pub fn gather(&mut self, table: &[f32], dim: usize, tokens: &[u32]) -> Result<(), Error> {
        self.kept = None;
        self.distinct.clear();
        self.find(tokens)?;
        let stride = padded(dim);
        for (x, &token) in self.x.chunks_exact_mut(stride).zip(&self.distinct) {
            x.copy_from_slice(&table[token as usize * stride..][..stride]);
        }
        Ok(())
    }

    /// Finds the distinct tokens of a batch that is not learned from. Rows of the product that were made of this version
    /// of the weights are kept.
    ///
    /// # Errors
    /// As [`TokenTable::gather`].
    pub fn keep(&mut self, version: u64, tokens: &[u32]) -> Result<(), Error> {
        let symbols = self.slot_of.len();
        let is_full = self.room < symbols && self.distinct.len() + tokens.len().min(symbols) > self.room;
        if is_full || self.kept != Some(version) {
            (self.kept, self.made) = (Some(version), 0);
            self.distinct.clear();
        }
        self.find(tokens)
    }

    /// The slots of all tokens; new ones are numbered after those that are there.
    fn find(&mut self, tokens: &[u32]) -> Result<(), Error> {
        self.slots.clear();
        self.slots.extend_from_slice(tokens);
        for slot_or_token in &mut self.slots {
            let token = *slot_or_token;
            let slot = self.slot_of.get_mut(token as usize).ok_or(Error::IndexRange)?;
            if self.distinct.get(*slot as usize) != Some(&token) {
                *slot = self.distinct.len() as u32;
                self.distinct.push(token);
            }
            *slot_or_token = *slot;
        }
        Ok(())
    }

    /// Clears the embedding's gradient, which begins as zeros: only the rows that were written since the last time.
    ///
    /// PERF: a batch touches a few rows of a large table; writing all of them took longer than the pass itself.
    pub fn clear_gradient(&mut self, dtable: &mut [f32], dim: usize) {
        let stride = padded(dim);
        // One large fill is sooner done than many small ones.
        let is_dense = core::mem::take(&mut self.is_dense) || self.touched.len() * stride * 8 > dtable.len();
        if is_dense {
            dtable.fill(0.0);
        } else {
            self.touched.iter().for_each(|&token| dtable[token as usize * stride..][..stride].fill(0.0));
        }
        self.touched.clear();
    }

    /// Tells that others write to the embedding's gradient: all of it has to be cleared the next time.
    pub fn mark_gradient_dense(&mut self) {
        self.is_dense = true;
    }

    /// The batch as a layer's input; `dtable` accumulates the embedding's gradient.
    pub fn input<'a>(&'a mut self, dim: usize, dtable: Option<&'a mut [f32]>) -> TokenInput<'a> {
        if dtable.is_some() {
            self.touched.extend_from_slice(&self.distinct);
        }
        TokenInput { tokens: self, dim, dtable }
    }
}

/// A batch of tokens that is not learned from, after [`TokenTable::keep`].
pub struct KeptInput<'a> {
    /// Its tokens.
    pub tokens: &'a mut TokenTable,
    /// The embedding, `[V][Ep]`.
    pub table: &'a [f32],
    /// E.
    pub dim: usize,
}

impl KeptInput<'_> {
    /// As [`super::Input::project`], for one direction after another. Each missing row of the product is made by itself, so it is the same to the
    /// last bit whatever else a batch has.
    pub(crate) fn shares(&mut self, weights: InputWeights, (direction, directions): (usize, usize)) -> Shares<'_> {
        let TokenTable { distinct, slots, product, made, .. } = &mut *self.tokens;
        let (columns, x_stride) = (weights.bias.len(), padded(self.dim));
        let (stride, offset) = (directions * row_stride(columns), direction * row_stride(columns));
        let w_ih = Packed { data: weights.w_ih, k: self.dim, m: columns };
        for (slot, &token) in distinct.iter().enumerate().skip(*made) {
            let x = View::rows(self.table, x_stride).from(token as usize);
            let row = &mut product[slot * stride + offset..];
            matmul(x, w_ih, &mut ViewMut::rows(row, stride), 1, Init::Row(weights.bias));
        }
        if direction + 1 == directions {
            *made = distinct.len();
        }
        Shares { table: &product[offset..], stride, slots }
    }
}

/// A gathered batch of tokens.
pub struct TokenInput<'a> {
    tokens: &'a mut TokenTable,
    dim: usize,
    dtable: Option<&'a mut [f32]>,
}

impl TokenInput<'_> {
    /// As [`super::Input::project`].
    pub(super) fn project(&mut self, weights: InputWeights) -> Shares<'_> {
        let TokenTable { distinct, slots, x, product, .. } = &mut *self.tokens;
        let (count, columns) = (distinct.len(), weights.bias.len());
        let w_ih = Packed { data: weights.w_ih, k: self.dim, m: columns };
        let stride = row_stride(columns);
        let table = &mut ViewMut::rows(product, stride);
        matmul(View::rows(x, padded(self.dim)), w_ih, table, count, Init::Row(weights.bias));
        Shares { table: product, stride, slots }
    }

    pub(super) fn wants_gradient(&self) -> bool {
        self.dtable.is_some()
    }

    /// As [`super::Input::gradient`].
    pub(super) fn gradient(&mut self, w_ih_t: &[f32], dgates: View, rows: usize, gradients: &mut InputGradients) {
        let TokenTable { distinct, slots, x, dx, product, .. } = &mut *self.tokens;
        let (count, columns, stride) = (distinct.len(), gradients.bias.len(), padded(self.dim));
        let gates_stride = row_stride(columns);
        // The first row of each token starts its sum. Slots are numbered in the order of first rows.
        let mut started = 0;
        for (dgates, &slot) in dgates.data.chunks(dgates.stride).zip(&*slots).take(rows) {
            let sum = &mut product[slot as usize * gates_stride..][..columns];
            if slot == started {
                copy(&dgates[..columns], sum);
                started += 1;
            } else {
                add(sum, &dgates[..columns]);
            }
        }
        let dproduct = View::rows(product, gates_stride);
        matmul_tn(View::rows(x, stride), dproduct, gradients.w_ih, (self.dim, columns), count);
        add_row_sums(dproduct, gradients.bias, count);
        if let Some(dtable) = &mut self.dtable {
            let w_ih_t = Packed { data: w_ih_t, k: columns, m: stride };
            matmul(dproduct, w_ih_t, &mut ViewMut::rows(dx, stride), count, Init::Zero);
            for (dx, &token) in dx.chunks_exact(stride).zip(&*distinct) {
                add(&mut dtable[token as usize * stride..][..stride], dx);
            }
        }
    }
}
