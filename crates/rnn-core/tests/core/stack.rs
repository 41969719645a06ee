//! The recurrent stack against `torch.nn.LSTM`, and its gradients against central differences in f64.

use crate::closeness::{assert_close, assert_forward, assert_gradient, assert_norm_close};
use crate::draws::{Draws, EDGES};
use crate::naive::{self, Lstm, State, widen};
use crate::packed::Packed;
use crate::recurrent_call::{Call, Results, Upstream};
use crate::reference::{Case, reference};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The names of a state dict's tensors in its order, with their lengths.
fn tensors(lstm: &Lstm) -> Vec<(String, usize)> {
    let mut names = Vec::new();
    for (layer, direction) in (0..lstm.layers).flat_map(|layer| (0..lstm.directions).map(move |d| (layer, d))) {
        let input = if layer == 0 { lstm.input } else { lstm.directions * lstm.output() };
        let gates = 4 * lstm.hidden;
        let hr = lstm.projection * lstm.hidden;
        let all = [
            ("weight_ih", gates * input),
            ("weight_hh", gates * lstm.output()),
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

/// `[B][T][W]` of `batch_first` as `[T][B][W]`.
fn time_major(case: &Case, tensor: &str, width: usize) -> Vec<f32> {
    let values = case.floats(tensor);
    if !case.flag("batch_first") {
        return values;
    }
    let (steps, batch) = (case.size("T"), case.size("B"));
    let row = |i: usize| values[(i % batch * steps + i / batch) * width..][..width].to_vec();
    (0..steps * batch).flat_map(row).collect()
}

fn sizes(case: &Case) -> Lstm {
    Lstm {
        input: case.size("input_size"),
        hidden: case.size("hidden_size"),
        projection: case.number("proj_size").unwrap_or(0.0) as usize,
        layers: case.number("num_layers").unwrap_or(1.0) as usize,
        directions: if case.flag("bidirectional") { 2 } else { 1 },
    }
}

/// Runs a case of `test/fixtures/pytorch` and compares everything with PyTorch's results.
fn assert_is_pytorchs(case: &Case) {
    let lstm = sizes(case);
    let width = lstm.directions * lstm.output();
    // A tensor that the case does not have is a bias of zeros.
    let tensor = |(name, len): &(String, usize)| {
        let name = format!("lstm.{name}");
        if case.has(&name) { case.floats(&name) } else { vec![0.0; *len] }
    };
    let call = Call {
        lstm,
        weights: tensors(&lstm).iter().flat_map(tensor).collect(),
        packed: Packed::even(case.size("T"), case.size("B")),
        x: time_major(case, "x", lstm.input),
        state: case.has("h_0").then(|| (case.floats("h_0"), case.floats("c_0"))),
        masks: None,
    };
    let results = call.run(&Upstream {
        y: time_major(case, "upstream_y", width),
        h: case.floats("upstream_h_n"),
        c: case.floats("upstream_c_n"),
    });
    let Results { y, h_n, c_n, dweights, dx, dh_0, dc_0 } = &results;
    let what = |part: &str| format!("{}: {part}", case.name);
    assert_forward(&what("y"), y, &time_major(case, "y", width));
    assert_forward(&what("h_n"), h_n, &case.floats("h_n"));
    assert_forward(&what("c_n"), c_n, &case.floats("c_n"));
    assert_gradient(&what("dx"), dx, &time_major(case, "grad_x", lstm.input));
    if call.state.is_some() {
        assert_gradient(&what("dh_0"), dh_0, &case.floats("grad_h_0"));
        assert_gradient(&what("dc_0"), dc_0, &case.floats("grad_c_0"));
    }
    let mut rest = dweights.as_slice();
    for (name, len) in tensors(&lstm) {
        let (gradient, others) = rest.split_at(len);
        rest = others;
        let name = format!("grad.lstm.{name}");
        if case.has(&name) {
            assert_gradient(&what(&name), gradient, &case.floats(&name));
        }
    }
}

#[test]
fn every_kind_of_call_is_pytorchs() {
    assert_is_pytorchs(&reference!("lstm_basic"));
    assert_is_pytorchs(&reference!("lstm_no_state"));
    assert_is_pytorchs(&reference!("lstm_batch_first"));
    assert_is_pytorchs(&reference!("lstm_no_bias"));
    assert_is_pytorchs(&reference!("lstm_two_layers"));
    assert_is_pytorchs(&reference!("lstm_bidirectional"));
    assert_is_pytorchs(&reference!("lstm_three_layers_bidirectional_batch_first"));
    assert_is_pytorchs(&reference!("lstm_projection"));
    assert_is_pytorchs(&reference!("lstm_wide"));
}

/// Random sizes, lengths, states and masks, with everything that they are differentiated by.
fn random_call(draws: &mut Draws) -> (Call, Upstream) {
    // Several layers are narrow, as every weight costs two passes in f64.
    let layers = draws.one_of(&[1, 1, 2, 3]);
    let sizes = if layers == 1 { &EDGES[1..] } else { &EDGES[1..6] };
    let hidden = draws.one_of(sizes);
    let projection = draws.one_of(&[0, 0, 1, 2, 3, 4, 5]);
    let lstm = Lstm {
        input: draws.one_of(sizes),
        hidden,
        projection: if projection < hidden { projection } else { 0 },
        layers,
        directions: draws.one_of(&[1, 2]),
    };
    let batch = draws.one_of(&EDGES[1..5]);
    let steps = draws.one_of(&[1, 3, 5]);
    let packed = Packed::new((0..batch).map(|_| 1 + draws.below(steps)).collect());
    let (states, rows) = (lstm.layers * lstm.directions * batch, packed.rows());
    let width = lstm.directions * lstm.output();
    let with_state = draws.below(2) == 1;
    let with_masks = lstm.layers > 1 && draws.below(2) == 1;
    let call = Call {
        weights: draws.floats(lstm.num_weights()),
        x: draws.floats(rows * lstm.input),
        state: with_state.then(|| (draws.floats(states * lstm.output()), draws.floats(states * lstm.hidden))),
        masks: with_masks.then(|| (1..lstm.layers).map(|_| draws.floats(rows * width)).collect()),
        lstm,
        packed,
    };
    let upstream = Upstream {
        y: draws.floats(rows * width),
        h: draws.floats(states * lstm.output()),
        c: draws.floats(states * lstm.hidden),
    };
    (call, upstream)
}

/// Everything that a call can be differentiated by, as one flat slice: weights, x, h_0, c_0.
fn inputs(call: &Call) -> Vec<f64> {
    let lstm = &call.lstm;
    let states = lstm.layers * lstm.directions * call.packed.batch();
    let zeros = || (vec![0.0; states * lstm.output()], vec![0.0; states * lstm.hidden]);
    let (h, c) = call.state.clone().unwrap_or_else(zeros);
    [&call.weights, &call.x, &h, &c].into_iter().flat_map(|part| widen(part)).collect()
}

/// The values of one sequence `b` in `[L·D][B][width]`.
fn of_sequence(values: &[f64], width: usize, batch: usize, b: usize) -> Vec<f64> {
    values.chunks(width).skip(b).step_by(batch).flatten().copied().collect()
}

/// A call in f64: for each sequence its outputs and final state.
fn exact(call: &Call, inputs: &[f64]) -> Vec<(naive::Rows, State)> {
    let (lstm, batch) = (&call.lstm, call.packed.batch());
    let (weights, rest) = inputs.split_at(call.weights.len());
    let (x, rest) = rest.split_at(call.x.len());
    let (h, c) = rest.split_at(lstm.layers * lstm.directions * batch * lstm.output());
    let width = lstm.directions * lstm.output();
    let sequence = |b: usize| {
        let row = |t| x[call.packed.row(b, t) * lstm.input..][..lstm.input].to_vec();
        let rows = (0..call.packed.lengths[b]).map(row).collect();
        let state = State { h: of_sequence(h, lstm.output(), batch, b), c: of_sequence(c, lstm.hidden, batch, b) };
        lstm.forward(weights, rows, state, |layer, t, column| {
            let mask = |masks: &Vec<Vec<f32>>| masks[layer][call.packed.row(b, t) * width + column];
            call.masks.as_ref().map_or(1.0, |masks| f64::from(mask(masks)))
        })
    };
    (0..batch).map(sequence).collect()
}

/// The scalar that is differentiated.
fn scalar(call: &Call, upstream: &Upstream, inputs: &[f64]) -> f64 {
    let (lstm, batch) = (&call.lstm, call.packed.batch());
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let (h, c) = (widen(&upstream.h), widen(&upstream.c));
    let sequence = |(b, (y, state)): (usize, &(naive::Rows, State))| {
        let rows = call.packed.sequence_rows(b, &upstream.y, lstm.directions * lstm.output());
        y.iter().zip(&rows).map(|(y, row)| dot(y, row)).sum::<f64>()
            + dot(&state.h, &of_sequence(&h, lstm.output(), batch, b))
            + dot(&state.c, &of_sequence(&c, lstm.hidden, batch, b))
    };
    exact(call, inputs).iter().enumerate().map(sequence).sum()
}

/// Compares a call with f64 code: outputs, states and all gradients.
fn assert_is_exact(call: &Call, upstream: &Upstream) {
    let what = format!("{:?} {:?}", call.lstm, call.packed.lengths);
    let got = call.run(upstream);
    let inputs = inputs(call);
    let (batch, lstm) = (call.packed.batch(), &call.lstm);
    for (b, (y, state)) in exact(call, &inputs).into_iter().enumerate() {
        let wanted: Vec<f32> = y.iter().flatten().map(|&x| x as f32).collect();
        let rows = call.packed.sequence_rows(b, &got.y, lstm.directions * lstm.output());
        let rows: Vec<f32> = rows.iter().flatten().map(|&x| x as f32).collect();
        assert_forward(&format!("{what}: y of {b}"), &rows, &wanted);
        let states = [(&got.h_n, lstm.output(), state.h), (&got.c_n, lstm.hidden, state.c)];
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
    let cases = if cfg!(target_arch = "wasm32") { 10 } else { 50 };
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
        let lstm = Lstm { input: 5, hidden: 10, projection, layers: 2, directions };
        let packed = Packed::new(vec![12, 12, 12]);
        let (width, rows) = (directions * lstm.output(), packed.rows());
        let weights: Vec<f32> = draws.floats(lstm.num_weights()).iter().map(|x| 0.5 * x).collect();
        let batch = Call { weights, x: draws.floats(rows * 5), state: None, masks: None, lstm, packed };
        let states = 2 * directions;
        let upstream = |packed: &Packed, y: Vec<f32>| Upstream {
            y,
            h: vec![0.0; states * packed.batch() * lstm.output()],
            c: vec![0.0; states * packed.batch() * lstm.hidden],
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
                lstm,
            };
            let alone = alone.run(&upstream(&Packed::even(12, 1), of(&dy, width)));
            let what = format!("projection {projection}, {directions} directions, sequence {b}");
            assert_close(&format!("{what}: y"), &alone.y, &of(&together.y, width), 1e-6, 0.0);
            assert_close(&format!("{what}: dx"), &alone.dx, &of(&together.dx, 5), 1e-6, 1e-5);
        }
    }
}
