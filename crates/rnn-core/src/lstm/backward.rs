//! The way back through one direction.
//!
//! ```text
//! dc += dh·o·(1 − tanh²c)      do = dh·tanh(c)·(1 − o)·o      dc₋₁ = dc·f
//! di = dc·g·(1 − i)·i          df = dc·c₋₁·(1 − f)·f          dg = dc·i·(1 − g)·(1 + g)
//! dh₋₁ = dgates · W_hhᵀ        dW_hh += h₋₁ᵀ · dgates         with a projection: dm = dh · W_hrᵀ, dW_hr += mᵀ · dh
//! ```
//! The products for the weights wait until all steps are done, so that they run over many rows at once. Gradients of
//! gates overwrite the gates; gradients of weights accumulate.

use super::{Cell, Columns, Direction, Saved, Step, block, block_mut};
use crate::gemm::{BLOCK, Init, Layout, Packed, View, ViewMut, matmul, matmul_tn};
use crate::simd::{F32x4, LANES, vectors, vectors_mut};

/// Gradients that travel from step to step. Before the pass: those of the final states; after it: of the initial ones.
pub struct Carry<'a> {
    /// `[B][out padded]`.
    pub dh: &'a mut [f32],
    /// `[blocks][B][4]`.
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
    let (stride, out) = (cell.output_padded(), cell.output());
    for step in direction.packing.steps_back(direction.reverse) {
        let here = View { first: step.start, ..View::rows(&dy[columns.offset..], columns.stride) };
        if cell.projection > 0 {
            project_back(cell, step, here, carry, scratch);
        }
        for index in 0..cell.blocks() {
            let dh = if cell.projection > 0 {
                OutputGradient::Projected { dm: scratch.dm, stride: cell.hidden_padded() }
            } else {
                OutputGradient::Summed { dy: here, carried: carry.dh, stride }
            };
            let c_before = CellsBefore { direction, step };
            differentiate_block(saved, carry.dc, &dh, &c_before, index);
        }
        if step.carried > 0 || wants_initial {
            let layout = Layout::Blocks { rows: direction.packing.rows };
            let dgates = View { data: saved.gates, layout, first: step.start };
            let w_hh_t = Packed { data: scratch.w_hh_t, k: cell.gates(), m: crate::simd::padded(out) };
            matmul(dgates, w_hh_t, &mut ViewMut::rows(carry.dh, stride), step.count, Init::Zero);
        }
    }
}

/// dh = dy + carried, kept for dW_hr; dm = dh · W_hrᵀ.
fn project_back(cell: Cell, step: Step, dy: View, carry: &Carry, scratch: &mut BackwardScratch) {
    let stride = cell.output_padded();
    let total = &mut scratch.dh_total[step.start * stride..][..step.count * stride];
    for (row, total) in total.chunks_mut(stride).enumerate() {
        let dy = vectors(&dy.data[(dy.first + row) * dy_stride(dy)..][..stride]);
        let carried = vectors(&carry.dh[row * stride..][..stride]);
        for ((total, dy), carried) in vectors_mut(total).iter_mut().zip(dy).zip(carried) {
            (F32x4::load(dy) + F32x4::load(carried)).store(total);
        }
    }
    let w_hr_t = Packed { data: scratch.w_hr_t, k: stride, m: cell.hidden_padded() };
    let dm = &mut ViewMut::rows(scratch.dm, cell.hidden_padded());
    matmul(View::rows(total, stride), w_hr_t, dm, step.count, Init::Zero);
}

fn dy_stride(dy: View) -> usize {
    match dy.layout {
        Layout::Rows { stride } => stride,
        Layout::Blocks { .. } => BLOCK,
    }
}

/// Where o·tanh(c)'s gradient comes from.
enum OutputGradient<'a> {
    /// From above and from the next step.
    Summed { dy: View<'a>, carried: &'a [f32], stride: usize },
    /// From the projection.
    Projected { dm: &'a [f32], stride: usize },
}

