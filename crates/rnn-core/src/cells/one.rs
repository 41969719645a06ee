//! Both passes for a batch of one sequence without a projection: its rows are its steps.
//!
//! The equations are those of the general passes, whose kernels these call.
//!
//! PERF: a step of ten hidden units takes 60 ns forward; what the general passes ask before each step, whose rows are
//! how many and follow which, took another 20 ns each way.

use super::gradients::reaches;
use super::{Carry, Cell, Columns, Direction, OutputRows, Recurrent, Saved, Units, UnitsBack};
use crate::gemm::{Packed, ViewMut, add_row_product, row_product};
use crate::simd::{Rows, RowsMut, walk_mut};

/// Whether these passes are made for such a batch.
pub fn takes(cell: Cell, direction: Direction) -> bool {
    direction.packing.batch() == 1 && cell.projection == 0
}

/// The rows in the direction's order, each with the one before it.
fn rows(count: usize, reverse: bool) -> impl DoubleEndedIterator<Item = (usize, Option<usize>)> {
    let at = move |i: usize| if reverse { count - 1 - i } else { i };
    (0..count).map(move |i| (at(i), i.checked_sub(1).map(at)))
}

/// See [`super::forward()`]. A function of its own: V8 has it compiled the sooner.
#[inline(never)]
pub fn forward(
    cell: Cell,
    weights: Recurrent,
    direction: Direction,
    saved: &mut Saved,
    (y, columns): (&mut [f32], Columns),
) {
    let (width, c_width, count) = (cell.hidden_padded(), cell.c_padded(), direction.packing.rows);
    let carries_c = cell.kind.layout().carries_c;
    let w_hh = Packed { data: weights.w_hh, k: cell.output(), m: cell.state_len() };
    let (input_len, state_columns) = (cell.input_len(), cell.state_columns());
    let initial = direction.initial.map(|state| (&state.h[..width], &state.c[..c_width]));
    let gates = RowsMut::new(saved.gates, cell.gates_stride(), cell.columns(), count);
    let c = RowsMut::new(saved.c, c_width, c_width, count);
    let tanh_c = RowsMut::new(saved.tanh_c, c_width, c_width, count);
    let y = RowsMut::new(&mut y[columns.offset..], columns.stride, width, count);
    walk_mut([gates, c, tanh_c, y], direction.reverse, |row, [gates, c, tanh_c, out], before| {
        let state = before.map(|[_, c, _, h]| (h, c)).or(initial);
        let mut share = None;
        if let Some(shares) = direction.shares {
            // PERF: the product begins with the share itself, where both fill the same columns.
            if state.is_none() || state_columns.start > 0 {
                shares.copy(row..row + 1, &mut ViewMut::rows(gates, input_len), input_len);
            } else {
                share = Some(shares.row(row, input_len));
            }
        }
        if !weights.bias.is_empty() {
            gates[input_len..].copy_from_slice(weights.bias);
        }
        if let Some((h, _)) = state {
            add_row_product(h, w_hh, share, &mut gates[state_columns.clone()]);
        }
        let before = state.map(|(h, c)| if carries_c { c } else { h });
        cell.kind.activate(Units { gates, before, c, tanh_c, out });
    });
}

/// See [`super::backward()`].
#[inline(never)]
pub fn backward(
    cell: Cell,
    w_hh_t: &[f32],
    direction: Direction,
    saved: &mut Saved,
    outputs: OutputRows,
    carry: &mut Carry,
) {
    let (width, c_width, count) = (cell.hidden_padded(), cell.c_padded(), direction.packing.rows);
    let (OutputRows { y, dy, columns }, layout) = (outputs, cell.kind.layout());
    let w_hh_t = Packed { data: w_hh_t, k: cell.state_len(), m: width };
    let state_columns = cell.state_columns();
    let (dh, dc) = (&mut carry.dh[..width], &mut carry.dc[..c_width]);
    let initial = direction.initial_rows(cell).map(|rows| &rows.data[..width]);
    let mut gates = RowsMut::new(saved.gates, cell.gates_stride(), cell.columns(), count);
    let tanh_c = Rows::new(saved.tanh_c, c_width, c_width, count);
    let y = Rows::new(&y[columns.offset..], columns.stride, width, count);
    let dy = Rows::new(&dy[columns.offset..], columns.stride, width, count);
    let handed_on = if layout.carries_c { Rows::new(saved.c, c_width, c_width, count) } else { y };
    for (row, before) in rows(count, direction.reverse).rev() {
        let (gates, above) = (gates.row(row), dy.row(row));
        if !reaches(above, dh, dc) {
            gates.fill(0.0);
            continue;
        }
        let (before, tanh_c, is_first) = (before.map(|row| handed_on.row(row)), tanh_c.row(row), before.is_none());
        let units = UnitsBack { gates, before: before.or(initial), tanh_c, dc, above, dh: Some(dh) };
        cell.kind.differentiate(units);
        if !is_first || carry.wants_initial {
            row_product(&gates[state_columns.clone()], w_hh_t, dh, layout.reads_h);
        }
    }
}
