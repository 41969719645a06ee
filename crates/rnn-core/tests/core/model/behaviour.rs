//! What users rely on: errors leave everything as it was, runs resume where they stopped.

use super::{TUTORIAL, batch_of, classes, export, seeded};
use crate::draws::Draws;
use crate::packed::Packed;
use rnn_core::error::Error;
use rnn_core::model::{Config, Input, Model, Outcome, Slot};
use rnn_core::optim::{AdamOptions, Optimizer, SgdOptions};
use rnn_core::packing::Packing;
use rnn_core::random::SNAPSHOT_WORDS;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const DEEP: Config = Config { num_layers: 2, bidirectional: true, dropout: 0.4, ..TUTORIAL };
const AMSGRAD: Optimizer =
    Optimizer::Adam(AdamOptions { betas: (0.9, 0.999), eps: 1e-8, weight_decay: 0.01, amsgrad: true, decoupled: true });

/// Updates with random batches of one packing; the losses.
fn train(tagger: &mut Model, draws: &mut Draws, packed: &Packed, steps: usize) -> Vec<f64> {
    let step = |_| {
        let tokens = draws.integers(packed.rows(), 27);
        let targets = draws.integers(packed.rows(), tagger.config().output.size);
        update(tagger, packed, &tokens, &targets, 0.01).expect("finite").loss
    };
    (0..steps).map(step).collect()
}

fn update(tagger: &mut Model, packed: &Packed, tokens: &[u32], targets: &[u32], lr: f64) -> Result<Outcome, Error> {
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    tagger.train(batch_of(tokens, targets, packing), lr)
}

/// Weights and all moments, bit by bit.
fn bits(tagger: &Model, optimizer: Optimizer) -> Vec<u32> {
    let slots = [Slot::Weights].into_iter().chain((0..optimizer.moments()).map(Slot::Moment));
    slots.flat_map(|slot| export(tagger, slot)).map(f32::to_bits).collect()
}

#[test]
fn a_run_goes_on_from_what_it_exported() {
    let packed = Packed::new(vec![8, 3]);
    let mut whole = seeded(DEEP, 1, AMSGRAD, &packed);
    let mut draws = Draws::new(2);
    train(&mut whole, &mut draws, &packed, 5);

    let mut resumed = seeded(DEEP, 77, AMSGRAD, &packed);
    for slot in [Slot::Weights, Slot::Moment(0), Slot::Moment(1), Slot::Moment(2)] {
        resumed.import_state(slot, &export(&whole, slot)).expect("finite");
    }
    resumed.set_steps(whole.steps());
    let mut words = [0; SNAPSHOT_WORDS];
    whole.generator.snapshot(&mut words);
    resumed.generator.restore(&words);

    let mut same_draws = Draws::new(2);
    for _ in 0..10 {
        let _ = same_draws.integers(packed.rows(), 27);
    }
    train(&mut whole, &mut draws, &packed, 5);
    train(&mut resumed, &mut same_draws, &packed, 5);
    assert!(bits(&resumed, AMSGRAD) == bits(&whole, AMSGRAD));
}

#[test]
fn a_batch_does_not_depend_on_the_one_before() {
    let (large, small) = (Packed::even(12, 6), Packed::new(vec![4, 2, 1]));
    let mut used = seeded(DEEP, 1, Optimizer::default(), &large);
    train(&mut used, &mut Draws::new(5), &large, 3);
    let fresh = seeded(DEEP, 1, Optimizer::default(), &small);
    for slot in [Slot::Weights, Slot::Moment(0), Slot::Moment(1)] {
        used.import_state(slot, &export(&fresh, slot)).expect("finite");
    }
    used.set_steps(0);
    let mut fresh = fresh;
    for tagger in [&mut used, &mut fresh] {
        tagger.generator.manual_seed(3);
        train(tagger, &mut Draws::new(6), &small, 3);
    }
    assert!(bits(&used, Optimizer::default()) == bits(&fresh, Optimizer::default()));
}

/// NaN that a failed pass left in the workspace must not come back: what pads rows and masks is written anew.
#[test]
fn training_goes_on_after_it_diverged() {
    let packed = Packed::new(vec![6, 4, 4]);
    for hidden_size in [5, 6, 7, 8] {
        let config = Config { hidden_size, num_layers: 3, ..DEEP };
        let weights = export(&seeded(config, 1, Optimizer::default(), &packed), Slot::Weights);
        let huge: Vec<f32> = weights.iter().map(|x| 3e38 * x.signum()).collect();
        let losses = [false, true].map(|diverges| {
            let mut tagger = seeded(config, 1, Optimizer::default(), &packed);
            if diverges {
                tagger.import_state(Slot::Weights, &huge).expect("finite");
                assert_eq!(update(&mut tagger, &packed, &[1; 14], &[2; 14], 0.1), Err(Error::Diverged));
                tagger.import_state(Slot::Weights, &weights).expect("finite");
            }
            tagger.generator.manual_seed(4);
            train(&mut tagger, &mut Draws::new(8), &packed, 3)
        });
        assert_eq!(losses[0], losses[1], "{hidden_size} units");
    }
}

