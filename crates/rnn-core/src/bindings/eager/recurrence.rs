//! The eager recurrence, of any cell: dense tensors in PyTorch's layout around a pass through a [`Stack`].
//!
//! The caller's sequences may be of any lengths in any order; here they run packed, the longest first. Words say how:
//! `sizes [steps]`, the sequences at each step, and where that is not simply every row in order, `places [N]`, the
//! caller's row of each packed one, and `order [B]`, the caller's place of each sequence.

use super::operands::{Operands, copy_row};
use crate::bindings::fits;
use crate::cells::Cell;
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
pub(super) struct Batch<'a> {
    rows: usize,
    packing: Packing<'a>,
    places: Option<&'a [u32]>,
    order: Option<&'a [u32]>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(words: &'a [u32], rows: usize, batch: usize, steps: usize, mapped: bool) -> Result<Self, Error> {
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
pub(super) struct Flags(pub(super) u32);

impl Flags {
    /// Words map the caller's rows to packed ones.
    pub(super) const fn mapped(self) -> bool {
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

impl Recurrence {
    /// Takes the sizes of the passes that follow.
    pub(super) fn set(&mut self, stack: Stack, with_biases: bool) {
        self.entries = stack_entries(&stack, 0, with_biases);
        self.stack = stack;
    }

    /// What a forward pass over `rows` packed rows leaves, with room for it.
    pub(super) fn saved(&mut self, rows: usize, batch: usize) -> Result<&mut [f32], Error> {
        self.reserve(rows, batch, true)?;
        Ok(&mut self.work.saved)
    }

    pub(super) fn saved_len(&self, rows: usize) -> Result<usize, Error> {
        self.expect(rows, 1, false)?;
        Ok(self.stack.saved_len(rows))
    }

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

    pub(super) fn forward(&mut self, operands: &mut Operands, batch: Batch, flags: Flags) -> Result<(), Error> {
        self.expect_rows(batch.rows)?;
        self.reserve(batch.packing.rows, batch.packing.batch(), false)?;
        let mode = Mode { with_state: flags.with_state(), dropout: self.stack.shape.dropout, state_gradient: false };
        self.import(operands, batch)?;
        self.import_state(operands, batch, mode)?;
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

    pub(super) fn backward(&mut self, operands: &mut Operands, batch: Batch, flags: Flags) -> Result<(), Error> {
        self.expect_rows(batch.rows)?;
        self.reserve(batch.packing.rows, batch.packing.batch(), true)?;
        let mode = Mode {
            with_state: flags.with_state(),
            dropout: self.stack.shape.dropout,
            state_gradient: flags.state_gradient(),
        };
        if !flags.resident() {
            self.import(operands, batch)?;
        }
        self.import_state(operands, batch, mode)?;
        let wants_dx = flags.wants_dx();
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

    fn import_state(&mut self, operands: &mut Operands, batch: Batch, mode: Mode) -> Result<(), Error> {
        let states = self.states(batch);
        if mode.with_state {
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
