//! Gradients and moments that fade end at 0: none of them stays denormal, which would cost the processor a hundred
//! cycles at every step.

use crate::draws::Draws;
use crate::naive::{CELLS, Recurrent};
use crate::packed::Packed;
use crate::recurrent_call::{Call, Upstream};
use rnn_core::cells::Kind;
use rnn_core::optim::{AdamOptions, Optimizer, SgdOptions};
use rnn_core::simd::{F32x4, FLUSHED};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

fn is_denormal(x: f32) -> bool {
    x != 0.0 && x.abs() < f32::MIN_POSITIVE
}

fn assert_no_denormals(what: &str, x: &[f32]) {
    let found = x.iter().filter(|&&x| is_denormal(x)).count();
    assert_eq!(found, 0, "{what}: denormal numbers of {}", x.len());
}

/// A loss at the last step only, whose gradient fades on its way to the first one.
fn fading_call(layers: Recurrent, packed: Packed) -> (Call, Upstream) {
    let mut draws = Draws::new(7);
    let bound = 1.0 / (layers.hidden as f32).sqrt();
    let weights = draws.floats(layers.num_weights()).into_iter().map(|x| x * bound).collect();
    let (states, rows) = (layers.layers * layers.directions * packed.batch(), packed.rows());
    let x = draws.floats(rows * layers.input);
    let state = (vec![0.0; states * layers.output()], vec![0.0; states * layers.c()]);
    let upstream = Upstream {
        y: vec![0.0; rows * layers.directions * layers.output()],
        h: draws.floats(states * layers.output()),
        c: vec![0.0; states * layers.c()],
    };
    (Call { layers, weights, packed, x, state: Some(state), masks: None }, upstream)
}

#[test]
fn gradients_that_fade_leave_no_denormal_in_gates_or_carries() {
    let lengths = [Packed::even(300, 8), Packed::even(300, 1), Packed::new(vec![300, 290, 150, 3, 1])];
    for (packed, kind) in lengths.into_iter().flat_map(|packed| CELLS.map(|kind| (packed.clone(), kind))) {
        let sizes = Recurrent { kind, input: 4, hidden: 32, projection: 0, layers: 1, directions: 1 };
        let projection = if kind == Kind::Lstm { 5 } else { 0 };
        let deep = Recurrent { layers: 2, directions: 2, hidden: 7, ..sizes };
        for layers in [sizes, Recurrent { projection, ..sizes }, deep] {
            let what = format!("{layers:?}, {:?}", packed.lengths);
            let (call, upstream) = fading_call(layers, packed.clone());
            let (results, work) = call.run_in(&upstream);
            assert_no_denormals(&format!("{what}: saved"), &work.saved);
            assert_no_denormals(&format!("{what}: dh"), &work.scratch.dh);
            assert_no_denormals(&format!("{what}: dc"), &work.scratch.dc);
            assert_no_denormals(&format!("{what}: dx"), &results.dx);
            assert!(results.dweights.iter().any(|&x| x != 0.0), "{what}: nothing was differentiated");
        }
    }
}

/// Steps that no gradient reaches: those of a shorter sequence, and those after the last one with a loss.
#[test]
fn steps_that_no_gradient_reaches_have_none() {
    for (batch, kind) in [1, 3].into_iter().flat_map(|batch| CELLS.map(|kind| (batch, kind))) {
        let layers = Recurrent { kind, input: 3, hidden: 5, projection: 0, layers: 1, directions: 1 };
        let (call, mut upstream) = fading_call(layers, Packed::even(9, batch));
        upstream.h.fill(0.0);
        // A loss at step 4: nothing reaches steps 5 to 8.
        upstream.y[4 * batch * layers.hidden..5 * batch * layers.hidden].fill(0.5);
        let results = call.run(&upstream);
        let (reached, unreached) = results.dx.split_at(5 * batch * layers.input);
        assert!(unreached.iter().all(|&x| x == 0.0), "{kind:?}, batch {batch}: {unreached:?}");
        assert!(reached.iter().any(|&x| x != 0.0), "{kind:?}, batch {batch}: {reached:?}");
        // NaN that a diverged pass left behind is overwritten.
        upstream.y.fill(0.0);
        let results = call.run(&upstream);
        assert!(results.dweights.iter().chain(&results.dx).all(|&x| x == 0.0), "{kind:?}, batch {batch}");
    }
}

#[test]
fn what_is_flushed_is_below_the_limit_and_nothing_else() {
    let below = f32::from_bits(FLUSHED.to_bits() - 1);
    let x = [FLUSHED, -FLUSHED, below, -below];
    assert_eq!(F32x4::load(&x).flush().to_array(), [FLUSHED, -FLUSHED, 0.0, 0.0]);
    let [nan, infinity, zero, denormal] = F32x4::load(&[f32::NAN, f32::NEG_INFINITY, -0.0, 1e-45]).flush().to_array();
    assert!(nan.is_nan() && infinity == f32::NEG_INFINITY && zero == 0.0 && denormal == 0.0);
}

/// One gradient, then none: moments fade to 0 and stay there.
#[test]
fn moments_of_weights_without_gradients_reach_0() {
    let optimizers = [
        Optimizer::default(),
        Optimizer::Adam(AdamOptions { betas: (0.9, 0.99), amsgrad: true, ..AdamOptions::default() }),
        Optimizer::Adam(AdamOptions {
            betas: (0.9, 0.99),
            decoupled: true,
            weight_decay: 0.01,
            ..AdamOptions::default()
        }),
        Optimizer::Sgd(SgdOptions { momentum: 0.9, ..SgdOptions::default() }),
        Optimizer::Sgd(SgdOptions { momentum: 0.9, nesterov: true, weight_decay: 0.01, ..SgdOptions::default() }),
    ];
    for optimizer in optimizers {
        let mut params = [0.5; 67];
        let mut moments = [[0.0; 67]; 3];
        let mut grads = Draws::new(3).floats(67);
        for t in 1..=2_000 {
            let [first, second, third] = &mut moments;
            optimizer.step(&mut params, &grads, [first, second, third], t, 1e-3);
            for (index, moment) in moments.iter().enumerate() {
                assert_no_denormals(&format!("{optimizer:?}, update {t}, moment {index}"), moment);
            }
            grads.fill(0.0);
        }
        let decays = matches!(optimizer, Optimizer::Sgd(SgdOptions { weight_decay, .. }) if weight_decay > 0.0);
        assert!(decays || moments[0] == [0.0; 67], "{optimizer:?}: {:?}", moments[0]);
    }
}