impl OutputGradient<'_> {
    #[inline(always)]
    fn load(&self, row: usize, col: usize) -> F32x4 {
        match self {
            Self::Summed { dy, carried, stride } => {
                let above = &dy.data[(dy.first + row) * dy_stride(*dy) + col..];
                F32x4::from_slice(above) + F32x4::from_slice(&carried[row * stride + col..])
            }
            Self::Projected { dm, stride } => F32x4::from_slice(&dm[row * stride + col..]),
        }
    }
}

/// Which cell states came before those of a step.
struct CellsBefore<'a> {
    direction: Direction<'a>,
    step: Step,
}

impl CellsBefore<'_> {
    #[inline(always)]
    fn load(&self, c: &[[f32; LANES]], index: usize, row: usize) -> F32x4 {
        if row < self.step.carried {
            return F32x4::load(&c[self.step.before + row]);
        }
        let fresh = self.direction.fresh_cells(self.step, index).get(row - self.step.carried);
        fresh.map_or(F32x4::ZERO, F32x4::load)
    }
}

/// Gate gradients of four hidden units for the rows of a step.
#[inline(always)]
fn differentiate_block(saved: &mut Saved, dc: &mut [f32], dh: &OutputGradient, before: &CellsBefore, index: usize) {
    let (rows, step) = (before.direction.packing.rows, before.step);
    let gates = vectors_mut(block_mut(saved.gates, index, rows * BLOCK)).as_chunks_mut::<4>().0;
    let gates = &mut gates[step.start..][..step.count];
    let tanh_c = &vectors(block(saved.tanh_c, index, rows * LANES))[step.start..][..step.count];
    let c = vectors(block(saved.c, index, rows * LANES));
    let dc = &mut vectors_mut(block_mut(dc, index, before.direction.packing.batch() * LANES))[..step.count];
    for (row, ((gates, tanh_c), dc)) in gates.iter_mut().zip(tanh_c).zip(dc).enumerate() {
        let c_before = before.load(c, index, row);
        differentiate(gates, c_before, F32x4::load(tanh_c), dh.load(row, index * LANES), dc);
    }
}

/// The formulas at the top, for four units of one row.
#[inline(always)]
fn differentiate(
    gates: &mut [[f32; LANES]; 4],
    c_before: F32x4,
    tanh_c: F32x4,
    dh: F32x4,
    carried_dc: &mut [f32; LANES],
) {
    let one = F32x4::splat(1.0);
    let [i, f, g, o] = [0, 1, 2, 3].map(|gate| F32x4::load(&gates[gate]));
    let dc = (dh * o).mul_add(tanh_c.neg_mul_add(tanh_c, one), F32x4::load(carried_dc));
    let gradients = [
        dc * g * ((one - i) * i),
        dc * c_before * ((one - f) * f),
        dc * i * ((one - g) * (one + g)),
        dh * tanh_c * ((one - o) * o),
    ];
    for (gate, gradient) in gates.iter_mut().zip(gradients) {
        gradient.store(gate);
    }
    (dc * f).store(carried_dc);
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
    let layout = Layout::Blocks { rows: direction.packing.rows };
    let mut add = |h: View, first: usize, rows: usize| {
        matmul_tn(h, View { data: saved.gates, layout, first }, gradients.w_hh, size, rows);
    };
    let outputs = View::rows(&y[columns.offset..], columns.stride);
    let mut pending: Option<Step> = None;
    for step in direction.packing.steps(direction.reverse) {
        if let Some(state) = direction.initial {
            let h = View { first: step.carried, ..View::rows(state.h, cell.output_padded()) };
            add(h, step.start + step.carried, step.count - step.carried);
        }
        // Steps whose rows follow one another, here and one step before, make one product.
        pending = match pending {
            Some(run) if joins(run, step) => Some(join(run, step)),
            run => {
                if let Some(run) = run {
                    add(View { first: run.before, ..outputs }, run.start, run.carried);
                }
                (step.carried > 0).then_some(step)
            }
        };
    }
    if let Some(run) = pending {
        add(View { first: run.before, ..outputs }, run.start, run.carried);
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
