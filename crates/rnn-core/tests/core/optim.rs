//! Optimizers against their formulas in f64, at lengths with and without remainders.

use crate::closeness::assert_close;
use crate::draws::{Draws, EDGES};
use crate::naive::widen;
use rnn_core::error::Error;
use rnn_core::optim::{AdamOptions, Optimizer, SgdOptions, all_finite, clip, norm_squared, scale};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// One weight's numbers in f64: θ and up to three moments.
type Weight = [f64; 4];

/// `torch.optim.Adam` and `AdamW` as their documentation writes them.
fn adam([mut p, mut m, mut v, mut max_v]: Weight, mut g: f64, o: &AdamOptions, t: i32, lr: f64) -> Weight {
    let (beta1, beta2) = o.betas;
    if o.decoupled {
        p *= 1.0 - lr * o.weight_decay;
    } else {
        g += o.weight_decay * p;
    }
    m = beta1 * m + (1.0 - beta1) * g;
    v = beta2 * v + (1.0 - beta2) * g * g;
    max_v = max_v.max(v);
    let second = if o.amsgrad { max_v } else { v };
    let denominator = second.sqrt() / (1.0 - beta2.powi(t)).sqrt() + o.eps;
    [p - lr / (1.0 - beta1.powi(t)) * m / denominator, m, v, max_v]
}

/// `torch.optim.SGD` as its documentation writes it.
fn sgd([p, mut b, v, w]: Weight, mut g: f64, o: &SgdOptions, t: i32, lr: f64) -> Weight {
    g += o.weight_decay * p;
    if o.momentum != 0.0 {
        b = if t == 1 { g } else { o.momentum * b + (1.0 - o.dampening) * g };
        g = if o.nesterov { g + o.momentum * b } else { b };
    }
    [p - lr * g, b, v, w]
}

/// Runs ten updates of `len` weights beside the formula.
fn assert_follows(optimizer: Optimizer, formula: impl Fn(Weight, f64, i32, f64) -> Weight, len: usize) {
    let mut draws = Draws::new(len as u32 + 1);
    let mut params = draws.floats(len);
    let mut moments = [(); 3].map(|()| vec![0.0; len]);
    let mut exact: Vec<Weight> = widen(&params).into_iter().map(|p| [p, 0.0, 0.0, 0.0]).collect();
    for t in 1..=10 {
        let lr = 0.1 / f64::from(t);
        let mut grads = draws.floats(len);
        // Gradients that shrink, so that AMSGrad's maximum matters.
        scale(&mut grads, 1.0 / t as f32);
        for (weight, &g) in exact.iter_mut().zip(&grads) {
            *weight = formula(*weight, f64::from(g), t, lr);
        }
        optimizer.step(&mut params, &grads, moments.each_mut().map(Vec::as_mut_slice), t as u64, lr);
        let wanted = |which: usize| exact.iter().map(|weight| weight[which] as f32).collect::<Vec<_>>();
        assert_close(&format!("{optimizer:?}, step {t}"), &params, &wanted(0), 2e-6, 0.0);
        for (index, moment) in moments.iter().take(optimizer.moments()).enumerate() {
            assert_close(&format!("{optimizer:?}, moment {index}"), moment, &wanted(index + 1), 1e-6, 0.0);
        }
    }
}

#[test]
fn adam_and_its_variants_follow_their_formulas() {
    for len in EDGES {
        for (amsgrad, decoupled, weight_decay) in
            [(false, false, 0.0), (true, false, 0.0), (false, false, 0.1), (false, true, 0.1), (true, true, 0.3)]
        {
            for (betas, eps) in [((0.9, 0.999), 1e-8), ((0.5, 0.7), 1e-3), ((0.0, 0.0), 1e-6)] {
                let options = AdamOptions { betas, eps, weight_decay, amsgrad, decoupled };
                assert_follows(Optimizer::Adam(options), |w, g, t, lr| adam(w, g, &options, t, lr), len);
            }
        }
    }
}

#[test]
fn sgd_and_its_variants_follow_their_formulas() {
    for len in EDGES {
        for (momentum, dampening, nesterov) in
            [(0.0, 0.0, false), (0.9, 0.0, false), (0.9, 0.3, false), (0.9, 0.0, true), (1.0, 1.0, false)]
        {
            for weight_decay in [0.0, 0.1] {
                let options = SgdOptions { momentum, dampening, weight_decay, nesterov };
                assert_follows(Optimizer::Sgd(options), |w, g, t, lr| sgd(w, g, &options, t, lr), len);
            }
        }
    }
}

