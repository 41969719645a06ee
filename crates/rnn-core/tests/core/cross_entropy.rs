//! The loss against `torch.nn.CrossEntropyLoss` and f64 code, and its gradient against central differences.

use crate::closeness::{assert_close, assert_gradient, assert_norm_close};
use crate::draws::{Draws, EDGES};
use crate::naive::{self, CrossEntropy, widen};
use crate::reference::{Case, reference};
use rnn_core::heads::cross_entropy::{Options, classify, gradients, losses, outcome, softmax};
use rnn_core::simd::padded;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Rows of `classes`, padded for the kernels; what the padding holds must not matter.
fn spread(rows: &[f32], classes: usize) -> Vec<f32> {
    let row = |row: &[f32]| [row, &vec![7.0; padded(classes) - classes]].concat();
    rows.chunks(classes).flat_map(row).collect()
}

/// Rows without their padding, which must be 0.
fn compact(rows: &[f32], classes: usize) -> Vec<f32> {
    let row = |row: &[f32]| {
        assert!(row[classes..].iter().all(|&x| x == 0.0), "padding");
        row[..classes].to_vec()
    };
    rows.chunks(padded(classes)).flat_map(row).collect()
}

/// A case of `test/fixtures/pytorch`: input (N, C, d…) and target (N, d…).
fn assert_is_pytorchs(case: &Case) {
    let what = |part: &str| format!("{}: {part}", case.name);
    let (shape, classes) = (case.numbers("shape").expect("a shape"), case.size("classes"));
    let inner: f64 = shape[1..].iter().product();
    let inner = inner as usize;
    let targets = case.tokens("target");
    let by_class = |values: &[f32]| -> Vec<f32> {
        let at = |row: usize, class: usize| values[(row / inner * classes + class) * inner + row % inner];
        (0..targets.len()).flat_map(|row| (0..classes).map(move |class| at(row, class))).collect()
    };
    let weight = if case.has("weight") { case.floats("weight") } else { Vec::new() };
    let options = Options {
        weight: &weight,
        ignore_index: case.number("ignore_index").unwrap_or(-100.0) as i64 as u32,
        label_smoothing: case.number("label_smoothing").unwrap_or(0.0) as f32,
    };
    let mut rows = spread(&by_class(&case.floats("input")), classes);
    let mut loss = vec![f32::NAN; targets.len()];
    let (total, _) = losses(&mut rows, classes, &targets, &options, &mut loss);
    let sum: f64 = widen(&loss).iter().sum();
    let upstream = case.floats("upstream");
    let (loss, upstream) = match case.text("reduction") {
        "none" => (loss, upstream),
        "sum" => (vec![sum as f32], vec![upstream[0]; targets.len()]),
        _ => (vec![(sum / total) as f32], vec![(f64::from(upstream[0]) / total) as f32; targets.len()]),
    };
    assert_close(&what("loss"), &loss, &case.floats("loss"), 1e-6, 1e-6);
    gradients(&mut rows, classes, &targets, &options, &upstream);
    assert_gradient(&what("gradient"), &compact(&rows, classes), &by_class(&case.floats("grad_input")));
}

#[test]
fn every_kind_of_loss_is_pytorchs() {
    assert_is_pytorchs(&reference!("cross_entropy_mean"));
    assert_is_pytorchs(&reference!("cross_entropy_sum_3d"));
    assert_is_pytorchs(&reference!("cross_entropy_none"));
    assert_is_pytorchs(&reference!("cross_entropy_ignore_index"));
    assert_is_pytorchs(&reference!("cross_entropy_label_smoothing_weighted"));
}

#[test]
fn losses_and_gradients_are_those_of_f64_code() {
    let mut draws = Draws::new(8);
    for classes in EDGES[1..].iter().copied().chain([27, 64]) {
        for (weighted, label_smoothing) in [(false, 0.0), (true, 0.0), (false, 0.2), (true, 0.5), (true, 1.0)] {
            let weight = if weighted { draws.floats(classes).iter().map(|x| x + 1.0).collect() } else { Vec::new() };
            let x = draws.floats(5 * classes).iter().map(|x| 10.0 * x).collect::<Vec<_>>();
            let mut targets = draws.integers(5, classes);
            targets[3] = u32::MAX;
            let options = Options { weight: &weight, ignore_index: u32::MAX, label_smoothing };
            let smoothing = f64::from(label_smoothing);
            let exact = CrossEntropy { weight: widen(&weight), ignore_index: -1, label_smoothing: smoothing };
            let each = |x: &[f64]| -> Vec<(f64, f64)> {
                x.chunks(classes).zip(&targets).map(|(x, &target)| exact.loss(x, target.cast_signed())).collect()
            };
            let what = format!("{classes} classes, weighted {weighted}, smoothing {label_smoothing}");
            let (mut rows, mut loss) = (spread(&x, classes), [f32::NAN; 5]);
            let (total, _) = losses(&mut rows, classes, &targets, &options, &mut loss);
            let wanted = each(&widen(&x));
            let values: Vec<f32> = wanted.iter().map(|&(loss, _)| loss as f32).collect();
            assert_close(&what, &loss, &values, 2e-6, 1e-6);
            assert!((total - wanted.iter().map(|(_, weight)| weight).sum::<f64>()).abs() < 1e-9, "{what}");

            let upstream = draws.floats(5);
            gradients(&mut rows, classes, &targets, &options, &upstream);
            let gradient = naive::gradient(&widen(&x), |x| {
                each(x).iter().zip(&upstream).map(|((loss, _), &upstream)| loss * f64::from(upstream)).sum()
            });
            let got = compact(&rows, classes);
            if classes == 1 {
                assert_close(&what, &got, &[0.0; 5], 1e-6, 0.0);
            } else {
                assert_norm_close(&what, &got, gradient, 1e-5);
            }
        }
    }
}

