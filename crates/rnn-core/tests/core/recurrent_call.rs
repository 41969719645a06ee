//! One call of the recurrent stack and its backward pass, in PyTorch's shapes: what stands between tests and the kernels'
//! layouts.

use crate::naive;
use crate::packed::Packed;
use rnn_core::cells::Cell;
use rnn_core::inputs::{Input, Rows};
use rnn_core::layout::{Entry, export, import, stack_entries};
use rnn_core::packing::Packing;
use rnn_core::simd::padded;
use rnn_core::stack::{Mode, Shape, Stack, Workspace};

/// What goes in. Rows are packed.
pub struct Call {
    pub layers: naive::Recurrent,
    /// In the order of PyTorch's state dict.
    pub weights: Vec<f32>,
    pub packed: Packed,
    /// `[N][input]`.
    pub x: Vec<f32>,
    /// `[L·D][B][out]` and `[L·D][B][H]`, the second empty for cells without c.
    pub state: Option<(Vec<f32>, Vec<f32>)>,
    /// A mask `[N][D·out]` after each layer but the last.
    pub masks: Option<Vec<Vec<f32>>>,
}

/// What a differentiated scalar gives for each output: Σ y·upstream.y + Σ h_n·upstream.h + Σ c_n·upstream.c.
pub struct Upstream {
    pub y: Vec<f32>,
    pub h: Vec<f32>,
    pub c: Vec<f32>,
}

/// What comes out.
pub struct Results {
    /// `[N][D·out]`.
    pub y: Vec<f32>,
    pub h_n: Vec<f32>,
    pub c_n: Vec<f32>,
    /// In the order of the weights.
    pub dweights: Vec<f32>,
    pub dx: Vec<f32>,
    pub dh_0: Vec<f32>,
    pub dc_0: Vec<f32>,
}

/// A call in the kernels' layouts.
struct Kernels<'a> {
    call: &'a Call,
    stack: Stack,
    entries: Vec<Entry>,
}

impl Call {
    /// Runs the stack forward and back.
    pub fn run(&self, upstream: &Upstream) -> Results {
        self.run_in(upstream).0
    }

    /// The same, with the memory of both passes as they left it.
    pub fn run_in(&self, upstream: &Upstream) -> (Results, Workspace) {
        let Call { layers: sizes, packed, .. } = self;
        let shape = Shape {
            input: sizes.input,
            cell: Cell { kind: sizes.kind, hidden: sizes.hidden, projection: sizes.projection },
            layers: sizes.layers,
            directions: sizes.directions,
            dropout: self.masks.is_some(),
        };
        let stack = Stack::new(shape).expect("sizes");
        let entries = stack_entries(&stack, 0, true);
        let kernels = Kernels { call: self, stack, entries };
        let mut work = Workspace::default();
        work.reserve(&kernels.stack.shape, packed.rows(), packed.batch(), true).expect("memory");
        let results = kernels.run(&mut work, upstream);
        (results, work)
    }
}

