//! Both passes for a batch of one sequence without a projection: its rows are its steps.
//!
//! The equations are those of the general passes, whose rows these are.
//!
//! PERF: a step of ten hidden units takes 60 ns forward; what the general passes ask before each step, whose rows are
//! how many and follow which, took another 20 ns each way.

use super::backward::{OutputGradient, Row as RowBack, reaches};
use super::forward::Row;
use super::{Carry, Cell, Columns, Direction, Saved};
use crate::activation::Activations;
use crate::gemm::{Packed, add_row_product, row_product};
use crate::packing::Step;
use crate::simd::{flush, vectors, vectors_mut};

/// The rows in the direction's order, each with the one before it.
fn rows(count: usize, reverse: bool) -> impl DoubleEndedIterator<Item = (usize, Option<usize>)> {
    let at = move |i: usize| if reverse { count - 1 - i } else { i };
    (0..count).map(move |i| (at(i), i.checked_sub(1).map(at)))
}

/// See [`super::forward()`]. A function of its own: V8 has it compiled the sooner.
#[inline(never)]
pub fn forward(cell: Cell, w_hh: &[f32], direction: Direction, saved: &mut Saved, (y, columns): (&mut [f32], Columns)) {
    let (activations, width) = (Activations::load(), cell.hidden_padded());
    let w_hh = Packed { data: w_hh, k: cell.output(), m: cell.gates() };
    let initial = direction.initial.map(|state| (&state.h[..cell.hidden], &state.c[..width]));
    for (row, before) in rows(direction.packing.rows, direction.reverse) {
        let step = Step { start: row, count: 1, before: before.unwrap_or(row), carried: usize::from(before.is_some()) };
        let (h, out) = step.split(y, columns.stride, direction.reverse);
        let (c_before, c) = step.split(saved.c, width, direction.reverse);
        let state =
            if before.is_some() { Some((&h[columns.offset..][..cell.hidden], &c_before[..width])) } else { initial };
        let gates = &mut saved.gates[row * cell.gates_stride()..][..cell.gates()];
        if let Some((h, _)) = state {
            add_row_product(h, w_hh, gates);
        }
        let row = Row {
            gates: gates.as_chunks_mut().0,
            before: state.map(|(_, c)| vectors(c)),
            c: vectors_mut(&mut c[..width]),
            tanh_c: vectors_mut(&mut saved.tanh_c[row * width..][..width]),
            out: vectors_mut(&mut out[columns.offset..][..width]),
        };
        row.activate(activations);
    }
}

/// See [`super::backward()`].
#[inline(never)]
pub fn backward(
    cell: Cell,
    w_hh_t: &[f32],
    direction: Direction,
    saved: &mut Saved,
    (dy, columns): (&[f32], Columns),
    carry: &mut Carry,
    wants_initial: bool,
) {
    let width = cell.hidden_padded();
    let w_hh_t = Packed { data: w_hh_t, k: cell.gates(), m: width };
    let (dh, dc) = (&mut carry.dh[..width], &mut carry.dc[..width]);
    let initial = direction.initial.map(|state| &state.c[..width]);
    for (row, before) in rows(direction.packing.rows, direction.reverse).rev() {
        let gates = &mut saved.gates[row * cell.gates_stride()..][..cell.gates()];
        let dy = &dy[row * columns.stride + columns.offset..][..width];
        if !reaches(dy, dh, dc) {
            gates.fill(0.0);
            continue;
        }
        let row = RowBack {
            gates,
            before: before.map(|before| &saved.c[before * width..][..width]).or(initial),
            tanh_c: &saved.tanh_c[row * width..][..width],
            dc,
            dh: OutputGradient::Summed(dy, dh),
        };
        row.differentiate();
        if before.is_some() || wants_initial {
            row_product(gates, w_hh_t, dh);
        }
    }
    if wants_initial {
        flush(dh);
        flush(dc);
    }
}
