//! The forward pass of one direction.

use core::ops::Range;

use super::{Cell, Columns, Direction, Recurrent, Saved, Units, one};
use crate::gemm::tiles::BLOCK_GROUP;
use crate::gemm::{Init, Packed, View, ViewMut, matmul};
use crate::packing::Step;
use crate::simd::{self, LANES, RowsMut};

/// Runs the direction over all steps. `saved.gates` holds the input's share; `y` gets the outputs in its columns.
pub fn forward(
    cell: Cell,
    weights: Recurrent,
    direction: Direction,
    saved: &mut Saved,
    (y, columns): (&mut [f32], Columns),
) {
    if one::takes(cell, direction) {
        return one::forward(cell, weights, direction, saved, (y, columns));
    }
    let group = if cell.kind.layout().is_blockwise { BLOCK_GROUP } else { cell.blocks() };
    for step in direction.packing.steps(direction.reverse) {
        let (before, here) = step.split(y, columns.stride, direction.reverse);
        let h = View::rows(before.get(columns.offset..).unwrap_or_default(), columns.stride);
        let mut rows = Rows::new(cell, direction, step, saved, h, (&mut here[columns.offset..], columns.stride));
        rows.begin(weights.bias);
        for first in (0..cell.blocks()).step_by(group) {
            let blocks = first..(first + group).min(cell.blocks());
            rows.multiply(h, weights.w_hh, blocks.clone());
            rows.activate(blocks);
        }
        if cell.projection > 0 {
            project(cell, weights, step, saved.m, (here, columns));
        }
    }
}

/// The rows of a step, from its first one on.
struct Rows<'a> {
    cell: Cell,
    direction: Direction<'a>,
    step: Step,
    gates: &'a mut [f32],
    /// What the step before hands on to each unit.
    before: View<'a>,
    c: &'a mut [f32],
    tanh_c: &'a mut [f32],
    out: &'a mut [f32],
    stride: usize,
}

impl<'a> Rows<'a> {
    fn new(
        cell: Cell,
        direction: Direction<'a>,
        step: Step,
        saved: &'a mut Saved,
        h: View<'a>,
        (y, stride): (&'a mut [f32], usize),
    ) -> Self {
        let width = cell.hidden_padded();
        let (c_before, c) = step.split(saved.c, cell.c_padded(), direction.reverse);
        let before = if cell.kind.layout().carries_c { View::rows(c_before, width) } else { h };
        let (out, stride) = if cell.projection > 0 { (&mut saved.m[step.start * width..], width) } else { (y, stride) };
        let gates = &mut saved.gates[step.start * cell.gates_stride()..];
        let tanh_c = &mut saved.tanh_c[step.start * cell.c_padded()..];
        Self { cell, direction, step, gates, before, c, tanh_c, out, stride }
    }

    /// The sums that the input has no share in begin with their bias.
    fn begin(&mut self, bias: &[f32]) {
        if bias.is_empty() {
            return;
        }
        for gates in self.gates.chunks_mut(self.cell.gates_stride()).take(self.step.count) {
            gates[self.cell.input_len()..self.cell.columns()].copy_from_slice(bias);
        }
    }

    /// gates += h · W_hh for some blocks, h from the step before or from the initial state.
    fn multiply(&mut self, h: View, w_hh: &[f32], blocks: Range<usize>) {
        let (cell, step, stride) = (self.cell, self.step, self.cell.gates_stride());
        let each = cell.block_state_columns();
        let at = cell.state_columns().start + blocks.start * each;
        let m = blocks.len() * each;
        let w_hh = &w_hh[blocks.start * each * cell.output()..][..m * cell.output()];
        let w_hh = Packed { data: w_hh, k: cell.output(), m };
        if step.carried > 0 {
            matmul(h, w_hh, &mut ViewMut::rows(&mut self.gates[at..], stride), step.carried, Init::Keep);
        }
        if let Some(state) = self.direction.initial.filter(|_| step.count > step.carried) {
            let h = View::rows(state.h, cell.output_padded()).from(step.carried);
            let gates = &mut self.gates[step.carried * stride + at..];
            matmul(h, w_hh, &mut ViewMut::rows(gates, stride), step.count - step.carried, Init::Keep);
        }
    }

    /// All rows of some blocks: those that go on, and those that begin.
    fn activate(&mut self, blocks: Range<usize>) {
        let (cell, carried, count) = (self.cell, self.step.carried, self.step.count);
        let before = simd::Rows::new(self.before.data, self.before.stride, cell.hidden_padded(), carried);
        self.activate_rows(0..carried, Some(before), blocks.clone());
        if carried < count {
            let initial = self.direction.initial_rows(cell, count);
            self.activate_rows(carried..count, initial, blocks);
        }
    }

    #[inline(never)]
    fn activate_rows(&mut self, rows: Range<usize>, before: Option<simd::Rows>, blocks: Range<usize>) {
        let (cell, count, each) = (self.cell, rows.end, self.cell.block_columns());
        let (at, units) = (blocks.start * LANES, blocks.len() * LANES);
        let (c_at, c_units) = if cell.kind.layout().carries_c { (at, units) } else { (0, 0) };
        let c_width = cell.c_padded();
        let gates = &mut self.gates[blocks.start * each..];
        let mut gates = RowsMut::new(gates, cell.gates_stride(), blocks.len() * each, count);
        let mut c = RowsMut::new(&mut self.c[c_at..], c_width, c_units, count);
        let mut tanh_c = RowsMut::new(&mut self.tanh_c[c_at..], c_width, c_units, count);
        let mut out = RowsMut::new(&mut self.out[at..], self.stride, units, count);
        for row in rows {
            cell.kind.activate(Units {
                gates: gates.row(row),
                before: before.map(|before| &before.row(row)[at..][..units]),
                c: c.row(row),
                tanh_c: tanh_c.row(row),
                out: out.row(row),
            });
        }
    }
}

/// y = m · W_hr for the rows of a step.
fn project(cell: Cell, weights: Recurrent, step: Step, m: &[f32], (y, columns): (&mut [f32], Columns)) {
    let m = View::rows(m, cell.hidden_padded()).from(step.start);
    let w_hr = Packed { data: weights.w_hr, k: cell.hidden, m: cell.output_padded() };
    let y = &mut y[columns.offset..];
    matmul(m, w_hr, &mut ViewMut::rows(y, columns.stride), step.count, Init::Zero);
}
