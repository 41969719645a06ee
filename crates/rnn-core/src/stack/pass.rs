//! The two passes through a stack.

use core::ops::Range;

use super::Stack;
use super::workspace::{Scratch, Workspace};
use crate::cells::{
    BackwardScratch, Carry, Direction, OutputRows, Recurrent, Saved, State, WeightGradients, backward, forward,
    recurrent_gradient,
};
use crate::gemm::{Packed, View, ViewMut, transpose_packed};
use crate::inputs::{Input, InputGradients, InputWeights, Rows};
use crate::packing::Packing;
use crate::simd::{Buffer, F32x4, add, vectors, vectors_mut};
use crate::stack::dropout;

/// How a pass is made; the same for the backward pass as for the forward pass.
#[derive(Clone, Copy, Default)]
pub struct Mode {
    /// Start from the workspace's `h` and `c` instead of zeros.
    pub with_state: bool,
    /// Apply the masks between the layers that the caller put at [`Stack::mask_range`].
    pub dropout: bool,
    /// In the backward pass: the final states have gradients, in the workspace's `dh` and `dc`, and the initial states'
    /// are wanted there.
    pub state_gradient: bool,
}

/// A batch on its way.
#[derive(Clone, Copy)]
struct Pass<'a> {
    params: &'a [f32],
    packing: Packing<'a>,
    mode: Mode,
    layer: usize,
}

impl Stack {
    /// Runs a batch through all layers; `work.saved` then holds outputs, gates and states.
    pub fn forward(&self, params: &[f32], input: &mut Input, packing: Packing, mode: Mode, work: &mut Workspace) {
        let len = self.layer_saved_len(packing.rows);
        for layer in 0..self.shape.layers {
            let pass = Pass { params, packing, mode, layer };
            let state = (&*work.h, &*work.c);
            let (below, saved) = work.saved.split_at_mut(layer * len);
            let saved = &mut saved[..len];
            if layer == 0 {
                self.forward_layer(pass, input, saved, state, &mut work.scratch.bias);
            } else {
                let mut rows = Input::Rows(self.inner_rows(below, pass, None));
                self.forward_layer(pass, &mut rows, saved, state, &mut work.scratch.bias);
            }
            if mode.dropout && layer + 1 < self.shape.layers {
                let size = packing.rows * self.stride();
                let (rest, dropped) = saved.split_at_mut(len - size);
                let (rest, mask) = rest.split_at(rest.len() - size);
                dropout::apply(mask, &rest[rest.len() - size..], dropped);
            }
        }
    }

    /// Accumulates the gradients of all weights into `grads` and lets `input` take its own; uses up `work.dy`, and
    /// overwrites what the forward pass saved.
    pub fn backward(
        &self,
        params: &[f32],
        grads: &mut [f32],
        input: &mut Input,
        packing: Packing,
        mode: Mode,
        work: &mut Workspace,
    ) {
        let (rows, len) = (packing.rows, self.layer_saved_len(packing.rows));
        let Workspace { saved, h, c, dy, dx, scratch } = work;
        if !mode.state_gradient {
            scratch.dh[..self.h_len(packing.batch())].fill(0.0);
            scratch.dc[..self.c_len(packing.batch())].fill(0.0);
        }
        for layer in (0..self.shape.layers).rev() {
            let pass = Pass { params, packing, mode, layer };
            let (below, here) = saved.split_at_mut(layer * len);
            if layer == 0 {
                return self.backward_layer(pass, grads, input, &mut here[..len], (h, c), dy, scratch);
            }
            let dx_rows = &mut dx[..rows * self.stride()];
            dx_rows.fill(0.0);
            let mut inner = Input::Rows(self.inner_rows(below, pass, Some(&mut *dx_rows)));
            self.backward_layer(pass, grads, &mut inner, &mut here[..len], (h, c), dy, scratch);
            if mode.dropout {
                for (dx, mask) in vectors_mut(dx_rows).iter_mut().zip(vectors(&saved[self.mask_range(layer - 1, rows)]))
                {
                    (F32x4::load(dx) * F32x4::load(mask)).store(dx);
                }
            }
            core::mem::swap(dx, dy);
        }
    }

