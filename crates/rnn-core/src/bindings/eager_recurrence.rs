//! The eager recurrence, of any cell: dense tensors in PyTorch's layout around a pass through a [`Stack`].
//!
//! The caller's sequences may be of any lengths in any order; here they run packed, the longest first. Words say how:
//! `sizes [steps]`, the sequences at each step, and where that is not simply every row in order, `places [N]`, the
//! caller's row of each packed one, and `order [B]`, the caller's place of each sequence.

use wasm_bindgen::prelude::wasm_bindgen;

use super::eager::{Eager, Operands, copy_row};
use super::fits;
use crate::cells::{self, Cell};
use crate::error::Error;
use crate::inputs::{Input, Rows};
use crate::layout::{self, Entry, stack_entries};
use crate::memory;
use crate::packing::Packing;
use crate::simd::{Buffer, padded};
use crate::stack::{Mode, Shape, Stack, Workspace};

/// The sizes of the recurrence that runs next, and what its passes work in.
#[derive(Default)]
pub(super) struct Recurrence {
    stack: Stack,
    entries: Vec<Entry>,
    params: Buffer,
    grads: Buffer,
    x: Buffer,
    dx: Buffer,
    work: Workspace,
}

/// The caller's batch: all rows, running ones or not.
#[derive(Clone, Copy)]
struct Batch<'a> {
    rows: usize,
    packing: Packing<'a>,
    places: Option<&'a [u32]>,
    order: Option<&'a [u32]>,
}

impl<'a> Batch<'a> {
    fn new(words: &'a [u32], rows: usize, batch: usize, steps: usize, mapped: bool) -> Result<Self, Error> {
        let (sizes, rest) = words.split_at_checked(steps).ok_or(Error::Shape)?;
        let packing = Packing::new(sizes).filter(|packing| packing.batch() == batch).ok_or(Error::Shape)?;
        if !mapped {
            let whole = if packing.rows == rows { Ok(()) } else { Err(Error::Shape) };
            return whole.map(|()| Self { rows, packing, places: None, order: None });
        }
        let (places, rest) = rest.split_at_checked(packing.rows).ok_or(Error::Shape)?;
        let order = rest.get(..batch).ok_or(Error::Shape)?;
        let inside = places.iter().all(|&row| (row as usize) < rows) && order.iter().all(|&b| (b as usize) < batch);
        if inside { Ok(Self { rows, packing, places: Some(places), order: Some(order) }) } else { Err(Error::Shape) }
    }

    /// For each packed row the caller's.
    fn rows(self) -> impl Iterator<Item = usize> + 'a {
        (0..self.packing.rows).map(move |row| self.places.map_or(row, |places| places[row] as usize))
    }
}

/// Where units of h or c lie for the caller, `[L·D][B][width]`, and for the kernels.
#[derive(Clone, Copy)]
struct States<'a> {
    batch: Batch<'a>,
    cell: Cell,
    count: usize,
}

impl States<'_> {
    fn len(self, width: usize) -> usize {
        self.count * self.batch.packing.batch() * width
    }

    /// Both places of each row, the caller's and the kernels'.
    fn rows(self) -> impl Iterator<Item = (usize, usize)> {
        let (batch, order) = (self.batch.packing.batch(), self.batch.order);
        (0..self.count * batch).map(move |ours| match order {
            Some(order) => (ours - ours % batch + order[ours % batch] as usize, ours),
            None => (ours, ours),
        })
    }

    /// Width of c, 0 for cells without.
    fn c_width(self) -> usize {
        if self.cell.kind.layout().carries_c { self.cell.hidden } else { 0 }
    }

    /// Floats of all h and of all c.
    fn lens(self) -> (usize, usize) {
        (self.len(self.cell.output()), self.len(self.c_width()))
    }

    fn import(self, (from_h, from_c): (&[f32], &[f32]), h: &mut [f32], c: &mut [f32]) {
        self.import_rows(self.cell.output(), from_h, h);
        self.import_rows(self.c_width(), from_c, c);
    }

    fn export(self, (h, c): (&[f32], &[f32]), to_h: &mut [f32], to_c: &mut [f32]) {
        self.export_rows(self.cell.output(), h, to_h);
        self.export_rows(self.c_width(), c, to_c);
    }

    #[inline(never)]
    fn import_rows(self, width: usize, from: &[f32], to: &mut [f32]) {
        let stride = padded(width);
        to[..self.len(stride)].fill(0.0);
        for (theirs, ours) in self.rows() {
            copy_row(&from[theirs * width..][..width], &mut to[ours * stride..]);
        }
    }

    #[inline(never)]
    fn export_rows(self, width: usize, from: &[f32], to: &mut [f32]) {
        let stride = padded(width);
        for (theirs, ours) in self.rows() {
            copy_row(&from[ours * stride..][..width], &mut to[theirs * width..]);
        }
    }
}

/// A dense row of the outputs of all directions, in the columns of the kernels.
#[inline(never)]
fn spread_directions(stack: &Stack, from: &[f32], to: &mut [f32]) {
    to.fill(0.0);
    for (direction, from) in from.chunks_exact(stack.shape.cell.output()).enumerate() {
        copy_row(from, &mut to[stack.columns(direction).offset..]);
    }
}

