//! The products of symbols that are kept with the weights: predictions are those of a model that has kept nothing.

use super::{TUTORIAL, batch_of, export, seeded, tagger};
use crate::draws::Draws;
use crate::naive::CELLS;
use crate::packed::Packed;
use rnn_core::model::{Config, Input, Model, Slot};
use rnn_core::optim::Optimizer;
use rnn_core::packing::Packing;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The bits of all probabilities of a batch.
fn bits(model: &mut Model, packed: &Packed, tokens: &[u32]) -> Vec<u32> {
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    let mut answers = vec![0; packed.rows()];
    let mut outputs = vec![f32::NAN; packed.rows() * model.config().output.size];
    model.predict(batch_of(tokens, &[], packing), false, &mut answers, &mut outputs).expect("a batch of the model");
    outputs.into_iter().map(f32::to_bits).collect()
}

/// What a model without a past says, with this one's weights.
fn afresh(model: &Model, packed: &Packed, tokens: &[u32]) -> Vec<u32> {
    let mut fresh = tagger(model.config(), &export(model, Slot::Weights), Optimizer::default(), packed);
    bits(&mut fresh, packed, tokens)
}

/// Every cell, in one and two layers and directions, and an alphabet of which a batch's symbols are kept only.
fn configs() -> impl Iterator<Item = Config> {
    let large = Input::Tokens { vocab: 30_000, dim: 5 };
    let cells = CELLS.into_iter().flat_map(|cell| {
        [(1, false), (2, true)].map(|(num_layers, bidirectional)| Config {
            cell,
            num_layers,
            bidirectional,
            ..TUTORIAL
        })
    });
    cells.chain([Config { input: large, ..TUTORIAL }])
}

#[test]
fn it_is_of_the_weights_that_are_there() {
    let packed = Packed::new(vec![7, 5, 5, 1]);
    let (rows, packing) = (packed.rows(), Packing::new(&packed.sizes).expect("falling sizes"));
    for config in configs() {
        let mut model = seeded(config, 3, Optimizer::default(), &packed);
        let (tokens, targets) = (Draws::new(1).integers(rows, 27), Draws::new(2).integers(rows, 27));
        let mut seen = Vec::new();
        for change in 0..5 {
            match change {
                0 => (),
                1 => drop(model.train(batch_of(&tokens, &targets, packing), 0.01).expect("finite")),
                2 => drop(model.update(1.0, 0.01).expect("the gradients of the update before")),
                3 => model.import_state(Slot::Weights, &vec![0.01; model.num_parameters()]).expect("finite"),
                _ => model.draw_weights(&mut vec![0.0; model.num_parameters()]),
            }
            let said = bits(&mut model, &packed, &tokens);
            assert_eq!(said, afresh(&model, &packed, &tokens), "{config:?} after change {change}");
            assert!(!seen.contains(&said), "{config:?}: change {change} changes nothing");
            seen.push(said);
        }
    }
}

#[test]
fn predictions_do_not_depend_on_what_was_asked_before() {
    let (packed, one) = (Packed::new(vec![7, 5, 5, 1]), Packed::even(9, 1));
    for config in configs() {
        let Input::Tokens { vocab, .. } = config.input else { continue };
        let mut model = seeded(config, 5, Optimizer::default(), &packed);
        let mut draws = Draws::new(6);
        for _ in 0..6 {
            for packed in [&one, &packed] {
                let tokens = draws.integers(packed.rows(), vocab);
                let said = bits(&mut model, packed, &tokens);
                assert_eq!(said, afresh(&model, packed, &tokens), "{config:?}");
            }
        }
    }
}