#[test]
fn what_is_exported_can_be_imported() {
    let packed = Packed::even(2, 1);
    let config = Config { hidden_size: 7, input: Input::Tokens { vocab: 27, dim: 3 }, output: classes(5), ..DEEP };
    let mut tagger = seeded(config, 1, AMSGRAD, &packed);
    for (seed, slot) in [Slot::Weights, Slot::Gradients, Slot::Moment(0), Slot::Moment(2)].into_iter().enumerate() {
        let state = Draws::new(seed as u32).floats(tagger.num_parameters());
        tagger.import_state(slot, &state).expect("finite");
        assert_eq!(export(&tagger, slot), state, "{slot:?}");
        let mut bad = state.clone();
        bad[state.len() / 2] = f32::NAN;
        assert_eq!(tagger.import_state(slot, &bad), Err(Error::Diverged));
        assert_eq!(export(&tagger, slot), state, "{slot:?} after what was refused");
    }
    assert_eq!(tagger.import_state(Slot::Moment(3), &[]), Err(Error::InvalidOption));
}

#[test]
fn symbols_outside_their_alphabet_change_nothing() {
    let packed = Packed::even(3, 1);
    let mut tagger = seeded(Config { output: classes(9), ..TUTORIAL }, 1, AMSGRAD, &packed);
    train(&mut tagger, &mut Draws::new(1), &packed, 2);
    let before = (bits(&tagger, AMSGRAD), tagger.steps());
    for (tokens, targets) in [([0, 27, 0], [0; 3]), ([0, 0, u32::MAX], [0; 3]), ([0; 3], [0, 0, 9])] {
        assert_eq!(update(&mut tagger, &packed, &tokens, &targets, 0.1), Err(Error::IndexRange));
        assert!((bits(&tagger, AMSGRAD), tagger.steps()) == before, "{tokens:?}, {targets:?}: something changed");
    }
}

/// Weights so large that the loss, or the update, is not finite.
#[test]
fn an_update_that_diverges_changes_nothing() {
    let packed = Packed::even(4, 2);
    let sgd = Optimizer::Sgd(SgdOptions { momentum: 0.9, ..SgdOptions::default() });
    for optimizer in [AMSGRAD, sgd] {
        for (weight, lr) in [(3e38, 0.1), (0.5, 1e300), (0.5, f64::INFINITY), (0.5, f64::NAN)] {
            let mut tagger = seeded(TUTORIAL, 1, optimizer, &packed);
            train(&mut tagger, &mut Draws::new(1), &packed, 2);
            let weights: Vec<f32> = export(&tagger, Slot::Weights).iter().map(|x| weight * x.signum()).collect();
            tagger.import_state(Slot::Weights, &weights).expect("finite");
            let before = (bits(&tagger, optimizer), tagger.steps());
            let result = update(&mut tagger, &packed, &[1, 2, 3, 4, 5, 6, 7, 8], &[8, 7, 6, 5, 4, 3, 2, 1], lr);
            assert_eq!(result, Err(Error::Diverged), "{optimizer:?}, weights {weight}, lr {lr}");
            let after = (bits(&tagger, optimizer), tagger.steps());
            assert!(after == before, "{optimizer:?}, weights {weight}, lr {lr}: something changed");
        }
    }
}

/// Gradients that are finite, and their squares not: the moments would be infinite, and could not be imported again.
#[test]
fn an_update_whose_squares_overflow_changes_nothing() {
    let packed = Packed::even(4, 2);
    let l2 = Optimizer::Adam(AdamOptions { weight_decay: 0.5, ..AdamOptions::default() });
    // Of a head, whose weights are the last ones but its biases, or of all layers where the decay squares them.
    for (optimizer, size, all) in [(Optimizer::default(), 1e21, false), (AMSGRAD, 1e21, false), (l2, 1e21, true)] {
        let mut tagger = seeded(TUTORIAL, 1, optimizer, &packed);
        let mut weights = export(&tagger, Slot::Weights);
        let first = if all { 0 } else { weights.len() - 27 * 11 };
        weights[first..].iter_mut().for_each(|x| *x *= size);
        tagger.import_state(Slot::Weights, &weights).expect("finite");
        let before = (bits(&tagger, optimizer), tagger.steps());
        let result = update(&mut tagger, &packed, &[1, 2, 3, 4, 5, 6, 7, 8], &[8, 7, 6, 5, 4, 3, 2, 1], 1e-3);
        assert_eq!(result, Err(Error::Diverged), "{optimizer:?}");
        assert!((bits(&tagger, optimizer), tagger.steps()) == before, "{optimizer:?}: something changed");
        for slot in [Slot::Weights, Slot::Moment(0), Slot::Moment(1)] {
            let state = export(&tagger, slot);
            tagger.import_state(slot, &state).expect("what a checkpoint holds can be resumed");
        }
        // Clipped to an ordinary length the same gradients are no trouble, where no decay squares the weights.
        tagger.set_max_norm(1.0);
        let result = update(&mut tagger, &packed, &[1, 2, 3, 4, 5, 6, 7, 8], &[8, 7, 6, 5, 4, 3, 2, 1], 1e-3);
        assert_eq!(result.is_ok(), !all, "{optimizer:?}: {result:?}");
    }
}

