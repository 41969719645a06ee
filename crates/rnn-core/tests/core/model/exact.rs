//! The fused step against f64 code: losses, and all gradients by central differences.

use super::{batch_of, classes, export, tagger};
use crate::closeness::{assert_close, assert_norm_close};
use crate::draws::{Draws, EDGES};
use crate::naive::{self, CELLS, CrossEntropy, Recurrent, widen};
use crate::packed::Packed;
use rnn_core::cells::Kind;
use rnn_core::model::{Config, Input, Slot};
use rnn_core::optim::Optimizer;
use rnn_core::packing::Packing;
use rnn_core::random::Generator;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// Sizes of all kinds together; several layers are narrow, as every weight costs two passes in f64.
fn random_config(draws: &mut Draws) -> Config {
    let num_layers = draws.one_of(&[1, 1, 2, 3]);
    let sizes = if num_layers == 1 { &EDGES[1..] } else { &EDGES[1..5] };
    Config {
        cell: draws.one_of(&CELLS),
        input: tokens_of(draws.one_of(sizes), draws.one_of(sizes)),
        output: classes(draws.one_of(sizes)),
        hidden_size: draws.one_of(sizes),
        num_layers,
        bidirectional: draws.below(2) == 1,
        dropout: if num_layers > 1 { draws.one_of(&[0.0, 0.3]) } else { 0.0 },
        carry: false,
    }
}

const fn tokens_of(vocab: usize, dim: usize) -> Input {
    Input::Tokens { vocab, dim }
}

fn vocab_of(config: &Config) -> usize {
    let Input::Tokens { vocab, .. } = config.input else { panic!("a model of tokens") };
    vocab
}

fn exact(config: &Config) -> naive::Tagger {
    let layers = Recurrent {
        kind: config.cell,
        input: config.input.features(),
        hidden: config.hidden_size,
        projection: 0,
        layers: config.num_layers,
        directions: if config.bidirectional { 2 } else { 1 },
    };
    naive::Tagger { vocab: vocab_of(config), classes: config.output.size, layers }
}

/// The masks `[N][D·H]` that a tagger draws whose generator has this seed.
fn masks(config: &Config, rows: usize, seed: u32) -> Vec<Vec<f64>> {
    let mut generator = Generator::new(seed);
    let width = config.hidden_size * if config.bidirectional { 2 } else { 1 };
    let layer = |_| {
        let mut mask = vec![0.0; rows * width];
        rnn_core::stack::dropout::draw(&mut generator, config.dropout, &mut mask);
        widen(&mask)
    };
    (1..config.num_layers).map(layer).collect()
}

/// The mean loss of a batch in f64.
fn loss(
    model: &naive::Tagger,
    weights: &[f64],
    packed: &Packed,
    (tokens, targets): (&[u32], &[u32]),
    masks: &[Vec<f64>],
) -> f64 {
    let width = model.layers.directions * model.layers.output();
    let sequence = |b| {
        let mask = |layer: usize, t, column| masks[layer][packed.row(b, t) * width + column];
        let logits = model.logits(weights, &packed.sequence(b, tokens), mask);
        let targets = packed.sequence(b, targets);
        logits
            .iter()
            .zip(targets)
            .map(|(logits, target)| CrossEntropy::PLAIN.loss(logits, target as i32).0)
            .sum::<f64>()
    };
    (0..packed.batch()).map(sequence).sum::<f64>() / packed.rows() as f64
}

fn assert_is_exact(draws: &mut Draws, config: Config, packed: &Packed) {
    let what = format!("{config:?} {:?}", packed.lengths);
    let model = exact(&config);
    let weights = draws.floats(model.num_weights());
    let mut tagger = tagger(config, &weights, Optimizer::default(), packed);
    assert_eq!(tagger.num_parameters(), weights.len(), "{what}");
    let tokens = draws.integers(packed.rows(), vocab_of(&config));
    let targets = draws.integers(packed.rows(), config.output.size);
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    tagger.generator.manual_seed(9);
    let batch = batch_of(&tokens, &targets, packing);
    let outcome = tagger.train(batch, 0.01).expect("finite");

    let masks = masks(&config, packed.rows(), 9);
    let scalar = |weights: &[f64]| loss(&model, weights, packed, (&tokens, &targets), &masks);
    let weights = widen(&weights);
    assert_close(&what, &[outcome.loss as f32], &[scalar(&weights) as f32], 2e-6, 1e-6);
    let gradient = naive::gradient(&weights, scalar);
    assert_norm_close(&what, &export(&tagger, Slot::Gradients), gradient.iter().copied(), 1e-5);
    let norm = gradient.iter().map(|x| x * x).sum::<f64>().sqrt();
    assert!((outcome.grad_norm - norm).abs() <= 1e-5 * norm, "{what}: norm {}, expected {norm}", outcome.grad_norm);
}

#[test]
fn losses_and_gradients_are_those_of_f64_code() {
    let mut draws = Draws::new(2);
    for _ in 0..if cfg!(target_arch = "wasm32") { 10 } else { 80 } {
        let config = random_config(&mut draws);
        let (batch, steps) = (draws.one_of(&[1, 3, 4, 5]), draws.one_of(&[1, 3, 5]));
        let packed = Packed::new((0..batch).map(|_| 1 + draws.below(steps)).collect());
        assert_is_exact(&mut draws, config, &packed);
    }
}

/// Every size in turn at each of its edges, the others small.
#[test]
fn every_size_is_right_at_its_edges() {
    let small = Config {
        cell: Kind::Lstm,
        input: tokens_of(3, 2),
        output: classes(2),
        hidden_size: 2,
        num_layers: 1,
        bidirectional: false,
        dropout: 0.0,
        carry: false,
    };
    let mut draws = Draws::new(3);
    for (&n, cell) in EDGES[1..].iter().flat_map(|n| CELLS.map(|cell| (n, cell))) {
        let small = Config { cell, ..small };
        let pair = Packed::even(2, 2);
        assert_is_exact(&mut draws, Config { input: tokens_of(n, 2), ..small }, &pair);
        assert_is_exact(&mut draws, Config { output: classes(n), ..small }, &pair);
        assert_is_exact(&mut draws, Config { input: tokens_of(3, n), ..small }, &pair);
        assert_is_exact(&mut draws, Config { hidden_size: n, ..small }, &pair);
        assert_is_exact(
            &mut draws,
            Config { hidden_size: n.min(8), bidirectional: true, num_layers: 2, ..small },
            &pair,
        );
        assert_is_exact(&mut draws, small, &Packed::even(n, 1));
        assert_is_exact(&mut draws, small, &Packed::even(2, n));
    }
}