#[test]
fn a_weight_that_never_had_a_gradient_stays() {
    for eps in [0.0, 1e-45, 1e-8] {
        let optimizer = Optimizer::Adam(AdamOptions { eps, ..AdamOptions::default() });
        let (mut params, mut m, mut v) = ([0.5; 7], [0.0; 7], [0.0; 7]);
        optimizer.step(&mut params, &[0.0; 7], [&mut m, &mut v, &mut []], 1, 0.1);
        assert_eq!(params, [0.5; 7], "eps {eps}");
    }
}

#[test]
fn moments_that_are_not_used_may_be_empty() {
    let (mut params, mut buffer) = ([1.0; 5], [0.0; 5]);
    Optimizer::Sgd(SgdOptions::default()).step(&mut params, &[1.0; 5], [&mut [], &mut [], &mut []], 1, 0.5);
    assert_eq!(params, [0.5; 5]);
    let momentum = Optimizer::Sgd(SgdOptions { momentum: 0.9, ..SgdOptions::default() });
    momentum.step(&mut params, &[1.0; 5], [&mut buffer, &mut [], &mut []], 1, 0.5);
    assert_eq!((params, buffer), ([0.0; 5], [1.0; 5]));
}

#[test]
fn ordinary_settings_cannot_overflow_and_extreme_ones_may() {
    let adam = Optimizer::default();
    assert!(!adam.may_overflow(1e-3) && adam.may_overflow(1e30));
    let harsh = AdamOptions { eps: 0.0, ..AdamOptions::default() };
    let lopsided = AdamOptions { betas: (0.99, 0.5), ..AdamOptions::default() };
    let decaying = AdamOptions { weight_decay: 1e9, ..AdamOptions::default() };
    assert!([harsh, lopsided, decaying].into_iter().all(|options| Optimizer::Adam(options).may_overflow(1e-3)));
    let sgd = |momentum| Optimizer::Sgd(SgdOptions { momentum, ..SgdOptions::default() });
    assert!(!sgd(0.9).may_overflow(0.1) && sgd(1.5).may_overflow(0.1) && sgd(0.9).may_overflow(10.0));
}

/// Squares of such gradients are infinite in f32, although their norm is finite in f64.
#[test]
fn gradients_whose_squares_overflow_are_refused() {
    let adam = |options| (Optimizer::Adam(options), 1e20);
    let coupled = AdamOptions { weight_decay: 0.5, ..AdamOptions::default() };
    let cases = [
        adam(AdamOptions::default()),
        adam(AdamOptions { amsgrad: true, ..AdamOptions::default() }),
        adam(AdamOptions { decoupled: true, weight_decay: 0.5, ..AdamOptions::default() }),
        (Optimizer::Sgd(SgdOptions { momentum: 0.9, ..SgdOptions::default() }), 1e35),
    ];
    for (optimizer, large) in cases {
        for len in [1, 5, 64, 131] {
            let mut grads = vec![0.0; len];
            grads[len - 1] = large;
            assert_refused(optimizer, 0.5, &grads);
        }
    }
    // The decay makes a gradient of its own out of large weights.
    for (optimizer, large) in [
        (Optimizer::Adam(coupled), 1e20),
        (Optimizer::Sgd(SgdOptions { weight_decay: 0.5, ..SgdOptions::default() }), 1e35),
    ] {
        assert_refused(optimizer, large, &[0.25; 9]);
    }
}

/// Asserts that an update changes nothing and says why, and that one with gradients of 1 is made.
fn assert_refused(optimizer: Optimizer, weight: f32, grads: &[f32]) {
    let norm = |grads: &[f32]| norm_squared(grads).sqrt();
    let (mut params, mut moments) = (vec![weight; grads.len()], [(); 3].map(|()| vec![0.0; grads.len()]));
    let got = optimizer.try_step(&mut params, grads, moments.each_mut().map(Vec::as_mut_slice), 1, 1e-3, norm(grads));
    assert_eq!(got, Err(Error::Diverged), "{optimizer:?}");
    assert!(params.iter().all(|&x| x == weight) && moments.iter().flatten().all(|&x| x == 0.0), "{optimizer:?}");
    let (mut params, grads) = (vec![0.5; grads.len()], vec![1.0; grads.len()]);
    let got = optimizer.try_step(&mut params, &grads, moments.each_mut().map(Vec::as_mut_slice), 1, 1e-3, norm(&grads));
    assert!(got.is_ok() && all_finite(&params) && params[0] != 0.5, "{optimizer:?}: {got:?}");
}

