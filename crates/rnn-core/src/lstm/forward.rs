//! The forward pass of one direction.

use super::{Cell, Columns, Direction, Recurrent, Saved, Step, block_mut};
use crate::activation::{sigmoid, tanh};
use crate::gemm::{BLOCK, Init, Layout, Packed, View, ViewMut, matmul};
use crate::simd::{F32x4, LANES, vectors_mut};

/// Blocks whose products are made before their activations: they are still in L1 then.
/// PERF: three blocks are the six panels that one row (batch 1) needs to fill its twelve accumulators.
const GROUP: usize = 3;

/// Runs the direction over all steps. `saved.gates` holds the input's share; `y` gets the outputs in its columns.
pub fn forward(
    cell: Cell,
    weights: Recurrent,
    direction: Direction,
    saved: &mut Saved,
    (y, columns): (&mut [f32], Columns),
) {
    for step in direction.packing.steps(direction.reverse) {
        for first in (0..cell.blocks()).step_by(GROUP) {
            let blocks = first..(first + GROUP).min(cell.blocks());
            multiply(cell, weights, direction, step, saved.gates, (y, columns), blocks.clone());
            for index in blocks {
                if cell.projection > 0 {
                    let m = Columns { stride: cell.hidden_padded(), offset: 0 };
                    let rows = (&mut *saved.gates, &mut *saved.c, &mut *saved.tanh_c);
                    activate_block(direction, step, rows, (saved.m, m), index);
                } else {
                    let rows = (&mut *saved.gates, &mut *saved.c, &mut *saved.tanh_c);
                    activate_block(direction, step, rows, (y, columns), index);
                }
            }
        }
        if cell.projection > 0 {
            project(cell, weights, step, saved.m, (y, columns));
        }
    }
}

/// gates += h · W_hh for some blocks, h from the step before or from the initial state.
fn multiply(
    cell: Cell,
    weights: Recurrent,
    direction: Direction,
    step: Step,
    gates: &mut [f32],
    (y, columns): (&[f32], Columns),
    blocks: core::ops::Range<usize>,
) {
    let (rows, k, m) = (direction.packing.rows, cell.output(), blocks.len() * BLOCK);
    let w_hh = Packed { data: &weights.w_hh[blocks.start * BLOCK * k..][..m * k], k, m };
    let (gates, layout) = (&mut gates[blocks.start * rows * BLOCK..], Layout::Blocks { rows });
    if step.carried > 0 {
        let h = View::rows(&y[step.before * columns.stride + columns.offset..], columns.stride);
        let mut gates = ViewMut { data: &mut *gates, layout, first: step.start };
        matmul(h, w_hh, &mut gates, step.carried, Init::Keep);
    }
    if let Some(state) = direction.initial {
        let h = View { first: step.carried, ..View::rows(state.h, cell.output_padded()) };
        let mut gates = ViewMut { data: gates, layout, first: step.start + step.carried };
        matmul(h, w_hh, &mut gates, step.count - step.carried, Init::Keep);
    }
}

/// Activations and states of four hidden units for the rows of a step.
#[inline(always)]
fn activate_block(
    direction: Direction,
    step: Step,
    (gates, c, tanh_c): (&mut [f32], &mut [f32], &mut [f32]),
    (out, columns): (&mut [f32], Columns),
    index: usize,
) {
    let (rows, start) = (direction.packing.rows, step.start);
    let gates = vectors_mut(block_mut(gates, index, rows * BLOCK)).as_chunks_mut::<4>().0;
    let gates = &mut gates[start..][..step.count];
    let tanh_c = &mut vectors_mut(block_mut(tanh_c, index, rows * LANES))[start..][..step.count];
    let c = vectors_mut(block_mut(c, index, rows * LANES));
    let (c, before) = if direction.reverse {
        let (low, high) = c.split_at_mut(start + step.count);
        (&mut low[start..], &high[..step.carried])
    } else {
        let (low, high) = c.split_at_mut(start);
        (&mut high[..step.count], &low[step.before..][..step.carried])
    };
    let out = out[start * columns.stride..].chunks_mut(columns.stride);
    let mut rows = gates.iter_mut().zip(c).zip(tanh_c).zip(out);
    let at = columns.offset + index * LANES;
    for (before, row) in before.iter().zip(rows.by_ref()) {
        activate(row, F32x4::load(before), at);
    }
    for (before, row) in direction.fresh_cells(step, index).iter().zip(rows.by_ref()) {
        activate(row, F32x4::load(before), at);
    }
    for row in rows {
        activate(row, F32x4::ZERO, at);
    }
}

/// Gates, c, tanh(c) of four units, and the whole row of outputs.
type Row<'a> = (((&'a mut [[f32; LANES]; 4], &'a mut [f32; LANES]), &'a mut [f32; LANES]), &'a mut [f32]);

/// i, f, o = σ; g = tanh; c' = f·c + i·g; out = o·tanh(c'), at column `at`.
#[inline(always)]
fn activate((((gates, c), tanh_c), out): Row, before: F32x4, at: usize) {
    let [i, f, g, o] = [0, 1, 2, 3].map(|gate| F32x4::load(&gates[gate]));
    let (i, f, g, o) = (sigmoid(i), sigmoid(f), tanh(g), sigmoid(o));
    let cell = f.mul_add(before, i * g);
    let squashed = tanh(cell);
    for (gate, value) in gates.iter_mut().zip([i, f, g, o]) {
        value.store(gate);
    }
    cell.store(c);
    squashed.store(tanh_c);
    (o * squashed).write(&mut out[at..]);
}

/// y = m · W_hr for the rows of a step.
fn project(cell: Cell, weights: Recurrent, step: Step, m: &[f32], (y, columns): (&mut [f32], Columns)) {
    let m = View { first: step.start, ..View::rows(m, cell.hidden_padded()) };
    let w_hr = Packed { data: weights.w_hr, k: cell.hidden, m: cell.output_padded() };
    let y = &mut y[step.start * columns.stride + columns.offset..];
    matmul(m, w_hr, &mut ViewMut::rows(y, columns.stride), step.count, Init::Zero);
}
