//! The eager LSTM: dense tensors in PyTorch's layout around a pass through a [`Stack`].
//!
//! The caller's sequences may be of any lengths in any order; here they run packed, the longest first. Words say how:
//! `sizes [steps]`, the sequences at each step, and where that is not simply every row in order, `places [N]`, the
//! caller's row of each packed one, and `order [B]`, the caller's place of each sequence.

use wasm_bindgen::prelude::wasm_bindgen;

use super::eager::{Eager, Operands, copy_row};
use super::{MOST_FLOATS, fits, positive};
use crate::cells::Cell;
use crate::error::Error;
use crate::inputs::{Input, Rows};
use crate::layout::{self, Entry, Kind, stack_entries};
use crate::packing::Packing;
use crate::simd::{Buffer, padded};
use crate::stack::{Mode, Shape, Stack, Workspace};

/// More layers than anybody stacks, and few enough to be listed.
const MOST_LAYERS: usize = 65_536;

/// The sizes of the LSTM that runs next, and what its passes work in.
pub(super) struct Recurrence {
    stack: Stack,
    entries: Vec<Entry>,
    params: Buffer,
    grads: Buffer,
    x: Buffer,
    dx: Buffer,
    work: Workspace,
}

impl Default for Recurrence {
    fn default() -> Self {
        let cell = Cell { hidden: 1, projection: 0 };
        Self {
            stack: Stack::new(Shape { input: 1, cell, layers: 1, directions: 1, dropout: false }),
            entries: Vec::new(),
            params: Buffer::default(),
            grads: Buffer::default(),
            x: Buffer::default(),
            dx: Buffer::default(),
            work: Workspace::default(),
        }
    }
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

    fn import(self, (from_h, from_c): (&[f32], &[f32]), h: &mut [f32], c: &mut [f32]) {
        self.import_rows(self.cell.output(), from_h, h);
        self.import_rows(self.cell.hidden, from_c, c);
    }