impl Kernels<'_> {
    fn run(&self, work: &mut Workspace, upstream: &Upstream) -> Results {
        let (stack, call) = (&self.stack, self.call);
        let packing = Packing::new(&call.packed.sizes).expect("falling sizes");
        let (rows, stride) = (packing.rows, padded(call.layers.input));
        let mut params = vec![0.0; stack.len];
        import(&self.entries, &call.weights, &mut params);
        let mut x = vec![0.0; rows * stride];
        for (to, from) in x.chunks_mut(stride).zip(call.x.chunks(call.layers.input)) {
            to[..call.layers.input].copy_from_slice(from);
        }
        let mut dx = vec![0.0; x.len()];
        let mode = Mode { with_state: call.state.is_some(), dropout: call.masks.is_some(), state_gradient: true };
        if let Some((h, c)) = &call.state {
            self.write_state(h, c, &mut work.h, &mut work.c);
        }
        self.write_masks(&mut work.saved);
        let mut input = Input::Rows(Rows { x: &x, stride, width: call.layers.input, dx: Some(&mut dx) });
        stack.forward(&params, &mut input, packing, mode, work);

        let y = self.read_rows(&work.saved[stack.output_range(call.layers.layers - 1, rows)]);
        let (mut h, mut c) = (vec![0.0; stack.h_len(packing.batch())], vec![0.0; stack.c_len(packing.batch())]);
        stack.final_states(packing, &work.saved, &mut h, &mut c);
        let (h_n, c_n) = self.read_state(&h, &c);

        self.write_state(&upstream.h, &upstream.c, &mut work.scratch.dh, &mut work.scratch.dc);
        self.write_rows(&upstream.y, &mut work.dy);
        let mut grads = vec![0.0; params.len()];
        stack.backward(&params, &mut grads, &mut input, packing, mode, work);
        let mut dweights = vec![0.0; call.weights.len()];
        export(&self.entries, &grads, &mut dweights);
        let (dh_0, dc_0) = self.read_state(&work.scratch.dh, &work.scratch.dc);
        let dx = dx.chunks(stride).flat_map(|row| row[..call.layers.input].to_vec()).collect();
        Results { y, h_n, c_n, dweights, dx, dh_0, dc_0 }
    }

    fn write_masks(&self, saved: &mut [f32]) {
        for (layer, mask) in self.call.masks.iter().flatten().enumerate() {
            self.write_rows(mask, &mut saved[self.stack.mask_range(layer, self.call.packed.rows())]);
        }
    }

    /// Where each value of a row of outputs lies among the kernels' columns.
    fn columns(&self) -> impl Iterator<Item = usize> + Clone {
        let out = self.call.layers.output();
        (0..self.call.layers.directions).flat_map(move |d| (0..out).map(move |i| self.stack.columns(d).offset + i))
    }

    fn read_rows(&self, rows: &[f32]) -> Vec<f32> {
        rows.chunks(self.stack.stride()).flat_map(|row| self.columns().map(|column| row[column])).collect()
    }

    fn write_rows(&self, values: &[f32], rows: &mut [f32]) {
        let width = self.call.layers.directions * self.call.layers.output();
        for (row, values) in rows.chunks_mut(self.stack.stride()).zip(values.chunks(width)) {
            row.fill(0.0);
            self.columns().zip(values).for_each(|(column, &value)| row[column] = value);
        }
    }

    /// Calls `visit` with the places of each value of h and c: in PyTorch's shape, and the kernels'.
    fn each_state(&self, mut visit_h: impl FnMut(usize, usize), mut visit_c: impl FnMut(usize, usize)) {
        let (sizes, cell, batch) = (&self.call.layers, self.stack.shape.cell, self.call.packed.batch());
        for row in 0..sizes.layers * sizes.directions * batch {
            (0..sizes.output()).for_each(|i| visit_h(row * sizes.output() + i, row * cell.output_padded() + i));
            for unit in 0..sizes.c() {
                visit_c(row * sizes.c() + unit, row * cell.c_padded() + unit);
            }
        }
    }

    fn write_state(&self, h: &[f32], c: &[f32], to_h: &mut [f32], to_c: &mut [f32]) {
        to_h.fill(0.0);
        to_c.fill(0.0);
        self.each_state(|from, to| to_h[to] = h[from], |from, to| to_c[to] = c[from]);
    }

    fn read_state(&self, h: &[f32], c: &[f32]) -> (Vec<f32>, Vec<f32>) {
        let states = self.call.layers.layers * self.call.layers.directions * self.call.packed.batch();
        let (mut to_h, mut to_c) =
            (vec![0.0; states * self.call.layers.output()], vec![0.0; states * self.call.layers.c()]);
        self.each_state(|to, from| to_h[to] = h[from], |to, from| to_c[to] = c[from]);
        (to_h, to_c)
    }
}
