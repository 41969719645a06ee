//! The recurrent stack against `torch.nn.LSTM`, and its gradients against central differences in f64.

use crate::closeness::{assert_close, assert_forward, assert_gradient, assert_norm_close};
use crate::draws::{Draws, EDGES};
use crate::naive::{self, CELLS, Recurrent, State, widen};
use crate::packed::Packed;
use crate::recurrent_call::{Call, Results, Upstream};
use crate::reference::{Case, reference};
use rnn_core::cells::{Cell, Kind, Nonlinearity};
use rnn_core::error::Error;
use rnn_core::stack::Shape;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The names of a state dict's tensors in its order, with their lengths.
fn tensors(sizes: &Recurrent) -> Vec<(String, usize)> {
    let mut names = Vec::new();
    for (layer, direction) in (0..sizes.layers).flat_map(|layer| (0..sizes.directions).map(move |d| (layer, d))) {
        let input = if layer == 0 { sizes.input } else { sizes.directions * sizes.output() };
        let gates = sizes.gates() * sizes.hidden;
        let hr = sizes.projection * sizes.hidden;
        let all = [
            ("weight_ih", gates * input),
            ("weight_hh", gates * sizes.output()),
            ("bias_ih", gates),
            ("bias_hh", gates),
            ("weight_hr", hr),
        ];
        let suffix = if direction == 1 { "_reverse" } else { "" };
        let used = all.into_iter().filter(|&(_, len)| len > 0);
        names.extend(used.map(|(name, len)| (format!("{name}_l{layer}{suffix}"), len)));
    }
    names
}

fn sizes_of(case: &Case) -> Recurrent {
    Recurrent {
        kind: case.cell(),
        input: case.size("input_size"),
        hidden: case.size("hidden_size"),
        projection: case.number("proj_size").unwrap_or(0.0) as usize,
        layers: case.number("num_layers").unwrap_or(1.0) as usize,
        directions: if case.flag("bidirectional") { 2 } else { 1 },
    }
}

/// A case's sequences, packed.
struct Sequences<'a> {
    case: &'a Case,
    packed: Packed,
    /// The case's place of each packed sequence.
    order: Vec<usize>,
}

impl<'a> Sequences<'a> {
    fn of(case: &'a Case) -> Self {
        let lengths = case.numbers("lengths").unwrap_or_else(|| vec![case.size("T") as f64; case.size("B")]);
        let lengths: Vec<usize> = lengths.into_iter().map(|length| length as usize).collect();
        let mut order: Vec<usize> = (0..lengths.len()).collect();
        order.sort_by_key(|&b| core::cmp::Reverse(lengths[b]));
        Self { case, packed: Packed::new(lengths), order }
    }

    /// A tensor `[T][B][W]`, or `[B][T][W]` of `batch_first`, in packed rows.
    fn rows(&self, tensor: &str, width: usize) -> Vec<f32> {
        let (steps, batch) = (self.case.size("T"), self.order.len());
        let values = self.case.floats(tensor);
        let mut rows = vec![0.0; self.packed.rows() * width];
        for (sequence, &b) in self.order.iter().enumerate() {
            for t in 0..self.packed.lengths[sequence] {
                let from = if self.case.flag("batch_first") { b * steps + t } else { t * batch + b };
                let to = self.packed.row(sequence, t) * width;
                rows[to..][..width].copy_from_slice(&values[from * width..][..width]);
            }
        }
        rows
    }

    /// A tensor `[L·D][B][W]` with its sequences in the packed order; empty where the case has none.
    fn states(&self, tensor: &str, width: usize) -> Vec<f32> {
        if !self.case.has(tensor) {
            return Vec::new();
        }
        let values = self.case.floats(tensor);
        let batches = values.chunks(self.order.len() * width);
        batches.flat_map(|batch| self.order.iter().flat_map(|&b| batch[b * width..][..width].to_vec())).collect()
    }
}