/// Blocks of weights without gradients are updated by what their moments say, whole or in part.
#[test]
fn weights_without_gradients_follow_the_formula_too() {
    let optimizers = [
        AdamOptions::default(),
        AdamOptions { amsgrad: true, ..AdamOptions::default() },
        AdamOptions { weight_decay: 0.1, ..AdamOptions::default() },
        AdamOptions { weight_decay: 0.1, decoupled: true, ..AdamOptions::default() },
    ];
    for options in optimizers {
        let optimizer = Optimizer::Adam(options);
        let mut params = Draws::new(4).floats(200);
        let mut moments = [(); 3].map(|()| vec![0.0; 200]);
        let mut exact: Vec<Weight> = widen(&params).into_iter().map(|p| [p, 0.0, 0.0, 0.0]).collect();
        for t in 1..=30 {
            // Weights 0 to 49 never have a gradient, 50 to 99 one at the first update, the others at some.
            let mut grads = Draws::new(t).floats(200);
            let idle = if t == 1 {
                50
            } else if t % 3 == 0 {
                100
            } else {
                200
            };
            grads[..idle].fill(0.0);
            for (weight, &g) in exact.iter_mut().zip(&grads) {
                *weight = adam(*weight, f64::from(g), &options, t as i32, 0.01);
            }
            optimizer.step(&mut params, &grads, moments.each_mut().map(Vec::as_mut_slice), u64::from(t), 0.01);
        }
        for (which, got) in
            [&params, &moments[0], &moments[1], &moments[2]].into_iter().enumerate().take(1 + optimizer.moments())
        {
            let wanted: Vec<f32> = exact.iter().map(|weight| weight[which] as f32).collect();
            assert_close(&format!("{options:?}, {which}"), got, &wanted, 5e-6, 0.0);
        }
        let idle = options.weight_decay == 0.0;
        assert!(
            !idle || params[..50] == Draws::new(4).floats(200)[..50],
            "{options:?}: a weight without a gradient moved"
        );
    }
}

#[test]
fn the_norm_is_exact_to_f32_at_any_length_and_size() {
    for len in EDGES.into_iter().chain([63, 64, 65, 300]) {
        for size in [1.0, 1e-30, 1e-20, 1e18, 1e30] {
            let x: Vec<f32> = Draws::new(len as u32).floats(len).iter().map(|x| x * size).collect();
            let exact: f64 = widen(&x).iter().map(|x| x * x).sum();
            let got = norm_squared(&x);
            assert!((got - exact).abs() <= 1e-6 * exact, "{len} of {size}: {got}, expected {exact}");
        }
    }
}

#[test]
fn what_is_not_finite_is_seen_at_any_place() {
    for len in EDGES.into_iter().chain([64, 69]) {
        let mut x = Draws::new(len as u32).floats(len);
        assert!(all_finite(&x) && norm_squared(&x).is_finite(), "{len}");
        for at in 0..len {
            for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
                let good = core::mem::replace(&mut x[at], bad);
                assert!(!all_finite(&x) && !norm_squared(&x).is_finite(), "{bad} at {at} of {len}");
                x[at] = good;
            }
        }
    }
    assert!(all_finite(&[f32::MAX, f32::MIN, f32::MIN_POSITIVE, 1e-45, -0.0]));
}

/// `torch.nn.utils.clip_grad_norm_`.
#[test]
fn clipping_scales_only_what_is_too_long() {
    for len in &EDGES[1..] {
        let original = Draws::new(*len as u32).floats(*len);
        let norm = norm_squared(&original).sqrt();
        let mut grads = original.clone();
        clip(&mut grads, norm, f64::INFINITY);
        assert_eq!(grads, original);
        clip(&mut grads, norm, norm * 2.0);
        assert_eq!(grads, original);
        clip(&mut grads, norm, norm / 2.0);
        let by = (norm / 2.0 / (norm + 1e-6)) as f32;
        assert_eq!(grads, original.iter().map(|x| x * by).collect::<Vec<_>>());
    }
}