/// Only rows of the embedding that were written are cleared, whatever wrote them.
#[test]
fn rows_of_the_embedding_that_a_batch_does_not_have_get_no_gradient() {
    let packed = Packed::even(3, 1);
    let mut tagger = seeded(TUTORIAL, 1, Optimizer::default(), &packed);
    let parameters = tagger.num_parameters();
    let step = |tagger: &mut Model, tokens: [u32; 3]| {
        update(tagger, &packed, &tokens, &[1, 2, 3], 1e-3).expect("finite");
        let table = &export(tagger, Slot::Gradients)[..27 * 5];
        let touched = |token: u32| table[token as usize * 5..][..5].iter().any(|&x| x != 0.0);
        for token in 0..27 {
            assert_eq!(touched(token), tokens.contains(&token), "token {token} of {tokens:?}");
        }
    };
    step(&mut tagger, [1, 2, 3]);
    step(&mut tagger, [3, 4, 26]);
    tagger.gradients().fill(1.0);
    step(&mut tagger, [0, 2, 2]);
    tagger.import_state(Slot::Gradients, &vec![1.0; parameters]).expect("finite");
    step(&mut tagger, [5, 6, 7]);
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    tagger.evaluate(batch_of(&[9, 9, 8], &[0; 3], packing), &mut [0; 3]).expect("symbols of the alphabets");
    step(&mut tagger, [9, 1, 2]);
}

#[test]
fn a_long_gradient_is_clipped_and_its_length_told() {
    let packed = Packed::even(5, 2);
    let sgd = Optimizer::Sgd(SgdOptions::default());
    let step = |max_norm: f64| {
        let mut tagger = seeded(TUTORIAL, 1, sgd, &packed);
        tagger.set_max_norm(max_norm);
        let before = export(&tagger, Slot::Weights);
        let outcome = update(&mut tagger, &packed, &[3; 10], &[4; 10], 1.0).expect("finite");
        let after = export(&tagger, Slot::Weights);
        let moved = before.iter().zip(&after).map(|(a, b)| f64::from(a - b).powi(2)).sum::<f64>().sqrt();
        (outcome.grad_norm, moved)
    };
    let (norm, moved) = step(f64::INFINITY);
    assert!((moved - norm).abs() < 1e-5 * norm, "moved by {moved}, gradient {norm}");
    let (told, moved) = step(norm / 4.0);
    assert!((told - norm).abs() < 1e-9 && (moved - norm / 4.0).abs() < 1e-5 * norm, "moved by {moved} of {norm}");
}

#[test]
fn sizes_of_0_and_dropouts_of_1_are_refused() {
    let bad = [
        Config { input: Input::Tokens { vocab: 0, dim: 5 }, ..TUTORIAL },
        Config { input: Input::Rows { features: 0 }, ..TUTORIAL },
        Config { output: classes(0), ..TUTORIAL },
        Config { input: Input::Tokens { vocab: 27, dim: 0 }, ..TUTORIAL },
        Config { hidden_size: 0, ..TUTORIAL },
        Config { num_layers: 0, ..TUTORIAL },
        Config { dropout: 1.0, ..TUTORIAL },
        Config { dropout: -0.1, ..TUTORIAL },
        Config { dropout: f32::NAN, ..TUTORIAL },
    ];
    for config in bad {
        assert_eq!(Model::new(config).err(), Some(Error::InvalidOption), "{config:?}");
    }
}

#[test]
fn lengths_that_grow_or_end_are_no_packing() {
    for sizes in [&[1, 2][..], &[], &[2, 0], &[0]] {
        assert!(Packing::new(sizes).is_none(), "{sizes:?}");
    }
    assert_eq!(Packing::new(&[3, 3, 1]).map(|packing| (packing.rows, packing.batch())), Some((7, 3)));
}
