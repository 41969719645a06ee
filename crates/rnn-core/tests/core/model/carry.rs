//! A state that updates hand on.

use super::{TUTORIAL, batch_of, export, seeded};
use crate::closeness::assert_close;
use crate::draws::Draws;
use crate::naive::CELLS;
use crate::packed::Packed;
use rnn_core::error::Error;
use rnn_core::model::{Config, Deal, Model, Outcome, Slot};
use rnn_core::optim::{Optimizer, SgdOptions};
use rnn_core::packing::Packing;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const BATCH: usize = 3;
const STEPS: usize = 4;

fn update(model: &mut Model, piece: u32, lr: f64) -> Result<Outcome, Error> {
    let packed = Packed::even(STEPS, BATCH);
    let mut draws = Draws::new(piece);
    let (tokens, targets) = (draws.integers(packed.rows(), 27), draws.integers(packed.rows(), 27));
    model.train(batch_of(&tokens, &targets, Packing::new(&packed.sizes).expect("falling sizes")), lr)
}

fn carrying(config: Config) -> Model {
    let sgd = Optimizer::Sgd(SgdOptions::default());
    seeded(Config { carry: true, ..config }, 1, sgd, &Packed::even(STEPS, BATCH))
}

/// Without learning, the losses of pieces are those of the whole.
#[test]
fn updates_begin_where_the_one_before_ended() {
    for cell in CELLS {
        let config = Config { cell, num_layers: 2, ..TUTORIAL };
        let whole = Packed::even(3 * STEPS, BATCH);
        let mut draws: Vec<Draws> = (0..3).map(Draws::new).collect();
        let rows = STEPS * BATCH;
        let pieces: Vec<[Vec<u32>; 2]> =
            draws.iter_mut().map(|draws| [draws.integers(rows, 27), draws.integers(rows, 27)]).collect();
        let [tokens, targets] = [0, 1].map(|of| pieces.iter().flat_map(|piece| piece[of].clone()).collect::<Vec<_>>());
        let packing = Packing::new(&whole.sizes).expect("falling sizes");
        let mut once = seeded(config, 1, Optimizer::default(), &whole);
        let wanted = once.evaluate(batch_of(&tokens, &targets, packing), &mut vec![0; whole.rows()]).expect("symbols");

        let mut model = carrying(config);
        let losses = [0, 1, 2].map(|piece| update(&mut model, piece, 0.0).expect("finite").loss);
        let mean = losses.iter().sum::<f64>() / 3.0;
        assert_close(&format!("{cell:?}"), &[mean as f32], &[wanted.loss as f32], 1e-6, 0.0);
        // Zeros on request; else the third piece after itself has another loss.
        assert_ne!(update(&mut model, 0, 0.0).expect("finite").loss, losses[0]);
        model.carry_from(0).expect("zeros");
        assert_eq!(update(&mut model, 0, 0.0).expect("finite").loss, losses[0]);
    }
}

#[test]
fn a_state_that_was_taken_out_and_put_in_goes_on_with_the_same_bits() {
    let config = Config { num_layers: 2, ..TUTORIAL };
    let mut model = carrying(config);
    update(&mut model, 0, 0.1).expect("finite");
    let (weights, state) = (export(&model, Slot::Weights), model.carried().to_vec());
    assert!(!state.is_empty() && state.iter().any(|&x| x != 0.0));

    let mut resumed = carrying(config);
    resumed.import_state(Slot::Weights, &weights).expect("finite");
    resumed.carry_from(state.len()).expect("a state of the model");
    resumed.carried().copy_from_slice(&state);
    for piece in 1..4 {
        let wanted = update(&mut model, piece, 0.1).expect("finite");
        // Inference in between has a state of its own.
        resumed.exchange_carried(BATCH, &mut vec![7.0; resumed.state_len() * BATCH], true);
        assert_eq!(update(&mut resumed, piece, 0.1), Ok(wanted));
        assert_eq!(resumed.carried(), model.carried());
    }
    assert_eq!(export(&resumed, Slot::Weights), export(&model, Slot::Weights));
}

#[test]
fn an_update_that_is_not_made_carries_nothing_on() {
    let mut model = carrying(TUTORIAL);
    assert_eq!(update(&mut model, 0, f64::NAN), Err(Error::Diverged));
    assert_eq!(model.carried().len(), 0);
    update(&mut model, 0, 0.1).expect("finite");
    let state = model.carried().to_vec();
    assert_eq!(update(&mut model, 1, f64::NAN), Err(Error::Diverged));
    assert_eq!(model.carried(), state);
    // Nor does a second half without a first one.
    assert_eq!(model.update(f64::NAN, 0.1), Err(Error::Diverged));
    assert_eq!(model.carried(), state);
    let packing = Packing::new(&[2]).expect("falling sizes");
    assert_eq!(model.train(batch_of(&[1; 2], &[1; 2], packing), 0.1), Err(Error::Shape));
    assert_eq!(model.carried(), state);
    assert_eq!(model.carry_from(state.len() + 1), Err(Error::Shape));
    assert_eq!(model.carried(), state);
}

/// Each replica carries the states of its own sequences on.
#[test]
fn shares_carry_their_own_sequences() {
    let packed = Packed::even(STEPS, BATCH);
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    let pieces = [0, 1].map(|piece| {
        let mut draws = Draws::new(piece);
        (draws.integers(packed.rows(), 27), draws.integers(packed.rows(), 27))
    });
    let mut whole = carrying(TUTORIAL);
    let mut replicas = [carrying(TUTORIAL), carrying(TUTORIAL)];
    for (tokens, targets) in &pieces {
        let batch = batch_of(tokens, targets, packing);
        let wanted = whole.train(batch, 0.0).expect("finite").loss;
        let mut loss = 0.0;
        for (index, replica) in replicas.iter_mut().enumerate() {
            let part = replica.train_share(batch, Deal { index, of: 2 }).expect("symbols");
            replica.update(part.loss, 0.0).expect("finite");
            loss += part.loss;
        }
        assert!((loss - wanted).abs() < 1e-7 * wanted, "{loss}, expected {wanted}");
    }
}

#[test]
fn a_model_that_hands_nothing_on_takes_no_state() {
    let mut model = seeded(TUTORIAL, 1, Optimizer::default(), &Packed::even(STEPS, BATCH));
    assert_eq!(model.carry_from(0), Err(Error::InvalidOption));
    assert_eq!(model.carried().len(), 0);
}