    fn export(self, (h, c): (&[f32], &[f32]), to_h: &mut [f32], to_c: &mut [f32]) {
        self.export_rows(self.cell.output(), h, to_h);
        self.export_rows(self.cell.hidden, c, to_c);
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

#[wasm_bindgen]
impl Eager {
    /// The sizes of the LSTM that the next calls run; `dropout` where masks come with its input.
    ///
    /// # Errors
    /// A size of 0, or sizes whose weights no memory holds; those of before stay.
    #[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools)]
    pub fn lstm(
        &mut self,
        input: usize,
        hidden: usize,
        projection: usize,
        layers: usize,
        bidirectional: bool,
        bias: bool,
        dropout: bool,
    ) -> Result<(), Error> {
        let directions = if bidirectional { 2 } else { 1 };
        positive(&[input, hidden, layers])?;
        if layers > MOST_LAYERS || most_weights(input, hidden, projection) * (layers * directions) as f64 > MOST_FLOATS
        {
            return Err(Error::OutOfMemory);
        }
        let cell = Cell { hidden, projection };
        let stack = Stack::new(Shape { input, cell, layers, directions, dropout });
        let is_there = |entry: &Entry| bias || !matches!(entry.kind, Kind::GateBias { .. });
        self.recurrence.entries = stack_entries(&stack, 0).into_iter().filter(is_there).collect();
        self.recurrence.stack = stack;
        Ok(())
    }

    /// `weights, x [rows][input]`, with a state `h [L·D][B][out], c [L·D][B][H]`, with dropout `masks [L − 1][N][D·out]`
    /// → `y [rows][D·out], h, c`. What the way back needs lies at [`Eager::saved_ptr`].
    ///
    /// # Errors
    /// The arena is too small, the words do not fit the sizes; out of memory.
    pub fn lstm_forward(
        &mut self,
        rows: usize,
        batch: usize,
        steps: usize,
        mapped: bool,
        with_state: bool,
    ) -> Result<(), Error> {
        let batch = Batch::new(&self.words, rows, batch, steps, mapped)?;
        self.recurrence.expect_rows(rows)?;
        self.recurrence.forward(&mut Operands(&mut self.floats), batch, with_state)
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
        self.recurrence.expect(rows, 1)?;
        Ok(self.recurrence.stack.saved_len(rows))
    }

    /// `weights, x`, with a state `h, c`, `dy [rows][D·out]`, with a state gradient those of the final `h, c`
    /// → `dweights`, if wanted `dx [rows][input]`, with a state gradient those of the initial `h, c`. Weights and x are
    /// left out where they are `resident`: nothing ran between the forward pass and this.
    ///
    /// # Errors
    /// As [`Eager::lstm_forward`].
    #[allow(clippy::too_many_arguments, clippy::fn_params_excessive_bools)]
    pub fn lstm_backward(
        &mut self,
        rows: usize,
        batch: usize,
        steps: usize,
        mapped: bool,
        with_state: bool,
        state_gradient: bool,
        wants_dx: bool,
        resident: bool,
    ) -> Result<(), Error> {
        let batch = Batch::new(&self.words, rows, batch, steps, mapped)?;
        self.recurrence.expect_rows(rows)?;
        let mode = Mode { with_state, dropout: self.recurrence.stack.shape.dropout, state_gradient };
        let mut operands = Operands(&mut self.floats);
        self.recurrence.reserve(batch.packing.rows, batch.packing.batch(), true)?;
        if !resident {
            self.recurrence.import(&mut operands, batch)?;
        }
        self.recurrence.import_state(&mut operands, batch, with_state)?;
        self.recurrence.backward(&mut operands, batch, mode, wants_dx)
    }
}

/// No fewer floats than the weights of one direction of a layer, in f64, which does not wrap around.
fn most_weights(input: usize, hidden: usize, projection: usize) -> f64 {
    let up = |size: usize| size as f64 + 4.0;
    let output = up(hidden.max(projection));
    4.0 * up(hidden) * (up(input).max(2.0 * output) + output + 2.0) + up(hidden) * up(projection)
}

impl Recurrence {
    /// Refuses batches whose passes no memory holds.
    fn expect(&self, rows: usize, batch: usize) -> Result<(), Error> {
        let Shape { input, cell, layers, directions, .. } = self.stack.shape;
        let widest = 8 * cell.hidden_padded() + 4 * cell.output_padded();
        let each = (layers * directions) as f64 * widest as f64 + padded(input) as f64;
        if rows.max(batch) as f64 * each > MOST_FLOATS { Err(Error::OutOfMemory) } else { Ok(()) }
    }

    /// Refuses rows of the caller's, running ones or not, that no memory holds.
    fn expect_rows(&self, rows: usize) -> Result<(), Error> {
        let Shape { input, cell, directions, .. } = self.stack.shape;
        fits(&[(rows, input), (rows, directions * cell.output())])
    }

    fn reserve(&mut self, rows: usize, batch: usize, training: bool) -> Result<(), Error> {
        self.expect(rows, batch)?;
        let Shape { input, .. } = self.stack.shape;
        self.x.reserve(rows * padded(input))?;
        self.params.reserve(self.stack.len)?;
        if training {
            self.dx.reserve(rows * padded(input))?;
            self.grads.reserve(self.stack.len)?;
        }
        self.work.reserve(&self.stack, rows, batch, training)
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
        let (h, c) = (operands.take(states.len(states.cell.output()))?, operands.take(states.len(states.cell.hidden))?);
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
        let (h_len, c_len) = (states.len(states.cell.output()), states.len(states.cell.hidden));
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

        let weights = entries.iter().map(|entry| entry.kind.len()).sum();
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
        let weights = entries.iter().map(|entry| entry.kind.len()).sum();
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
            let (h, c) = (states.len(states.cell.output()), states.len(states.cell.hidden));
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
