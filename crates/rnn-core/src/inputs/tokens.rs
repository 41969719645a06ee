//! Tokens as the input of a recurrent layer: `torch.nn.Embedding` and the product with W_ih in one.
//!
//! ```text
//! x = E[token]      gates = b + x · W_ih
//! ```
//! A batch of N tokens has U ≤ min(N, V) distinct ones, so the product is made once for each of those and the rows of
//! that table are copied into the gates; on the way back the gates' gradients are added up by token first.
//!
//! | name | shape | |
//! |---|---|---|
//! | table E | `[V][Ep]` | Ep is E rounded up to 4, the rest 0 |
//! | x, dx | `[U][Ep]` | rows of the distinct tokens |
//! | product, dproduct | `[U][stride]` | the token table and its gradient, rows like those of the gates |
//!
//! PERF: at V 27, T·B 1024 this removes a fifth of all multiplications of a training step.

use super::{InputGradients, InputWeights};
use crate::error::Error;
use crate::gemm::{BLOCK, Init, Packed, View, ViewMut, add_row_sums, matmul, matmul_tn, row_stride};
use crate::simd::{Buffer, F32x4, padded, vectors, vectors_mut};

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
}

impl TokenTable {
    /// Room for batches of `rows` tokens.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub fn reserve(&mut self, vocab: usize, dim: usize, gates: usize, rows: usize) -> Result<(), Error> {
        let distinct = rows.min(vocab);
        let lists = [
            (&mut self.slot_of, vocab),
            (&mut self.distinct, distinct),
            (&mut self.touched, distinct),
            (&mut self.slots, rows),
        ];
        for (list, len) in lists {
            list.try_reserve_exact(len.saturating_sub(list.len())).map_err(|_| Error::OutOfMemory)?;
        }
        if self.slot_of.len() < vocab {
            self.slot_of.resize(vocab, 0);
        }
        self.x.reserve(distinct * padded(dim))?;
        self.dx.reserve(distinct * padded(dim))?;
        self.product.reserve(distinct * row_stride(gates))
    }

    /// Finds the distinct tokens of a batch and gathers their rows of `table`, `[V][Ep]`.
    ///
    /// # Errors
    /// [`Error::IndexRange`] for a token outside the alphabet.
    pub fn gather(&mut self, table: &[f32], dim: usize, tokens: &[u32]) -> Result<(), Error> {
        self.distinct.clear();
        self.slots.clear();
        for &token in tokens {
            let slot = self.slot_of.get_mut(token as usize).ok_or(Error::IndexRange)?;
            if self.distinct.get(*slot as usize) != Some(&token) {
                *slot = self.distinct.len() as u32;
                self.distinct.push(token);
            }
            self.slots.push(*slot);
        }
        let stride = padded(dim);
        for (x, &token) in self.x.chunks_exact_mut(stride).zip(&self.distinct) {
            x.copy_from_slice(&table[token as usize * stride..][..stride]);
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

/// A gathered batch of tokens.
pub struct TokenInput<'a> {
    tokens: &'a mut TokenTable,
    dim: usize,
    dtable: Option<&'a mut [f32]>,
}

impl TokenInput<'_> {
    /// As [`super::Input::project`].
    pub(super) fn project(&mut self, weights: InputWeights, gates: &mut [f32], rows: usize) {
        let TokenTable { distinct, slots, x, product, .. } = &mut *self.tokens;
        let (count, columns) = (distinct.len(), weights.bias.len());
        let w_ih = Packed { data: weights.w_ih, k: self.dim, m: columns };
        let stride = row_stride(columns);
        let table = &mut ViewMut::rows(product, stride);
        matmul(View::rows(x, padded(self.dim)), w_ih, table, count, Init::Row(weights.bias));
        for (gates, &slot) in gates.chunks_exact_mut(stride).zip(&*slots).take(rows) {
            let product = product[slot as usize * stride..][..columns].as_chunks::<BLOCK>().0;
            for (gates, product) in gates.as_chunks_mut::<BLOCK>().0.iter_mut().zip(product) {
                *gates = *product;
            }
        }
    }

    pub(super) fn wants_gradient(&self) -> bool {
        self.dtable.is_some()
    }

    /// As [`super::Input::gradient`].
    pub(super) fn gradient(&mut self, w_ih_t: &[f32], dgates: &[f32], rows: usize, gradients: &mut InputGradients) {
        let TokenTable { distinct, slots, x, dx, product, .. } = &mut *self.tokens;
        let (count, columns, stride) = (distinct.len(), gradients.bias.len(), padded(self.dim));
        let gates_stride = row_stride(columns);
        product[..count * gates_stride].fill(0.0);
        for (dgates, &slot) in dgates.chunks_exact(gates_stride).zip(&*slots).take(rows) {
            add(&mut product[slot as usize * gates_stride..][..columns], &dgates[..columns]);
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

/// to += from.
#[inline(always)]
fn add(to: &mut [f32], from: &[f32]) {
    for (to, from) in vectors_mut(to).iter_mut().zip(vectors(from)) {
        (F32x4::load(to) + F32x4::load(from)).store(to);
    }
}
