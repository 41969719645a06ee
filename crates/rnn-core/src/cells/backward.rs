//! The way back through one direction.
//!
//! ```text
//! dc += dh·o·(1 − tanh²c)      do = dh·tanh(c)·(1 − o)·o      dc₋₁ = dc·f
//! di = dc·g·(1 − i)·i          df = dc·c₋₁·(1 − f)·f          dg = dc·i·(1 − g)·(1 + g)
//! dh₋₁ = dgates · W_hhᵀ        dW_hh += h₋₁ᵀ · dgates         with a projection: dm = dh · W_hrᵀ, dW_hr += mᵀ · dh
//! ```
//! The products for the weights wait until all steps are done, so that they run over many rows at once. Gradients of
//! gates overwrite the gates; gradients of weights accumulate.
//!
//! Where no loss adds to it the gradient that comes from the next step is flushed ([`flush`]): it fades from step to step
//! and would otherwise stay at the smallest denormal number for ever. A row that no gradient reaches is skipped.

use super::{Cell, Columns, Direction, Saved, one};
use core::array::from_fn;

use crate::gemm::{BLOCK, Init, Packed, View, ViewMut, matmul, matmul_tn};
use crate::packing::Step;
use crate::simd::{F32x4, LANES, flush, is_zero, vectors, vectors_mut};

/// Gradients that travel from step to step. Before the pass: those of the final states; after it: of the initial ones.
pub struct Carry<'a> {
    /// `[B][out padded]`.
    pub dh: &'a mut [f32],
    /// `[B][Hp]`.
    pub dc: &'a mut [f32],
}

/// Transposed weights and room for the pass.
pub struct BackwardScratch<'a> {
    /// W_hhᵀ, packed, 4Hp × out.
    pub w_hh_t: &'a [f32],
    /// W_hrᵀ, packed, out padded × H; empty without a projection.
    pub w_hr_t: &'a [f32],
    /// `[N][out padded]`: all of dh, for dW_hr; empty without a projection.
    pub dh_total: &'a mut [f32],
    /// `[B][Hp]`: dm of one step; empty without a projection.
    pub dm: &'a mut [f32],
}

/// Gradients of the recurrent weights, packed as the weights are.
pub struct WeightGradients<'a> {
    /// out × 4Hp.
    pub w_hh: &'a mut [f32],
    /// H × out; empty without a projection.
    pub w_hr: &'a mut [f32],
}

/// Runs the direction's steps backward: `saved.gates` become their gradients, `carry` the initial state's.
///
/// `dy` holds the outputs' gradients in `columns`. Without `wants_initial` the last product, which only the initial
/// state's gradient needs, is left out and `carry.dh` is not to be used.
pub fn backward(
    cell: Cell,
    direction: Direction,
    saved: &mut Saved,
    (dy, columns): (&[f32], Columns),
    carry: &mut Carry,
    scratch: &mut BackwardScratch,
    wants_initial: bool,
) {
    if direction.packing.batch() == 1 && cell.projection == 0 {
        return one::backward(cell, scratch.w_hh_t, direction, saved, (dy, columns), carry, wants_initial);
    }
    let (stride, width, gates_stride) = (cell.output_padded(), cell.hidden_padded(), cell.gates_stride());
    let w_hh_t = Packed { data: scratch.w_hh_t, k: cell.gates(), m: stride };
    for step in direction.packing.steps(direction.reverse).rev() {
        let dy = View::rows(&dy[step.start * columns.stride + columns.offset..], columns.stride);
        if cell.projection > 0 {
            project_back(cell, step, dy, carry, scratch);
        }
        let mut is_reached = false;
        for row in 0..step.count {
            let at = (step.start + row) * width;
            let gates = &mut saved.gates[(step.start + row) * gates_stride..][..cell.gates()];
            let (dh, dc) = (&mut carry.dh[row * stride..][..stride], &mut carry.dc[row * width..][..width]);
            if !reaches(&dy.data[row * dy.stride..][..stride], dh, dc) {
                gates.fill(0.0);
                continue;
            }
            is_reached = true;
            let before = saved.c.get(step.before * width..).unwrap_or_default();
            let before = direction.cells_before(cell, step, before, row);
            let row = Row {
                gates,
                before: before.map(|before| &before[..width]),
                tanh_c: &saved.tanh_c[at..][..width],
                dc,
                dh: if cell.projection > 0 {
                    OutputGradient::Projected(&scratch.dm[row * width..][..width])
                } else {
                    OutputGradient::Summed(&dy.data[row * dy.stride..][..width], dh)
                },
            };
            row.differentiate();
        }
        if is_reached && (step.carried > 0 || wants_initial) {
            let dgates = View::rows(saved.gates, gates_stride).from(step.start);
            matmul(dgates, w_hh_t, &mut ViewMut::rows(carry.dh, stride), step.count, Init::Zero);
        }
    }
    if wants_initial {
        flush(carry.dh);
        flush(carry.dc);
    }
}