/// What a pass is told beside its sizes, bit by bit.
#[derive(Clone, Copy)]
struct Flags(u32);

impl Flags {
    /// Words map the caller's rows to packed ones.
    const fn mapped(self) -> bool {
        self.0 & 1 != 0
    }

    /// The pass begins from a state.
    const fn with_state(self) -> bool {
        self.0 & 2 != 0
    }

    /// The final states have gradients, and those of the initial ones are wanted.
    const fn state_gradient(self) -> bool {
        self.0 & 4 != 0
    }

    /// The gradient of x is wanted.
    const fn wants_dx(self) -> bool {
        self.0 & 8 != 0
    }

    /// Weights and x are there from the forward pass.
    const fn resident(self) -> bool {
        self.0 & 16 != 0
    }
}

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
        self.recurrence.entries = stack_entries(&stack, 0, flags & 1 != 0);
        self.recurrence.stack = stack;
        Ok(())
    }

    /// `weights, x [rows][input]`, with a state `h [L·D][B][out], c [L·D][B][H]`, with dropout `masks [L − 1][N][D·out]`
    /// → `y [rows][D·out], h, c`; c only where the cell has one. What the way back needs lies at [`Eager::saved_ptr`].
    /// Flags: 1 mapped, 2 with a state.
    ///
    /// # Errors
    /// The arena is too small, the words do not fit the sizes; out of memory.
    pub fn recurrent_forward(&mut self, rows: usize, batch: usize, steps: usize, flags: u32) -> Result<(), Error> {
        let flags = Flags(flags);
        let batch = Batch::new(&self.words, rows, batch, steps, flags.mapped())?;
        self.recurrence.expect_rows(rows)?;
        self.recurrence.forward(&mut Operands(&mut self.floats), batch, flags.with_state())
    }

    /// f32\[[`Eager::saved_len`]\]: what a forward pass over `rows` packed rows left, to be taken away before the next one
    /// and brought back before the way back.
    ///
    /// # Errors
    /// Out of memory.
    pub fn saved_ptr(&mut self, rows: usize, batch: usize) -> Result<*mut f32, Error> {
        self.recurrence.reserve(rows, batch, true)?;
        Ok(self.recurrence.work.saved.as_mut_ptr())
    }

    /// Floats that a forward pass over `rows` packed rows leaves.
    ///
    /// # Errors
    /// More than any memory holds.
    pub fn saved_len(&self, rows: usize) -> Result<usize, Error> {
        self.recurrence.expect(rows, 1, false)?;
        Ok(self.recurrence.stack.saved_len(rows))
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
        self.recurrence.expect_rows(rows)?;
        let mode = Mode {
            with_state: flags.with_state(),
            dropout: self.recurrence.stack.shape.dropout,
            state_gradient: flags.state_gradient(),
        };
        let mut operands = Operands(&mut self.floats);
        self.recurrence.reserve(batch.packing.rows, batch.packing.batch(), true)?;
        if !flags.resident() {
            self.recurrence.import(&mut operands, batch)?;
        }
        self.recurrence.import_state(&mut operands, batch, mode.with_state)?;
        self.recurrence.backward(&mut operands, batch, mode, flags.wants_dx())
    }
}

impl Recurrence {
    /// Refuses batches whose passes no memory holds, and any before there are sizes.
    fn expect(&self, rows: usize, batch: usize, training: bool) -> Result<(), Error> {
        if self.stack.weights.is_empty() {
            return Err(Error::InvalidOption);
        }
        let (shape, copies) = (&self.stack.shape, if training { 2.0 } else { 1.0 });
        let (rows, batch) = (rows as f64, batch as f64);
        let operands = shape.weights() + rows * padded(shape.input) as f64;
        memory::expect(copies * operands + Workspace::floats(shape, rows, batch, training))
    }

    /// Refuses rows of the caller's, running ones or not, that no memory holds.
    fn expect_rows(&self, rows: usize) -> Result<(), Error> {
        let Shape { input, cell, directions, .. } = self.stack.shape;
        fits(&[(rows, input), (rows, directions * cell.output())])
    }

    fn reserve(&mut self, rows: usize, batch: usize, training: bool) -> Result<(), Error> {
        self.expect(rows, batch, training)?;
        let Shape { input, .. } = self.stack.shape;
        self.x.grow_to(rows * padded(input))?;
        self.params.grow_to(self.stack.len)?;
        if training {
            self.dx.grow_to(rows * padded(input))?;
            self.grads.grow_to(self.stack.len)?;
        }
        self.work.reserve(&self.stack.shape, rows, batch, training)
    }