/// Runs a case of `test/fixtures/pytorch` and compares everything with PyTorch's results.
fn assert_is_pytorchs(case: &Case) {
    let (sizes, sequences) = (sizes_of(case), Sequences::of(case));
    let (width, hidden, output) = (sizes.directions * sizes.output(), sizes.hidden, sizes.output());
    // A tensor that the case does not have is a bias of zeros.
    let tensor = |(name, len): &(String, usize)| {
        let name = format!("{}.{name}", case.prefix());
        if case.has(&name) { case.floats(&name) } else { vec![0.0; *len] }
    };
    let call = Call {
        layers: sizes,
        weights: tensors(&sizes).iter().flat_map(tensor).collect(),
        packed: sequences.packed.clone(),
        x: sequences.rows("x", sizes.input),
        state: case.has("h_0").then(|| (sequences.states("h_0", output), sequences.states("c_0", hidden))),
        masks: None,
    };
    let results = call.run(&Upstream {
        y: sequences.rows("upstream_y", width),
        h: sequences.states("upstream_h_n", output),
        c: sequences.states("upstream_c_n", hidden),
    });
    let Results { y, h_n, c_n, dweights, dx, dh_0, dc_0 } = &results;
    let what = |part: &str| format!("{}: {part}", case.name);
    assert_forward(&what("y"), y, &sequences.rows("y", width));
    assert_forward(&what("h_n"), h_n, &sequences.states("h_n", output));
    assert_forward(&what("c_n"), c_n, &sequences.states("c_n", hidden));
    assert_gradient(&what("dx"), dx, &sequences.rows("grad_x", sizes.input));
    if call.state.is_some() {
        assert_gradient(&what("dh_0"), dh_0, &sequences.states("grad_h_0", output));
        assert_gradient(&what("dc_0"), dc_0, &sequences.states("grad_c_0", hidden));
    }
    let mut rest = dweights.as_slice();
    for (name, len) in tensors(&sizes) {
        let (gradient, others) = rest.split_at(len);
        rest = others;
        let name = format!("grad.{}.{name}", case.prefix());
        if case.has(&name) {
            assert_gradient(&what(&name), gradient, &case.floats(&name));
        }
    }
}

/// The files of a module, whose names begin alike.
macro_rules! assert_are_pytorchs {
    ($cell:literal: $($name:literal)*) => {
        $(assert_is_pytorchs(&reference!($cell, $name));)*
    };
}

#[test]
fn every_kind_of_call_is_pytorchs() {
    assert_are_pytorchs!("lstm": "basic" "no_state" "batch_first" "no_bias" "two_layers" "bidirectional");
    assert_are_pytorchs!("lstm": "three_layers_bidirectional_batch_first" "projection" "wide");
    assert_is_pytorchs(&reference!("packed_lstm"));
    assert_are_pytorchs!("gru": "basic" "no_state" "batch_first" "no_bias" "two_layers" "bidirectional");
    assert_are_pytorchs!("gru": "three_layers_bidirectional_batch_first" "wide" "lengths");
    assert_are_pytorchs!("rnn_tanh": "basic" "no_state" "batch_first" "no_bias" "two_layers" "bidirectional");
    assert_are_pytorchs!("rnn_tanh": "three_layers_bidirectional_batch_first" "wide" "lengths");
    assert_are_pytorchs!("rnn_relu": "basic" "no_state" "batch_first" "no_bias" "two_layers" "bidirectional");
    assert_are_pytorchs!("rnn_relu": "three_layers_bidirectional_batch_first" "wide" "lengths");
}

/// Random sizes, lengths, states and masks, with everything that they are differentiated by.
fn random_call(draws: &mut Draws) -> (Call, Upstream) {
    // Several layers are narrow, as every weight costs two passes in f64.
    let layers = draws.one_of(&[1, 1, 2, 3]);
    let sizes = if layers == 1 { &EDGES[1..] } else { &EDGES[1..6] };
    let hidden = draws.one_of(sizes);
    let projection = draws.one_of(&[0, 0, 1, 2, 3, 4, 5]);
    let kind = draws.one_of(&CELLS);
    let sizes = Recurrent {
        kind,
        input: draws.one_of(sizes),
        hidden,
        projection: if projection < hidden && kind == Kind::Lstm { projection } else { 0 },
        layers,
        directions: draws.one_of(&[1, 2]),
    };
    let batch = draws.one_of(&EDGES[1..5]);
    let steps = draws.one_of(&[1, 3, 5]);
    let packed = Packed::new((0..batch).map(|_| 1 + draws.below(steps)).collect());
    let (states, rows) = (sizes.layers * sizes.directions * batch, packed.rows());
    let width = sizes.directions * sizes.output();
    let with_state = draws.below(2) == 1;
    let with_masks = sizes.layers > 1 && draws.below(2) == 1;
    let call = Call {
        weights: draws.floats(sizes.num_weights()),
        x: draws.floats(rows * sizes.input),
        state: with_state.then(|| (draws.floats(states * sizes.output()), draws.floats(states * sizes.c()))),
        masks: with_masks.then(|| (1..sizes.layers).map(|_| draws.floats(rows * width)).collect()),
        layers: sizes,
        packed,
    };
    let upstream = Upstream {
        y: draws.floats(rows * width),
        h: draws.floats(states * sizes.output()),
        c: draws.floats(states * sizes.c()),
    };
    (call, upstream)
}

