//! The forward pass of one direction.

use core::array::from_fn;
use core::ops::Range;

use super::{Cell, Columns, Direction, Recurrent, Saved, one};
use crate::activation::Activations;
use crate::gemm::{BLOCK, Init, Packed, View, ViewMut, matmul};
use crate::packing::Step;
use crate::simd::{F32x4, LANES, vectors};

/// Blocks whose products are made before their activations: they are still in L1 then.
const GROUP: usize = 3;

/// Runs the direction over all steps. `saved.gates` holds the input's share; `y` gets the outputs in its columns.
pub fn forward(
    cell: Cell,
    weights: Recurrent,
    direction: Direction,
    saved: &mut Saved,
    (y, columns): (&mut [f32], Columns),
) {
    if direction.packing.batch() == 1 && cell.projection == 0 {
        return one::forward(cell, weights.w_hh, direction, saved, (y, columns));
    }
    let activations = Activations::load();
    for step in direction.packing.steps(direction.reverse) {
        let (before, here) = step.split(y, columns.stride, direction.reverse);
        let h = View::rows(before.get(columns.offset..).unwrap_or_default(), columns.stride);
        let mut rows = Rows::new(cell, direction, step, saved, (&mut here[columns.offset..], columns.stride));
        for first in (0..cell.blocks()).step_by(GROUP) {
            let blocks = first..(first + GROUP).min(cell.blocks());
            let w_hh = &weights.w_hh[first * BLOCK * cell.output()..][..blocks.len() * BLOCK * cell.output()];
            rows.multiply(h, w_hh, blocks.clone());
            (0..step.count).for_each(|row| rows.row(row, blocks.clone()).activate(activations));
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
    before: &'a [f32],
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
        (h, stride): (&'a mut [f32], usize),
    ) -> Self {
        let width = cell.hidden_padded();
        let (before, c) = step.split(saved.c, width, direction.reverse);
        let (out, stride) = if cell.projection > 0 { (&mut saved.m[step.start * width..], width) } else { (h, stride) };
        let gates = &mut saved.gates[step.start * cell.gates_stride()..];
        let tanh_c = &mut saved.tanh_c[step.start * width..];
        Self { cell, direction, step, gates, before, c, tanh_c, out, stride }
    }

    /// gates += h · W_hh for some blocks, h from the step before or from the initial state.
    fn multiply(&mut self, h: View, w_hh: &[f32], blocks: Range<usize>) {
        let (step, stride, at) = (self.step, self.cell.gates_stride(), blocks.start * BLOCK);
        let w_hh = Packed { data: w_hh, k: self.cell.output(), m: blocks.len() * BLOCK };
        if step.carried > 0 {
            matmul(h, w_hh, &mut ViewMut::rows(&mut self.gates[at..], stride), step.carried, Init::Keep);
        }
        if let Some(state) = self.direction.initial.filter(|_| step.count > step.carried) {
            let h = View::rows(state.h, self.cell.output_padded()).from(step.carried);
            let gates = &mut self.gates[step.carried * stride + at..];
            matmul(h, w_hh, &mut ViewMut::rows(gates, stride), step.count - step.carried, Init::Keep);
        }
    }

    /// One row of some blocks.
    #[inline(always)]
    fn row(&mut self, row: usize, blocks: Range<usize>) -> Row<'_> {
        let (width, count) = (self.cell.hidden_padded(), blocks.len());
        let (at, units) = (blocks.start * LANES, count * LANES);
        let before = self.direction.cells_before(self.cell, self.step, self.before, row);
        Row {
            gates: self.gates[row * self.cell.gates_stride() + at * 4..][..units * 4].as_chunks_mut().0,
            before: before.map(|before| vectors(&before[at..][..units])),
            c: self.c[row * width + at..][..units].as_chunks_mut().0,
            tanh_c: self.tanh_c[row * width + at..][..units].as_chunks_mut().0,
            out: self.out[row * self.stride + at..][..units].as_chunks_mut().0,
        }
    }
}

/// Some blocks of one row.
pub(super) struct Row<'a> {
    pub gates: &'a mut [[f32; BLOCK]],
    /// Cell states of the step before; zeros without them.
    pub before: Option<&'a [[f32; LANES]]>,
    pub c: &'a mut [[f32; LANES]],
    pub tanh_c: &'a mut [[f32; LANES]],
    pub out: &'a mut [[f32; LANES]],
}

impl Row<'_> {
    /// i, f, o = σ; g = tanh; c' = f·c + i·g; out = o·tanh(c').
    #[inline(always)]
    pub fn activate(self, by: Activations) {
        let Row { gates, before, c, tanh_c, out } = self;
        for (block, (gates, c)) in gates.iter_mut().zip(&mut *c).enumerate() {
            let before = before.map_or(F32x4::ZERO, |before| F32x4::load(&before[block]));
            let gates = gates.as_chunks_mut::<LANES>().0;
            let sums = from_fn(|gate| F32x4::load(&gates[gate]));
            let (activated, state) = activate(by, sums, before);
            (0..4).for_each(|gate| activated[gate].store(&mut gates[gate]));
            state.store(c);
        }
        for (((gates, c), tanh_c), out) in gates.iter().zip(c).zip(tanh_c).zip(out) {
            let squashed = by.tanh(F32x4::load(c));
            squashed.store(tanh_c);
            (F32x4::from_slice(&gates[3 * LANES..]) * squashed).store(out);
        }
    }
}

/// i, f, g, o and the next cell state.
#[inline(always)]
fn activate(by: Activations, [i, f, g, o]: [F32x4; 4], before: F32x4) -> ([F32x4; 4], F32x4) {
    let (i, f, g, o) = (by.sigmoid(i), by.sigmoid(f), by.tanh(g), by.sigmoid(o));
    ([i, f, g, o], f.mul_add(before, i * g))
}

/// y = m · W_hr for the rows of a step.
fn project(cell: Cell, weights: Recurrent, step: Step, m: &[f32], (y, columns): (&mut [f32], Columns)) {
    let m = View::rows(m, cell.hidden_padded()).from(step.start);
    let w_hr = Packed { data: weights.w_hr, k: cell.hidden, m: cell.output_padded() };
    let y = &mut y[columns.offset..];
    matmul(m, w_hr, &mut ViewMut::rows(y, columns.stride), step.count, Init::Zero);
}
