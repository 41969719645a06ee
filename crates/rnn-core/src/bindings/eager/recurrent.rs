//! Eager recurrent layers.

use wasm_bindgen::prelude::wasm_bindgen;

use super::Eager;
use super::operands::Operands;
use super::recurrence::{Batch, Flags};
use crate::cells::{self, Cell};
use crate::error::Error;
use crate::stack::{Shape, Stack};

#[wasm_bindgen]
impl Eager {
    /// The sizes of the recurrence that the next calls run: a cell as in a model's configuration, its input, hidden units,
    /// projection (0 for none), layers, directions; flags: 1 with biases, 2 with masks of dropout beside the input.
    ///
    /// # Errors
    /// A size of 0, a cell or a projection that there is none of, or sizes whose weights no memory holds; those of before
    /// stay.
    pub fn recurrent(
        &mut self,
        cell: u32,
        input: usize,
        hidden: usize,
        projection: usize,
        layers: usize,
        directions: usize,
        flags: u32,
    ) -> Result<(), Error> {
        let kind = cells::Kind::read(cell)?;
        if !(1..=2).contains(&directions) {
            return Err(Error::InvalidOption);
        }
        let cell = Cell { kind, hidden, projection };
        let stack = Stack::new(Shape { input, cell, layers, directions, dropout: flags & 2 != 0 })?;
        self.recurrence.set(stack, flags & 1 != 0);
        Ok(())
    }

    /// `weights, x [rows][input]`, with a state `h [L·D][B][out], c [L·D][B][H]`, with dropout `masks [L − 1][N][D·out]`
    /// → `y [rows][D·out], h, c`; c only where the cell has one. The backward pass reads [`Eager::saved_ptr`].
    /// Flags: 1 mapped, 2 with a state.
    ///
    /// # Errors
    /// The arena is too small, the words do not fit the sizes; out of memory.
    pub fn recurrent_forward(&mut self, rows: usize, batch: usize, steps: usize, flags: u32) -> Result<(), Error> {
        let flags = Flags(flags);
        let batch = Batch::new(&self.words, rows, batch, steps, flags.mapped())?;
        self.recurrence.forward(&mut Operands(&mut self.floats), batch, flags)
    }

    /// f32\[[`Eager::saved_len`]\]: what a forward pass over `rows` packed rows left, to be taken away before the next one
    /// and brought back before the backward pass.
    ///
    /// # Errors
    /// Out of memory.
    pub fn saved_ptr(&mut self, rows: usize, batch: usize) -> Result<*mut f32, Error> {
        Ok(self.recurrence.saved(rows, batch)?.as_mut_ptr())
    }

    /// Floats that a forward pass over `rows` packed rows leaves.
    ///
    /// # Errors
    /// More than any memory holds.
    pub fn saved_len(&self, rows: usize) -> Result<usize, Error> {
        self.recurrence.saved_len(rows)
    }

    /// `weights, x`, with a state `h, c`, `dy [rows][D·out]`, with a state gradient those of the final `h, c`
    /// → `dweights`, if wanted `dx [rows][input]`, with a state gradient those of the initial `h, c`. Weights and x are
    /// left out where they are resident: nothing ran between the forward pass and this. Flags: 1 mapped, 2 with a state,
    /// 4 with a state gradient, 8 dx wanted, 16 resident.
    ///
    /// # Errors
    /// As [`Eager::recurrent_forward`].
    pub fn recurrent_backward(&mut self, rows: usize, batch: usize, steps: usize, flags: u32) -> Result<(), Error> {
        let flags = Flags(flags);
        let batch = Batch::new(&self.words, rows, batch, steps, flags.mapped())?;
        self.recurrence.backward(&mut Operands(&mut self.floats), batch, flags)
    }
}
