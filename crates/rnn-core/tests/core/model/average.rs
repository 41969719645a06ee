//! The moving average of the weights.

use super::{TUTORIAL, batch_of, export, seeded};
use crate::packed::Packed;
use rnn_core::error::Error;
use rnn_core::model::{Config, Model, Slot};
use rnn_core::optim::{Optimizer, SgdOptions};
use rnn_core::packing::Packing;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const AVERAGE: Slot = Slot::Moment(3);

/// A tagger whose average begins with its weights.
fn averaged(config: Config, optimizer: Optimizer, decay: f64, packed: &Packed) -> Model {
    let mut tagger = seeded(config, 1, optimizer, packed);
    tagger.set_ema_decay(decay);
    tagger.set_optimizer(optimizer).expect("memory");
    tagger.reserve(packed.rows(), packed.batch(), true).expect("memory");
    tagger.import_state(AVERAGE, &export(&tagger, Slot::Weights)).expect("finite");
    tagger
}

fn update(tagger: &mut Model, packed: &Packed, lr: f64) -> Result<(), Error> {
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    let tokens: Vec<u32> = (0..packed.rows() as u32).map(|i| i % 27).collect();
    tagger.train(batch_of(&tokens, &tokens, packing), lr).map(|_| ())
}

/// a + (θ − a)·(1 − decay) in f64, but for the rounding of f32; 7 units and 5 dimensions end within vectors.
#[test]
fn each_update_is_taken_in() {
    let packed = Packed::new(vec![6, 4, 1]);
    let config = Config { hidden_size: 7, ..TUTORIAL };
    let sgd = Optimizer::Sgd(SgdOptions { momentum: 0.9, ..SgdOptions::default() });
    for optimizer in [Optimizer::default(), sgd] {
        let mut plain = seeded(config, 1, optimizer, &packed);
        let mut tagger = averaged(config, optimizer, 0.3, &packed);
        let mut wanted: Vec<f64> = export(&tagger, AVERAGE).into_iter().map(f64::from).collect();
        for t in 1..=6 {
            for tagger in [&mut plain, &mut tagger] {
                update(tagger, &packed, 0.05).expect("finite");
            }
            let weights = export(&tagger, Slot::Weights);
            assert_eq!(weights, export(&plain, Slot::Weights), "the average changed an update");
            let decay = 0.3_f64.min((1.0 + f64::from(t)) / (10.0 + f64::from(t)));
            let average = export(&tagger, AVERAGE);
            for ((wanted, &weight), &average) in wanted.iter_mut().zip(&weights).zip(&average) {
                *wanted += (f64::from(weight) - *wanted) * (1.0 - decay);
                let rounding = f64::from(f32::EPSILON) * (1.0 + wanted.abs());
                assert!((f64::from(average) - *wanted).abs() <= rounding, "{average}, expected {wanted}");
            }
        }
    }
}

#[test]
fn an_update_that_diverges_leaves_it() {
    let packed = Packed::even(3, 2);
    let mut tagger = averaged(TUTORIAL, Optimizer::Sgd(SgdOptions::default()), 0.9, &packed);
    update(&mut tagger, &packed, 0.1).expect("finite");
    let before = export(&tagger, AVERAGE);
    assert_eq!(update(&mut tagger, &packed, 1e40), Err(Error::Diverged));
    assert_eq!(export(&tagger, AVERAGE), before);
}

#[test]
fn a_model_without_one_has_no_slot_for_it() {
    let packed = Packed::even(3, 2);
    let tagger = seeded(TUTORIAL, 1, Optimizer::default(), &packed);
    assert_eq!(tagger.export_state(AVERAGE, &mut vec![0.0; tagger.num_parameters()]), None);
}