    /// Copies the states after the last step of each sequence out of what was saved: h as `[L·D][B][out padded]`,
    /// c as `[L·D][B][Hp]`.
    pub fn final_states(&self, packing: Packing, saved: &[f32], h: &mut [f32], c: &mut [f32]) {
        let (cell, rows, batch) = (self.shape.cell, packing.rows, packing.batch());
        let (h_width, c_width) = (cell.output_padded(), cell.c_padded());
        for index in 0..self.weights.len() {
            let (layer, direction) = (index / self.shape.directions, index % self.shape.directions);
            let y = &saved[self.output_range(layer, rows)];
            let cells = &saved[self.direction_range(index, rows)][rows * cell.gates_stride()..];
            let columns = self.columns(direction);
            for (b, row) in packing.last_rows(direction == 1) {
                let at = index * batch + b;
                let from = row * columns.stride + columns.offset;
                h[at * h_width..][..h_width].copy_from_slice(&y[from..][..h_width]);
                c[at * c_width..][..c_width].copy_from_slice(&cells[row * c_width..][..c_width]);
            }
        }
    }

    /// The output of the layer below, as the input of an inner layer.
    fn inner_rows<'a>(&self, below: &'a [f32], pass: Pass, dx: Option<&'a mut [f32]>) -> Rows<'a> {
        let size = pass.packing.rows * self.stride();
        let end = below.len() - if self.shape.dropout && !pass.mode.dropout { 2 * size } else { 0 };
        Rows { x: &below[end - size..end], stride: self.stride(), width: self.output_width(), dx }
    }

    fn forward_layer(
        &self,
        pass: Pass,
        input: &mut Input,
        saved: &mut [f32],
        state: (&[f32], &[f32]),
        bias: &mut Buffer,
    ) {
        let (cell, rows) = (self.shape.cell, pass.packing.rows);
        let each = rows * Saved::row_len(cell);
        let (directions, outputs) = saved.split_at_mut(self.shape.directions * each);
        let y = &mut outputs[..rows * self.stride()];
        for (direction, saved) in directions.chunks_mut(each).enumerate() {
            let index = pass.layer * self.shape.directions + direction;
            let weights = &self.weights[index];
            let bias = &mut bias[..cell.input_len()];
            self.bias(pass.params, index, bias);
            let mut saved = Saved::carve(saved, cell, rows);
            let projected = InputWeights { w_ih: &pass.params[weights.w_ih.clone()], bias };
            let mut gates = ViewMut::rows(saved.gates, cell.gates_stride());
            let shares = input.project(projected, &mut gates, rows, (direction, self.shape.directions));
            let recurrent = self.recurrent(pass.params, index);
            let out = (&mut *y, self.columns(direction));
            let walk = Direction { shares, ..self.direction(pass, index, state) };
            forward(cell, recurrent, walk, &mut saved, out);
        }
    }

    /// What the sums of the input columns of one direction begin with: b_ih, and the part of b_hh that may be added.
    pub(crate) fn bias(&self, params: &[f32], index: usize, to: &mut [f32]) {
        let weights = &self.weights[index];
        to.copy_from_slice(&params[weights.bias_ih.clone()]);
        add(&mut to[self.shape.cell.state_columns().start..], &params[weights.bias_hh.clone()]);
    }