/// Everything that a call can be differentiated by, as one flat slice: weights, x, h_0, c_0.
fn inputs(call: &Call) -> Vec<f64> {
    let sizes = &call.layers;
    let states = sizes.layers * sizes.directions * call.packed.batch();
    let zeros = || (vec![0.0; states * sizes.output()], vec![0.0; states * sizes.c()]);
    let (h, c) = call.state.clone().unwrap_or_else(zeros);
    [&call.weights, &call.x, &h, &c].into_iter().flat_map(|part| widen(part)).collect()
}

/// The values of one sequence `b` in `[L·D][B][width]`.
fn of_sequence(values: &[f64], width: usize, batch: usize, b: usize) -> Vec<f64> {
    values.chunks(width.max(1)).skip(b).step_by(batch).flatten().copied().collect()
}

/// A call in f64: for each sequence its outputs and final state.
fn exact(call: &Call, inputs: &[f64]) -> Vec<(naive::Rows, State)> {
    let (sizes, batch) = (&call.layers, call.packed.batch());
    let (weights, rest) = inputs.split_at(call.weights.len());
    let (x, rest) = rest.split_at(call.x.len());
    let (h, c) = rest.split_at(sizes.layers * sizes.directions * batch * sizes.output());
    let width = sizes.directions * sizes.output();
    let sequence = |b: usize| {
        let row = |t| x[call.packed.row(b, t) * sizes.input..][..sizes.input].to_vec();
        let rows = (0..call.packed.lengths[b]).map(row).collect();
        let state = State { h: of_sequence(h, sizes.output(), batch, b), c: of_sequence(c, sizes.c(), batch, b) };
        sizes.forward(weights, rows, state, |layer, t, column| {
            let mask = |masks: &Vec<Vec<f32>>| masks[layer][call.packed.row(b, t) * width + column];
            call.masks.as_ref().map_or(1.0, |masks| f64::from(mask(masks)))
        })
    };
    (0..batch).map(sequence).collect()
}

/// The scalar that is differentiated.
fn scalar(call: &Call, upstream: &Upstream, inputs: &[f64]) -> f64 {
    let (sizes, batch) = (&call.layers, call.packed.batch());
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let (h, c) = (widen(&upstream.h), widen(&upstream.c));
    let sequence = |(b, (y, state)): (usize, &(naive::Rows, State))| {
        let rows = call.packed.sequence_rows(b, &upstream.y, sizes.directions * sizes.output());
        y.iter().zip(&rows).map(|(y, row)| dot(y, row)).sum::<f64>()
            + dot(&state.h, &of_sequence(&h, sizes.output(), batch, b))
            + dot(&state.c, &of_sequence(&c, sizes.c(), batch, b))
    };
    exact(call, inputs).iter().enumerate().map(sequence).sum()
}

