//! The backward pass through one direction.
//!
//! ```text
//! dgates: see each cell      dh₋₁ = dstate · W_hhᵀ (+ the cell's own part)      dW_hh += hᵀ₋₁ · dstate
//! with a projection: dm = dh · W_hrᵀ, dW_hr += mᵀ · dh
//! ```
//! dstate is the state columns of dgates. The products for the weights wait until all steps are done, so that they run
//! over many rows at once. Gradients of gates overwrite the gates; gradients of weights accumulate.
//!
//! Where no loss adds to it the gradient that comes from the next step is flushed ([`flush`]): it fades from step to step
//! and would otherwise stay at the smallest denormal number for ever. A row that no gradient reaches is skipped.

use core::ops::Range;

use super::gradients::{Carry, OutputRows, WeightGradients, reaches};
use super::{Cell, Columns, Direction, Saved, UnitsBack, one};
use crate::gemm::{Init, Packed, View, ViewMut, add_row_sums, matmul, matmul_tn};
use crate::packing::Step;
use crate::simd::{F32x4, Rows, RowsMut, flush, vectors, vectors_mut};

/// Transposed weights and room for the pass.
pub struct BackwardScratch<'a> {
    /// W_hhᵀ, packed, state columns × out.
    pub w_hh_t: &'a [f32],
    /// W_hrᵀ, packed, out padded × H; empty without a projection.
    pub w_hr_t: &'a [f32],
    /// `[N][out padded]`: all of dh, for dW_hr; empty without a projection.
    pub dh_total: &'a mut [f32],
    /// `[B][Hp]`: dm of one step; empty without a projection.
    pub dm: &'a mut [f32],
}

/// Runs the direction's steps backward: `saved.gates` become their gradients, `carry` the initial state's.
pub fn backward(
    cell: Cell,
    direction: Direction,
    saved: &mut Saved,
    outputs: OutputRows,
    carry: &mut Carry,
    scratch: &mut BackwardScratch,
) {
    if one::takes(cell, direction) {
        one::backward(cell, scratch.w_hh_t, direction, saved, outputs, carry);
    } else {
        steps(cell, direction, saved, outputs, carry, scratch);
    }
    if carry.wants_initial {
        flush(carry.dh);
        flush(carry.dc);
    }
}

fn steps(
    cell: Cell,
    direction: Direction,
    saved: &mut Saved,
    outputs: OutputRows,
    carry: &mut Carry,
    scratch: &mut BackwardScratch,
) {
    let (stride, gates_stride) = (cell.output_padded(), cell.gates_stride());
    let w_hh_t = Packed { data: scratch.w_hh_t, k: cell.state_len(), m: stride };
    // What the next product adds to: the cell's own part of dh₋₁, or nothing.
    let init = if cell.kind.layout().reads_h { Init::Keep } else { Init::Zero };
    for step in direction.packing.steps(direction.reverse).rev() {
        let dy = outputs.dy_from(step.start);
        if cell.projection > 0 {
            project_back(cell, step, dy, carry, scratch);
        }
        let above = if cell.projection > 0 { View::rows(scratch.dm, cell.hidden_padded()) } else { dy };
        let mut rows = RowsBack { cell, direction, step, saved, outputs, carry, above };
        if rows.differentiate() && (step.carried > 0 || carry.wants_initial) {
            let dstate = View::rows(&saved.gates[cell.state_columns().start..], gates_stride).from(step.start);
            matmul(dstate, w_hh_t, &mut ViewMut::rows(carry.dh, stride), step.count, init);
        }
    }
}

/// dh = dy + carried, kept for dW_hr; dm = dh · W_hrᵀ.
fn project_back(cell: Cell, step: Step, dy: View, carry: &Carry, scratch: &mut BackwardScratch) {
    let stride = cell.output_padded();
    let total = &mut scratch.dh_total[step.start * stride..][..step.count * stride];
    for ((total, carried), dy) in total.chunks_mut(stride).zip(carry.dh.chunks(stride)).zip(dy.data.chunks(dy.stride)) {
        for ((total, dy), carried) in vectors_mut(total).iter_mut().zip(dy.as_chunks().0).zip(vectors(carried)) {
            (F32x4::load(dy) + F32x4::load(carried)).flush().store(total);
        }
    }
    let w_hr_t = Packed { data: scratch.w_hr_t, k: stride, m: cell.hidden_padded() };
    let dm = &mut ViewMut::rows(scratch.dm, cell.hidden_padded());
    matmul(View::rows(total, stride), w_hr_t, dm, step.count, Init::Zero);
}

/// The rows of a step of the backward pass.
struct RowsBack<'a, 's, 'c> {
    cell: Cell,
    direction: Direction<'a>,
    step: Step,
    saved: &'a mut Saved<'s>,
    outputs: OutputRows<'a>,
    carry: &'a mut Carry<'c>,
    /// dy, or dm where there is a projection.
    above: View<'a>,
}

