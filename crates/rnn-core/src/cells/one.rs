//! Both passes for a batch of one sequence without a projection: its rows are its steps.
//!
//! The equations are those of the general passes, whose kernels these call.
//!
//! PERF: a step of ten hidden units takes 60 ns forward; what the general passes ask before each step, whose rows are
//! how many and follow which, took another 20 ns each way.

use super::backward::reaches;
use super::{Carry, Cell, Columns, Direction, Kernels, Kind, OutputRows, Recurrent, Saved, Units, UnitsBack};
use crate::activation::Activations;
use crate::gemm::{Packed, add_row_product, row_product};
use crate::packing::Step;

/// Whether these passes are made for such a batch. They are compiled for the LSTM alone: for all cells they would be a
/// tenth of what a browser loads.
pub fn takes(cell: Cell, direction: Direction) -> bool {
    cell.kind == Kind::Lstm && direction.packing.batch() == 1 && cell.projection == 0
}

/// The rows in the direction's order, each with the one before it.
fn rows(count: usize, reverse: bool) -> impl DoubleEndedIterator<Item = (usize, Option<usize>)> {
    let at = move |i: usize| if reverse { count - 1 - i } else { i };
    (0..count).map(move |i| (at(i), i.checked_sub(1).map(at)))
}

/// See [`super::forward()`]. A function of its own: V8 has it compiled the sooner.
#[inline(never)]
pub fn forward<K: Kernels>(
    kernels: K,
    cell: Cell,
    weights: Recurrent,
    direction: Direction,
    saved: &mut Saved,
    (y, columns): (&mut [f32], Columns),
) {
    let (activations, width, c_width) = (Activations::load(), cell.hidden_padded(), cell.c_padded());
    let w_hh = Packed { data: weights.w_hh, k: cell.output(), m: cell.state_len() };
    let initial = direction.initial.map(|state| (&state.h[..width], &state.c[..c_width]));
    for (row, before) in rows(direction.packing.rows, direction.reverse) {
        let step = Step { start: row, count: 1, before: before.unwrap_or(row), carried: usize::from(before.is_some()) };
        let (h, out) = step.split(y, columns.stride, direction.reverse);
        let (c_before, c) = step.split(saved.c, c_width, direction.reverse);
        let state =
            if before.is_some() { Some((&h[columns.offset..][..width], &c_before[..c_width])) } else { initial };
        let gates = &mut saved.gates[row * cell.gates_stride()..][..cell.columns()];
        if !weights.bias.is_empty() {
            gates[cell.input_len()..].copy_from_slice(weights.bias);
        }
        if let Some((h, _)) = state {
            add_row_product(&h[..cell.hidden], w_hh, &mut gates[cell.state_columns()]);
        }
        let units = Units {
            gates,
            before: state.map(|(h, c)| if K::LAYOUT.carries_c { c } else { h }),
            c: &mut c[..c_width],
            tanh_c: &mut saved.tanh_c[row * c_width..][..c_width],
            out: &mut out[columns.offset..][..width],
        };
        kernels.activate(activations, units);
    }
}

/// See [`super::backward()`].
#[inline(never)]
pub fn backward<K: Kernels>(
    kernels: K,
    cell: Cell,
    w_hh_t: &[f32],
    direction: Direction,
    saved: &mut Saved,
    outputs: OutputRows,
    carry: &mut Carry,
) {
    let (width, c_width, OutputRows { y, dy, columns }) = (cell.hidden_padded(), cell.c_padded(), outputs);
    let w_hh_t = Packed { data: w_hh_t, k: cell.state_len(), m: width };
    let (wants_initial, initial) = (carry.wants_initial, direction.initial);
    let (dh, dc) = (&mut carry.dh[..width], &mut carry.dc[..c_width]);
    let initial = initial.map(|state| if K::LAYOUT.carries_c { state.c } else { state.h });
    let initial = initial.map(|state| &state[..width]);
    let place = |row: usize| row * columns.stride + columns.offset;
    for (row, before) in rows(direction.packing.rows, direction.reverse).rev() {
        let gates = &mut saved.gates[row * cell.gates_stride()..][..cell.columns()];
        let above = &dy[place(row)..][..width];
        if !reaches(above, dh, dc) {
            gates.fill(0.0);
            continue;
        }
        let handed_on = before.map(|before| {
            if K::LAYOUT.carries_c { &saved.c[before * width..][..width] } else { &y[place(before)..][..width] }
        });
        kernels.differentiate(UnitsBack {
            gates,
            before: handed_on.or(initial),
            tanh_c: &saved.tanh_c[row * c_width..][..c_width],
            dc,
            above,
            dh: Some(dh),
        });
        if before.is_some() || wants_initial {
            row_product(&gates[cell.state_columns()], w_hh_t, dh, K::LAYOUT.reads_h);
        }
    }
}