/// Compares a call with f64 code: outputs, states and all gradients.
fn assert_is_exact(call: &Call, upstream: &Upstream) {
    let what = format!("{:?} {:?}", call.layers, call.packed.lengths);
    let got = call.run(upstream);
    let inputs = inputs(call);
    let (batch, sizes) = (call.packed.batch(), &call.layers);
    for (b, (y, state)) in exact(call, &inputs).into_iter().enumerate() {
        let wanted: Vec<f32> = y.iter().flatten().map(|&x| x as f32).collect();
        let rows = call.packed.sequence_rows(b, &got.y, sizes.directions * sizes.output());
        let rows: Vec<f32> = rows.iter().flatten().map(|&x| x as f32).collect();
        assert_forward(&format!("{what}: y of {b}"), &rows, &wanted);
        let states = [(&got.h_n, sizes.output(), state.h), (&got.c_n, sizes.c(), state.c)];
        for (got, width, wanted) in states {
            let got: Vec<f32> = of_sequence(&widen(got), width, batch, b).iter().map(|&x| x as f32).collect();
            let wanted: Vec<f32> = wanted.iter().map(|&x| x as f32).collect();
            assert_forward(&format!("{what}: state of {b}"), &got, &wanted);
        }
    }
    let gradient = naive::gradient(&inputs, |inputs| scalar(call, upstream, inputs));
    let (dweights, rest) = gradient.split_at(call.weights.len());
    let (dx, rest) = rest.split_at(call.x.len());
    let (dh_0, dc_0) = rest.split_at(got.dh_0.len());
    let parts = [
        ("dweights", &got.dweights, dweights),
        ("dx", &got.dx, dx),
        ("dh_0", &got.dh_0, dh_0),
        ("dc_0", &got.dc_0, dc_0),
    ];
    for (name, got, wanted) in parts {
        assert_norm_close(&format!("{what}: {name}"), got, wanted.iter().copied(), 1e-5);
    }
}

#[test]
fn outputs_states_and_gradients_are_those_of_f64_code() {
    let cases = if cfg!(target_arch = "wasm32") { 10 } else { 150 };
    let mut draws = Draws::new(1);
    for _ in 0..cases {
        let (call, upstream) = random_call(&mut draws);
        assert_is_exact(&call, &upstream);
    }
}

/// A single sequence has kernels of its own, and with a projection the general ones; both round otherwise than a batch.
#[test]
fn a_sequence_alone_is_what_it_is_in_a_batch() {
    let mut draws = Draws::new(21);
    for (projection, directions) in [(0, 1), (0, 2), (3, 1), (3, 2)] {
        let layers = Recurrent { kind: Kind::Lstm, input: 5, hidden: 10, projection, layers: 2, directions };
        let packed = Packed::new(vec![12, 12, 12]);
        let (width, rows) = (directions * layers.output(), packed.rows());
        let weights: Vec<f32> = draws.floats(layers.num_weights()).iter().map(|x| 0.5 * x).collect();
        let batch = Call { weights, x: draws.floats(rows * 5), state: None, masks: None, layers, packed };
        let states = 2 * directions;
        let upstream = |packed: &Packed, y: Vec<f32>| Upstream {
            y,
            h: vec![0.0; states * packed.batch() * layers.output()],
            c: vec![0.0; states * packed.batch() * layers.hidden],
        };
        let dy = draws.floats(rows * width);
        let together = batch.run(&upstream(&batch.packed, dy.clone()));
        for b in 0..3 {
            let of = |rows: &[f32], width: usize| -> Vec<f32> {
                batch.packed.sequence_rows(b, rows, width).iter().flatten().map(|&x| x as f32).collect()
            };
            let alone = Call {
                weights: batch.weights.clone(),
                x: of(&batch.x, 5),
                packed: Packed::even(12, 1),
                state: None,
                masks: None,
                layers,
            };
            let alone = alone.run(&upstream(&Packed::even(12, 1), of(&dy, width)));
            let what = format!("projection {projection}, {directions} directions, sequence {b}");
            assert_close(&format!("{what}: y"), &alone.y, &of(&together.y, width), 1e-6, 0.0);
            assert_close(&format!("{what}: dx"), &alone.dx, &of(&together.dx, 5), 1e-6, 1e-5);
        }
    }
}

#[test]
fn only_the_lstm_has_a_projection() {
    let shape = |kind, projection| Shape {
        input: 5,
        cell: Cell { kind, hidden: 10, projection },
        layers: 1,
        directions: 1,
        dropout: false,
    };
    assert_eq!(shape(Kind::Lstm, 3).check(), Ok(()));
    for kind in [Kind::Gru, Kind::Rnn(Nonlinearity::Tanh), Kind::Rnn(Nonlinearity::Relu)] {
        assert_eq!(shape(kind, 0).check(), Ok(()));
        assert_eq!(shape(kind, 3).check(), Err(Error::InvalidOption));
    }
}