    /// The recurrent weights of one direction.
    pub(crate) fn recurrent<'a>(&self, params: &'a [f32], index: usize) -> Recurrent<'a> {
        let weights = &self.weights[index];
        Recurrent {
            w_hh: &params[weights.w_hh.clone()],
            w_hr: &params[weights.w_hr.clone()],
            bias: &params[weights.bias_hh.clone()][self.shape.cell.shared_len()..],
        }
    }

    fn direction<'a>(&self, pass: Pass<'a>, index: usize, (h, c): (&'a [f32], &'a [f32])) -> Direction<'a> {
        let (cell, batch) = (self.shape.cell, pass.packing.batch());
        let (h_len, c_len) = (batch * cell.output_padded(), batch * cell.c_padded());
        let state = || State { h: &h[index * h_len..][..h_len], c: &c[index * c_len..][..c_len] };
        Direction {
            packing: pass.packing,
            reverse: index % self.shape.directions == 1,
            initial: pass.mode.with_state.then(state),
            shares: None,
        }
    }

    /// The backward pass through all directions of a layer: steps, then the products for the weights, then the input.
    fn backward_layer(
        &self,
        pass: Pass,
        grads: &mut [f32],
        input: &mut Input,
        saved: &mut [f32],
        state: (&[f32], &[f32]),
        dy: &[f32],
        scratch: &mut Scratch,
    ) {
        let (cell, rows) = (self.shape.cell, pass.packing.rows);
        let each = rows * Saved::row_len(cell);
        let (directions, y) = saved.split_at_mut(self.shape.directions * each);
        for (direction, saved) in directions.chunks_mut(each).enumerate() {
            let index = pass.layer * self.shape.directions + direction;
            let (columns, walk) = (self.columns(direction), self.direction(pass, index, state));
            let mut saved = Saved::carve(saved, cell, rows);
            self.backward_steps(pass, index, walk, &mut saved, OutputRows { y, dy, columns }, scratch);
            let weights = &self.weights[index];
            let [w_hh, bias, w_hr] = parts(grads, [&weights.w_hh, &weights.bias_hh, &weights.w_hr]);
            let mut gradients = WeightGradients { w_hh, w_hr, bias: &mut bias[cell.shared_len()..] };
            recurrent_gradient(cell, walk, &saved, (y, columns), &scratch.dh_total, &mut gradients);
            self.backward_input(pass, index, grads, input, saved.gates, scratch);
        }
    }

    /// Gate gradients of one direction.
    fn backward_steps(
        &self,
        pass: Pass,
        index: usize,
        walk: Direction,
        saved: &mut Saved,
        outputs: OutputRows,
        scratch: &mut Scratch,
    ) {
        let (cell, batch) = (self.shape.cell, pass.packing.batch());
        let Recurrent { w_hh, w_hr, .. } = self.recurrent(pass.params, index);
        transpose_packed(Packed { data: w_hh, k: cell.output(), m: cell.state_len() }, &mut scratch.w_hh_t);
        if cell.projection > 0 {
            transpose_packed(Packed { data: w_hr, k: cell.hidden, m: cell.output_padded() }, &mut scratch.w_hr_t);
        }
        let (h_len, c_len) = (batch * cell.output_padded(), batch * cell.c_padded());
        let mut carry = Carry {
            dh: &mut scratch.dh[index * h_len..][..h_len],
            dc: &mut scratch.dc[index * c_len..][..c_len],
            wants_initial: pass.mode.state_gradient,
        };
        let mut room = BackwardScratch {
            w_hh_t: &scratch.w_hh_t,
            w_hr_t: &scratch.w_hr_t,
            dh_total: &mut scratch.dh_total,
            dm: &mut scratch.dm,
        };
        backward(cell, walk, saved, outputs, &mut carry, &mut room);
    }

    /// Gradients of the input's weights, and of the biases in the sums of the input columns.
    fn backward_input(
        &self,
        pass: Pass,
        index: usize,
        grads: &mut [f32],
        input: &mut Input,
        dgates: &[f32],
        scratch: &mut Scratch,
    ) {
        let (weights, cell) = (&self.weights[index], self.shape.cell);
        if input.wants_gradient() {
            let w_ih = &pass.params[weights.w_ih.clone()];
            let w_ih = Packed { data: w_ih, k: weights.input, m: cell.input_len() };
            transpose_packed(w_ih, &mut scratch.w_ih_t);
        }
        let bias = &mut scratch.bias[..cell.input_len()];
        bias.fill(0.0);
        let mut gradients = InputGradients { w_ih: &mut grads[weights.w_ih.clone()], bias };
        let dgates = View::rows(dgates, cell.gates_stride());
        input.gradient(&scratch.w_ih_t, dgates, pass.packing.rows, &mut gradients);
        add(&mut grads[weights.bias_ih.clone()], bias);
        add(&mut grads[weights.bias_hh.clone()], &bias[cell.state_columns().start..]);
    }
}

/// Three parts of a slice at once, each after the one before.
fn parts<'a>(slice: &'a mut [f32], ranges: [&Range<usize>; 3]) -> [&'a mut [f32]; 3] {
    let [first, second, third] = ranges;
    let (low, rest) = slice.split_at_mut(second.start);
    let (middle, high) = rest.split_at_mut(third.start - second.start);
    [&mut low[first.clone()], &mut middle[..second.len()], &mut high[..third.len()]]
}