#[test]
fn the_plain_loss_is_the_general_one() {
    let mut draws = Draws::new(9);
    for classes in EDGES[1..].iter().copied().chain([27, 64]) {
        let x = draws.floats(300 * classes).iter().map(|x| 20.0 * x).collect::<Vec<_>>();
        let targets = draws.integers(300, classes);
        let mut rows = spread(&x, classes);
        let got = outcome(&mut rows, classes, &targets, Some(0.25));
        let pairs = x.chunks(classes).zip(&targets);
        let mut found = vec![0; targets.len()];
        classify(&mut spread(&x, classes), classes, &mut found);
        let hits = found.iter().zip(&targets).filter(|(class, target)| class == target).count();
        let loss = |(x, &target): (&[f32], &u32)| CrossEntropy::PLAIN.loss(&widen(x), target as i32).0;
        let wanted: f64 = pairs.map(loss).sum();
        assert_eq!(got.correct, hits as u32, "{classes} classes");
        assert!((got.loss - wanted).abs() <= 3e-7 * wanted, "{classes} classes: {}, expected {wanted}", got.loss);

        let (mut general, mut each) = (spread(&x, classes), [0.0; 300]);
        let options = Options { weight: &[], ignore_index: u32::MAX, label_smoothing: 0.0 };
        losses(&mut general, classes, &targets, &options, &mut each);
        gradients(&mut general, classes, &targets, &options, &[0.25; 300]);
        assert_close("gradient", &compact(&rows, classes), &compact(&general, classes), 1e-7, 0.0);
        let evaluated = outcome(&mut spread(&x, classes), classes, &targets, None);
        assert_eq!(evaluated, got, "{classes} classes");
    }
}

#[test]
fn large_and_equal_logits_are_no_trouble() {
    for (x, probability) in [(0.0, 0.25), (1e30, 0.25), (-1e30, 0.25)] {
        let mut rows = [x; 4];
        softmax(&mut rows, 4);
        assert_close("softmax", &rows, &[probability; 4], 1e-7, 0.0);
    }
    let mut rows = [3e38, -3e38, 0.0, 1.0];
    assert_eq!(outcome(&mut rows, 4, &[0], Some(1.0)).loss, 0.0);
    assert_close("gradient", &rows, &[0.0; 4], 1e-25, 0.0);
    let far = outcome(&mut [3e38, -3e38, 0.0, 1.0], 4, &[1], None);
    assert!(far.loss.is_finite() && far.correct == 0);
}

#[test]
fn what_is_not_a_number_shows_in_the_loss_and_is_no_hit() {
    for at in 0..5 {
        let mut rows = spread(&[0.1, 0.2, 0.3, 0.4, 0.5], 5);
        rows[at] = f32::NAN;
        let got = outcome(&mut rows, 5, &[at as u32], Some(1.0));
        assert!(got.loss.is_nan() && got.correct == 0, "NaN at {at}: {got:?}");
    }
}

#[test]
fn the_first_of_equal_logits_is_the_most_likely() {
    for classes in [1, 4, 7, 8, 17] {
        for first in 0..classes {
            let mut x = vec![-1.0; classes];
            x[first..].fill(2.0);
            let mut found = [0];
            classify(&mut spread(&x, classes), classes, &mut found);
            assert_eq!(found, [first as u32]);
            for target in 0..classes {
                let hit = outcome(&mut spread(&x, classes), classes, &[target as u32], None).correct;
                assert_eq!(hit, u32::from(target == first), "{classes} classes, first {first}, target {target}");
            }
        }
    }
}

/// As PyTorch's, for rows with and without padding.
#[test]
fn a_row_of_infinitely_small_logits_has_neither_probabilities_nor_a_loss() {
    for classes in [1, 3, 4, 7, 8] {
        let row = vec![f32::NEG_INFINITY; classes];
        let mut rows = spread(&row, classes);
        softmax(&mut rows, classes);
        assert!(rows[..classes].iter().all(|x| x.is_nan()), "{classes} classes: {rows:?}");
        let mut rows = spread(&row, classes);
        let got = outcome(&mut rows, classes, &[0], Some(1.0));
        assert!(got.loss.is_nan() && got.correct == 0, "{classes} classes: {got:?}");
        assert!(rows[..classes].iter().all(|x| x.is_nan()), "{classes} classes: {rows:?}");
        let options = Options { weight: &[], ignore_index: u32::MAX, label_smoothing: 0.0 };
        let (mut rows, mut loss) = (spread(&row, classes), [0.0]);
        losses(&mut rows, classes, &[0], &options, &mut loss);
        assert!(loss[0].is_nan(), "{classes} classes");
        gradients(&mut rows, classes, &[0], &options, &[1.0]);
        assert!(rows[..classes].iter().all(|x| x.is_nan()), "{classes} classes: {rows:?}");
    }
}

/// One class that is left, others that are masked out.
#[test]
fn masked_classes_have_no_probability() {
    let mut rows = spread(&[f32::NEG_INFINITY, 0.5, f32::NEG_INFINITY, f32::NEG_INFINITY, -1e4], 5);
    softmax(&mut rows, 5);
    assert_close("softmax", &compact(&rows, 5), &[0.0, 1.0, 0.0, 0.0, 0.0], 1e-25, 0.0);
    let far = outcome(&mut spread(&[f32::NEG_INFINITY, 0.5, 0.25], 3), 3, &[0], None);
    assert!(far.loss == f64::INFINITY && far.correct == 0, "{far:?}");
}
