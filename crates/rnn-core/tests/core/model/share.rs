//! Replicas: what shares of a batch give adds up to what the whole batch gives.

use super::{TUTORIAL, Values, batch_of, export, seeded};
use crate::closeness::assert_norm_close;
use crate::draws::Draws;
use crate::packed::Packed;
use rnn_core::error::Error;
use rnn_core::heads::{Loss, Output, Readout};
use rnn_core::model::{Batch, Config, Deal, Input, Model, Outcome, Slot};
use rnn_core::optim::Optimizer;
use rnn_core::packing::Packing;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const DEEP: Config = Config { num_layers: 3, bidirectional: true, dropout: 0.4, ..TUTORIAL };

/// What a replica has to add: gradients and outcome.
fn share(config: Config, packed: &Packed, deal: Deal) -> (Vec<f32>, Outcome) {
    let mut tagger = seeded(config, 1, Optimizer::default(), packed);
    let mut draws = Draws::new(2);
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    let output = config.output;
    let count = output.count(packing) * output.target_width();
    let inputs = match config.input {
        Input::Tokens { vocab, .. } => Values::Words(draws.integers(packed.rows(), vocab)),
        Input::Rows { features } => Values::Floats(draws.floats(packed.rows() * features)),
    };
    let targets = if output.loss.is_of_classes() {
        Values::Words(draws.integers(count, output.size))
    } else {
        // A third of the numbers is missing, and no share has as many of them as another.
        Values::Floats(draws.floats(count).into_iter().map(|x| if x > 0.3 { f32::NAN } else { x }).collect())
    };
    tagger.class_weights().iter_mut().enumerate().for_each(|(class, weight)| *weight = 0.5 + class as f32);
    let batch = Batch { inputs: inputs.stream(), targets: targets.stream(), packing };
    let outcome = tagger.train_share(batch, deal).expect("indices");
    (export(&tagger, Slot::Gradients), outcome)
}

#[test]
fn shares_add_up_to_the_whole() {
    let batches = [vec![32], vec![9; 5], vec![9, 8, 8, 5, 2, 1, 1], vec![7, 1, 1, 1]];
    let with = |readout, loss, size| Config { output: Output { readout, loss, size }, ..DEEP };
    let rows = Config { input: Input::Rows { features: 3 }, ..with(Readout::Mean, Loss::GaussianNll, 4) };
    let configs = [
        TUTORIAL,
        DEEP,
        with(Readout::Last, Loss::CrossEntropy { label_smoothing: 0.1, weighted: true }, 5),
        with(Readout::Max, Loss::Mae, 3),
        rows,
        Config { output: Output { readout: Readout::All, loss: Loss::Huber { delta: 0.5 }, size: 2 }, ..rows },
    ];
    for (config, lengths) in configs.into_iter().flat_map(|config| batches.clone().map(|b| (config, b))) {
        let packed = Packed::new(lengths);
        let (whole, wanted) = share(config, &packed, Deal::WHOLE);
        let wanted_gradients: Vec<f64> = whole.iter().copied().map(f64::from).collect();
        for of in [2, 3, 8] {
            let parts = (0..of).map(|index| share(config, &packed, Deal { index, of }));
            let mut gradients = vec![0.0; whole.len()];
            let (mut loss, mut metric) = (0.0, 0.0);
            for (part, outcome) in parts {
                gradients.iter_mut().zip(&part).for_each(|(sum, x)| *sum += x);
                loss += outcome.loss;
                metric += outcome.metric;
            }
            let what = format!("{of} shares of {:?}", packed.lengths);
            assert_norm_close(&what, &gradients, wanted_gradients.iter().copied(), 1e-6);
            assert!(
                (loss - wanted.loss).abs() < 1e-7 * wanted.loss.abs().max(1.0),
                "{what}: {loss}, expected {}",
                wanted.loss
            );
            assert!(
                (metric - wanted.metric).abs() <= 1e-6 * wanted.metric,
                "{what}: {metric}, expected {}",
                wanted.metric
            );
        }
    }
}

#[test]
fn a_share_without_a_sequence_adds_nothing() {
    let (gradients, outcome) = share(TUTORIAL, &Packed::new(vec![4, 2]), Deal { index: 2, of: 3 });
    assert!(gradients.iter().all(|&gradient| gradient == 0.0));
    assert_eq!(outcome, Outcome::default());
}

#[test]
fn an_update_in_two_halves_is_an_update() {
    let packed = Packed::new(vec![6, 6, 3]);
    let mut draws = Draws::new(2);
    let (tokens, targets) = (draws.integers(packed.rows(), 27), draws.integers(packed.rows(), 27));
    let batch = batch_of(&tokens, &targets, Packing::new(&packed.sizes).expect("falling"));
    let tagger = |max_norm| {
        let mut tagger = seeded(DEEP, 1, Optimizer::default(), &packed);
        tagger.set_max_norm(max_norm);
        tagger
    };
    for max_norm in [f64::INFINITY, 0.01] {
        let (mut once, mut halves) = (tagger(max_norm), tagger(max_norm));
        let wanted = once.train(batch, 0.1).expect("finite");
        let outcome = halves.train_share(batch, Deal::WHOLE).expect("indices");
        let grad_norm = halves.update(outcome.loss, 0.1).expect("finite");
        assert_eq!(Outcome { grad_norm, ..outcome }, wanted);
        assert!(export(&halves, Slot::Weights) == export(&once, Slot::Weights));
    }
    diverges(tagger(1.0), batch);
}

/// What another replica found spoils the update of this one too, and leaves it as it was.
fn diverges(mut tagger: Model, batch: Batch) {
    let before = export(&tagger, Slot::Weights);
    let outcome = tagger.train_share(batch, Deal::WHOLE).expect("indices");
    assert_eq!(tagger.update(f64::NAN, 0.1), Err(Error::Diverged));
    tagger.gradients()[3] = f32::INFINITY;
    assert_eq!(tagger.update(outcome.loss, 0.1), Err(Error::Diverged));
    assert!(export(&tagger, Slot::Weights) == before && tagger.steps() == 0);
}
