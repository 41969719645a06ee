//! How near results have to be, and how a test says that they are not.

/// Asserts |a − b| ≤ `absolute` + `relative`·|b| for all elements.
pub fn assert_close(what: &str, got: &[f32], wanted: &[f32], absolute: f64, relative: f64) {
    assert_eq!(got.len(), wanted.len(), "{what}: length");
    for (i, (&got, &wanted)) in got.iter().zip(wanted).enumerate() {
        let (got, wanted) = (f64::from(got), f64::from(wanted));
        let near = (got - wanted).abs() <= absolute + relative * wanted.abs();
        assert!(near, "{what}[{i}]: {got}, expected {wanted}");
    }
}

/// Asserts that results of a forward pass are PyTorch's: |Δ| ≤ 1e-5 + 1.3e-6·|reference|.
pub fn assert_forward(what: &str, got: &[f32], wanted: &[f32]) {
    assert_close(what, got, wanted, 1e-5, 1.3e-6);
}

/// Asserts ‖a − b‖ ≤ `relative`·‖b‖: gradients, whose smallest elements are differences of large ones.
pub fn assert_norm_close(what: &str, got: &[f32], wanted: impl IntoIterator<Item = f64>, relative: f64) {
    let wanted: Vec<f64> = wanted.into_iter().collect();
    assert_eq!(got.len(), wanted.len(), "{what}: length");
    let norm = |x: &mut dyn Iterator<Item = f64>| x.map(|x| x * x).sum::<f64>().sqrt();
    let difference = norm(&mut got.iter().zip(&wanted).map(|(&got, wanted)| f64::from(got) - wanted));
    let bound = relative * norm(&mut wanted.iter().copied());
    assert!(difference <= bound, "{what}: ‖Δ‖ = {difference:e}, more than {bound:e}");
}

/// Asserts that a gradient is PyTorch's: ‖Δ‖ ≤ 1e-5·‖reference‖.
pub fn assert_gradient(what: &str, got: &[f32], wanted: &[f32]) {
    assert_norm_close(what, got, wanted.iter().copied().map(f64::from), 1e-5);
}