    fn forward(&mut self, operands: &mut Operands, batch: Batch, with_state: bool) -> Result<(), Error> {
        self.reserve(batch.packing.rows, batch.packing.batch(), false)?;
        let mode = Mode { with_state, dropout: self.stack.shape.dropout, state_gradient: false };
        self.import(operands, batch)?;
        self.import_state(operands, batch, with_state)?;
        if mode.dropout {
            self.import_masks(operands, batch)?;
        }
        let (rows, states) = (batch.packing.rows, self.states(batch));
        let Self { stack, params, x, work, .. } = self;
        let (width, stride) = (stack.shape.input, padded(stack.shape.input));
        let mut input = Input::Rows(Rows { x, stride, width, dx: None });
        stack.forward(params, &mut input, batch.packing, mode, work);

        let output = stack.shape.directions * stack.shape.cell.output();
        let y = operands.take(batch.rows * output)?;
        let (h_len, c_len) = states.lens();
        let (h, c) = (operands.take(h_len)?, operands.take(c_len)?);
        if batch.places.is_some() {
            y.fill(0.0);
        }
        let from = &work.saved[stack.output_range(stack.shape.layers - 1, rows)];
        for (from, place) in from.chunks_exact(stack.stride()).zip(batch.rows()) {
            let to = y[place * output..][..output].chunks_exact_mut(states.cell.output());
            for (direction, to) in to.enumerate() {
                copy_row(&from[stack.columns(direction).offset..][..to.len()], to);
            }
        }
        stack.final_states(batch.packing, &work.saved, &mut work.h, &mut work.c);
        states.export((&work.h, &work.c), h, c);
        Ok(())
    }

    fn backward(&mut self, operands: &mut Operands, batch: Batch, mode: Mode, wants_dx: bool) -> Result<(), Error> {
        let (rows, states) = (batch.packing.rows, self.states(batch));
        let (h_len, c_len) = states.lens();
        self.import_output_gradient(operands, batch)?;
        let Self { stack, entries, params, grads, x, dx, work, .. } = self;
        if mode.state_gradient {
            let gradients = (&*operands.take(h_len)?, &*operands.take(c_len)?);
            states.import(gradients, &mut work.scratch.dh, &mut work.scratch.dc);
        }
        let (width, stride) = (stack.shape.input, padded(stack.shape.input));
        dx[..rows * stride].fill(0.0);
        grads[..stack.len].fill(0.0);
        let mut input = Input::Rows(Rows { x, stride, width, dx: wants_dx.then_some(&mut **dx) });
        stack.backward(params, grads, &mut input, batch.packing, mode, work);

        let weights = entries.iter().map(|entry| entry.kind.count()).sum();
        layout::export(entries, grads, operands.take(weights)?);
        if wants_dx {
            let to = operands.take(batch.rows * width)?;
            to.fill(0.0);
            for (from, place) in dx.chunks_exact(stride).zip(batch.rows()) {
                copy_row(&from[..width], &mut to[place * width..]);
            }
        }
        if mode.state_gradient {
            let (h, c) = (operands.take(h_len)?, operands.take(c_len)?);
            states.export((&work.scratch.dh, &work.scratch.dc), h, c);
        }
        Ok(())
    }

    fn states<'a>(&self, batch: Batch<'a>) -> States<'a> {
        States { batch, cell: self.stack.shape.cell, count: self.stack.weights.len() }
    }

    /// Weights and input, packed.
    fn import(&mut self, operands: &mut Operands, batch: Batch) -> Result<(), Error> {
        let Self { stack, entries, params, x, .. } = self;
        let weights = entries.iter().map(|entry| entry.kind.count()).sum();
        params[..stack.len].fill(0.0);
        layout::import(entries, operands.take(weights)?, params);
        let (width, stride) = (stack.shape.input, padded(stack.shape.input));
        let from = operands.take(batch.rows * width)?;
        for (to, place) in x.chunks_exact_mut(stride).zip(batch.rows()) {
            copy_row(&from[place * width..][..width], to);
        }
        Ok(())
    }

    fn import_state(&mut self, operands: &mut Operands, batch: Batch, with_state: bool) -> Result<(), Error> {
        let states = self.states(batch);
        if with_state {
            let (h, c) = states.lens();
            states.import((operands.take(h)?, operands.take(c)?), &mut self.work.h, &mut self.work.c);
        }
        Ok(())
    }

    fn import_masks(&mut self, operands: &mut Operands, batch: Batch) -> Result<(), Error> {
        let Self { stack, work, .. } = self;
        let (rows, output) = (batch.packing.rows, stack.shape.directions * stack.shape.cell.output());
        for layer in 0..stack.shape.layers - 1 {
            let masks = operands.take(rows * output)?;
            let to = &mut work.saved[stack.mask_range(layer, rows)];
            for (to, from) in to.chunks_exact_mut(stack.stride()).zip(masks.chunks_exact(output)) {
                spread_directions(stack, from, to);
            }
        }
        Ok(())
    }

    fn import_output_gradient(&mut self, operands: &mut Operands, batch: Batch) -> Result<(), Error> {
        let Self { stack, work, .. } = self;
        let output = stack.shape.directions * stack.shape.cell.output();
        let from = operands.take(batch.rows * output)?;
        for (to, place) in work.dy.chunks_exact_mut(stack.stride()).zip(batch.rows()) {
            spread_directions(stack, &from[place * output..][..output], to);
        }
        Ok(())
    }
}