/// Whether a gradient reaches a row: from above, or from the next step, whose gradient is flushed where it is all there is.
#[inline(always)]
pub(super) fn reaches(dy: &[f32], dh: &mut [f32], dc: &mut [f32]) -> bool {
    if !is_zero(dy) {
        return true;
    }
    flush(dh);
    flush(dc);
    !(is_zero(dh) && is_zero(dc))
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

/// Where o·tanh(c)'s gradient comes from.
pub(super) enum OutputGradient<'a> {
    /// From above and from the next step.
    Summed(&'a [f32], &'a [f32]),
    /// From the projection.
    Projected(&'a [f32]),
}

/// One row of a step.
pub(super) struct Row<'a> {
    pub gates: &'a mut [f32],
    pub before: Option<&'a [f32]>,
    pub tanh_c: &'a [f32],
    pub dc: &'a mut [f32],
    pub dh: OutputGradient<'a>,
}

impl Row<'_> {
    /// The formulas at the top.
    #[inline(always)]
    pub fn differentiate(self) {
        let rows = self.gates.as_chunks_mut::<BLOCK>().0.iter_mut().zip(vectors(self.tanh_c)).zip(vectors_mut(self.dc));
        for (index, ((gates, tanh_c), dc)) in rows.enumerate() {
            let part = |row: &[f32]| F32x4::from_slice(&row[index * LANES..]);
            let before = self.before.map_or(F32x4::ZERO, part);
            let dh = match self.dh {
                OutputGradient::Summed(above, carried) => part(above) + part(carried),
                OutputGradient::Projected(dm) => part(dm),
            };
            differentiate(gates, before, F32x4::load(tanh_c), dh, dc);
        }
    }
}

#[inline(always)]
fn differentiate(gates: &mut [f32; BLOCK], before: F32x4, tanh_c: F32x4, dh: F32x4, carried: &mut [f32; LANES]) {
    let gates = gates.as_chunks_mut::<LANES>().0;
    let one = F32x4::splat(1.0);
    let [i, f, g, o] = from_fn(|gate| F32x4::load(&gates[gate]));
    let dc = (dh * o).mul_add(tanh_c.neg_mul_add(tanh_c, one), F32x4::load(carried));
    let gradients = [
        dc * g * ((one - i) * i),
        dc * before * ((one - f) * f),
        dc * i * ((one - g) * (one + g)),
        dh * tanh_c * ((one - o) * o),
    ];
    for (gate, gradient) in gates.iter_mut().zip(gradients) {
        gradient.store(gate);
    }
    (dc * f).store(carried);
}

/// dW_hh += h₋₁ᵀ · dgates and dW_hr += mᵀ · dh over all rows, after [`backward`].
pub fn recurrent_gradient(
    cell: Cell,
    direction: Direction,
    saved: &Saved,
    (y, columns): (&[f32], Columns),
    dh_total: &[f32],
    gradients: &mut WeightGradients,
) {
    let size = (cell.output(), cell.gates());
    let dgates = View::rows(saved.gates, cell.gates_stride());
    let mut add = |h: View, first: usize, rows: usize| {
        matmul_tn(h, dgates.from(first), gradients.w_hh, size, rows);
    };
    let outputs = View::rows(&y[columns.offset..], columns.stride);
    let mut pending: Option<Step> = None;
    for step in direction.packing.steps(direction.reverse) {
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
    }
    if let Some(run) = pending {
        add(outputs.from(run.before), run.start, run.carried);
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
