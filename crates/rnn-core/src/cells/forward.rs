//! The forward pass of one direction.

use core::ops::Range;

use super::{Cell, Columns, Direction, Recurrent, Saved, Units, one};
use crate::gemm::tiles::LONG_ROW;
use crate::gemm::{Init, Packed, View, ViewMut, matmul};
use crate::packing::Step;

/// Runs the direction over all steps. `saved.gates` holds the input's share, unless the direction says where it is; `y` gets
/// the outputs in its columns.
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
    for step in direction.packing.steps(direction.reverse) {
        let (before, here) = step.split(y, columns.stride, direction.reverse);
        let h = View::rows(before.get(columns.offset..).unwrap_or_default(), columns.stride);
        let mut rows = Rows::new(cell, direction, step, saved, h, (&mut here[columns.offset..], columns.stride));
        rows.begin(weights.bias);
        rows.multiply(h, weights.w_hh);
        rows.activate();
        if cell.projection > 0 {
            let m = View::rows(saved.m, cell.hidden_padded()).from(step.start);
            project(cell, weights, step.count, m, (here, columns));
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

    /// What the sums begin with that the gates do not have yet: the input's share, the bias of what it has no share in.
    fn begin(&mut self, bias: &[f32]) {
        let (input_len, columns, stride) = (self.cell.input_len(), self.cell.columns(), self.cell.gates_stride());
        if let Some(shares) = self.direction.shares {
            let Step { start, count, .. } = self.step;
            shares.copy(start..start + count, &mut ViewMut::rows(self.gates, stride), input_len);
        }
        if !bias.is_empty() {
            for gates in self.gates.chunks_mut(stride).take(self.step.count) {
                gates[input_len..columns].copy_from_slice(bias);
            }
        }
    }

    /// gates += h · W_hh, h from the step before or from the initial state.
    ///
    /// PERF: all units at once, and then their activations: a product of fewer columns reads h again for each part.
    fn multiply(&mut self, h: View, w_hh: &[f32]) {
        let (cell, step, stride) = (self.cell, self.step, self.cell.gates_stride());
        let at = cell.state_columns().start;
        let w_hh = Packed { data: w_hh, k: cell.output(), m: cell.state_len() };
        if step.carried > 0 {
            matmul(h, w_hh, &mut ViewMut::rows(&mut self.gates[at..], stride), step.carried, Init::Keep);
        }
        if let Some(state) = self.direction.initial.filter(|_| step.count > step.carried) {
            let h = View::rows(state.h, cell.output_padded()).from(step.carried);
            let gates = &mut self.gates[step.carried * stride + at..];
            matmul(h, w_hh, &mut ViewMut::rows(gates, stride), step.count - step.carried, Init::Keep);
        }
    }

    /// All rows: those that continue, and those that begin.
    fn activate(&mut self) {
        let (cell, carried, count) = (self.cell, self.step.carried, self.step.count);
        self.activate_rows(0..carried, Some(self.before));
        if carried < count {
            self.activate_rows(carried..count, self.direction.initial_rows(cell));
        }
    }

    #[inline(never)]
    fn activate_rows(&mut self, rows: Range<usize>, before: Option<View>) {
        let (cell, stride, gates_stride) = (self.cell, self.stride, self.cell.gates_stride());
        let (units, columns, c_units) = (cell.hidden_padded(), cell.columns(), cell.c_padded());
        // PERF: rows that lie side by side are one long row, as far as it stays in L1.
        let is_long = gates_stride == columns && stride == units && before.is_none_or(|before| before.stride == units);
        let is_long = is_long && cell.kind.layout().is_blockwise;
        let most = if is_long { (LONG_ROW / units).max(1) } else { 1 };
        for first in rows.clone().step_by(most) {
            let count = most.min(rows.end - first);
            cell.kind.activate(Units {
                gates: &mut self.gates[first * gates_stride..][..count * columns],
                before: before.map(|before| &before.data[first * before.stride..][..count * units]),
                c: &mut self.c[first * c_units..][..count * c_units],
                tanh_c: &mut self.tanh_c[first * c_units..][..count * c_units],
                out: &mut self.out[first * stride..][..count * units],
            });
        }
    }
}

/// y = m · W_hr for the rows of a step.
fn project(cell: Cell, weights: Recurrent, rows: usize, m: View, (y, columns): (&mut [f32], Columns)) {
    let w_hr = Packed { data: weights.w_hr, k: cell.hidden, m: cell.output_padded() };
    let y = &mut y[columns.offset..];
    matmul(m, w_hr, &mut ViewMut::rows(y, columns.stride), rows, Init::Zero);
}