impl RowsBack<'_, '_, '_> {
    /// All rows; whether a gradient reaches any: those that continue, and those that began.
    fn differentiate(&mut self) -> bool {
        let Step { count, carried, .. } = self.step;
        let goes_on = self.differentiate_rows(0..carried, true);
        let begins = carried < count && self.differentiate_rows(carried..count, false);
        goes_on || begins
    }

    #[inline(never)]
    fn differentiate_rows(&mut self, rows: Range<usize>, go_on: bool) -> bool {
        let Self { cell, step, direction, .. } = *self;
        let (count, width, c_width, out) = (rows.end, cell.hidden_padded(), cell.c_padded(), cell.output_padded());
        let before = if go_on {
            let columns = self.outputs.columns;
            let (matrix, at, stride) = if cell.kind.layout().carries_c {
                (&*self.saved.c, step.before * width, width)
            } else {
                (self.outputs.y, step.before * columns.stride + columns.offset, columns.stride)
            };
            Some(Rows::new(matrix.get(at..).unwrap_or_default(), stride, width, count))
        } else {
            direction.initial_rows(cell).map(|rows| Rows::new(rows.data, rows.stride, width, count))
        };
        let gates = &mut self.saved.gates[step.start * cell.gates_stride()..];
        let mut gates = RowsMut::new(gates, cell.gates_stride(), cell.columns(), count);
        let tanh_c = Rows::new(&self.saved.tanh_c[step.start * c_width..], c_width, c_width, count);
        let mut dc = RowsMut::new(self.carry.dc, c_width, c_width, count);
        let mut dh = RowsMut::new(self.carry.dh, out, out, count);
        let above = Rows::new(self.above.data, self.above.stride, width, count);
        let dy = self.outputs.dy_from(step.start);
        let dy = Rows::new(dy.data, dy.stride, out, count);
        let mut is_reached = false;
        for row in rows {
            let (gates, dh, dc) = (gates.row(row), dh.row(row), dc.row(row));
            if reaches(dy.row(row), dh, dc) {
                is_reached = true;
                let dh = if cell.projection > 0 { None } else { Some(dh) };
                let (before, tanh_c, above) = (before.map(|before| before.row(row)), tanh_c.row(row), above.row(row));
                cell.kind.differentiate(UnitsBack { gates, before, tanh_c, dc, above, dh });
            } else {
                gates.fill(0.0);
            }
        }
        is_reached
    }
}

/// dW_hh += h₋₁ᵀ · dstate, dW_hr += mᵀ · dh, and the sums of what b_hh keeps apart, over all rows, after [`backward`].
pub fn recurrent_gradient(
    cell: Cell,
    direction: Direction,
    saved: &Saved,
    (y, columns): (&[f32], Columns),
    dh_total: &[f32],
    gradients: &mut WeightGradients,
) {
    let size = (cell.output(), cell.state_len());
    let dstate = View::rows(&saved.gates[cell.state_columns().start..], cell.gates_stride());
    let mut add = |h: View, first: usize, rows: usize| {
        matmul_tn(h, dstate.from(first), gradients.w_hh, size, rows);
    };
    let outputs = View::rows(&y[columns.offset..], columns.stride);
    let mut pending: Option<Step> = None;
    let (packing, batch) = (direction.packing, direction.packing.batch());
    // PERF: sequences of one length make one product. Joining their steps took longer than the product of a batch of one.
    let is_even = packing.sizes.last().is_some_and(|&last| last as usize == batch);
    for step in packing.steps(direction.reverse) {
        if let Some(state) = direction.initial {
            let h = View::rows(state.h, cell.output_padded());
            if step.count > step.carried {
                add(h.from(step.carried), step.start + step.carried, step.count - step.carried);
            }
        }
        // Steps whose rows follow one another, here and one step before, make one product.
        pending = match pending {
            Some(run) if joins(run, step) => Some(join(run, step)),
            run => {
                if let Some(run) = run {
                    add(outputs.from(run.before), run.start, run.carried);
                }
                (step.carried > 0).then_some(step)
            }
        };
        if is_even {
            let (start, before) = if direction.reverse { (0, batch) } else { (batch, 0) };
            let count = packing.rows - batch;
            pending = (count > 0).then_some(Step { start, count, before, carried: count });
            break;
        }
    }
    if let Some(run) = pending {
        add(outputs.from(run.before), run.start, run.carried);
    }
    if !gradients.bias.is_empty() {
        let apart = View::rows(&saved.gates[cell.input_len()..], cell.gates_stride());
        add_row_sums(apart, gradients.bias, direction.packing.rows);
    }
    if cell.projection > 0 {
        let dh = View::rows(dh_total, cell.output_padded());
        let m = View::rows(saved.m, cell.hidden_padded());
        matmul_tn(m, dh, gradients.w_hr, (cell.hidden, cell.output_padded()), direction.packing.rows);
    }
}

/// Whether `next` lies right after (or right before) the rows of `run`, both with all their rows carried.
fn joins(run: Step, next: Step) -> bool {
    let whole = run.carried == run.count && next.carried == next.count;
    let after = next.start == run.start + run.count && next.before == run.before + run.count;
    let ahead = run.start == next.start + next.count && run.before == next.before + next.count;
    whole && (after || ahead)
}

fn join(run: Step, next: Step) -> Step {
    Step {
        start: run.start.min(next.start),
        count: run.count + next.count,
        before: run.before.min(next.before),
        carried: run.carried + next.carried,
    }
}
