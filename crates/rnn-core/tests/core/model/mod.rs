//! The fused training step.

mod behaviour;
mod exact;
mod inference;
mod pytorch;
mod seed_run;
mod share;

use crate::packed::Packed;
use rnn_core::model::{Config, Slot, Tagger};
use rnn_core::optim::Optimizer;

/// The sizes of the tutorial's model.
const TUTORIAL: Config = Config {
    vocab_size: 27,
    num_classes: 27,
    embedding_dim: 5,
    hidden_size: 10,
    num_layers: 1,
    bidirectional: false,
    dropout: 0.0,
};

/// A tagger with these weights, ready to train on `packed` batches.
fn tagger(config: Config, weights: &[f32], optimizer: Optimizer, packed: &Packed) -> Tagger {
    let mut tagger = Tagger::new(config).expect("sizes");
    tagger.set_optimizer(optimizer).expect("memory");
    tagger.reserve(packed.rows(), packed.batch(), true).expect("memory");
    tagger.import_state(Slot::Weights, weights).expect("finite weights");
    tagger
}

/// A tagger with the weights of a seed.
fn seeded(config: Config, seed: u32, optimizer: Optimizer, packed: &Packed) -> Tagger {
    let zeros = vec![0.0; Tagger::new(config).expect("sizes").num_parameters()];
    let mut tagger = tagger(config, &zeros, optimizer, packed);
    tagger.generator.manual_seed(seed);
    tagger.draw_weights(&mut vec![0.0; zeros.len()]);
    tagger
}

/// A slot in PyTorch's layout.
fn export(tagger: &Tagger, slot: Slot) -> Vec<f32> {
    let mut state = vec![0.0; tagger.num_parameters()];
    tagger.export_state(slot, &mut state).expect("a slot that is there");
    state
}
