//! The fused training step.

mod average;
mod behaviour;
mod carry;
mod exact;
mod fits;
mod generate;
mod heads;
mod inference;
mod kept_table;
mod pytorch;
mod seed_run;
mod share;

use crate::packed::Packed;
use rnn_core::cells::Kind;
use rnn_core::heads::{Loss, Output, Readout};
use rnn_core::model::{Batch, Config, Input, Model, Slot, Stream};
use rnn_core::optim::Optimizer;
use rnn_core::packing::Packing;

/// The sizes of the tutorial's model.
const TUTORIAL: Config = Config {
    cell: Kind::Lstm,
    input: Input::Tokens { vocab: 27, dim: 5 },
    output: classes(27),
    hidden_size: 10,
    num_layers: 1,
    bidirectional: false,
    dropout: 0.0,
    carry: false,
};

/// One of the classes at every row.
const fn classes(size: usize) -> Output {
    Output { readout: Readout::All, loss: Loss::CROSS_ENTROPY, size }
}

/// Elements of a batch.
enum Values {
    Words(Vec<u32>),
    Floats(Vec<f32>),
}

impl Values {
    fn stream(&self) -> Stream<'_> {
        match self {
            Self::Words(words) => Stream::Words(words),
            Self::Floats(floats) => Stream::Floats(floats),
        }
    }
}

/// A batch of tokens with a class for each.
const fn batch_of<'a>(tokens: &'a [u32], targets: &'a [u32], packing: Packing<'a>) -> Batch<'a> {
    Batch { inputs: Stream::Words(tokens), targets: Stream::Words(targets), packing }
}

/// A tagger with these weights, ready to train on `packed` batches.
fn tagger(config: Config, weights: &[f32], optimizer: Optimizer, packed: &Packed) -> Model {
    let mut tagger = Model::new(config).expect("sizes");
    tagger.set_optimizer(optimizer).expect("memory");
    tagger.reserve(packed.rows(), packed.batch(), true).expect("memory");
    tagger.import_state(Slot::Weights, weights).expect("finite weights");
    tagger
}

/// A tagger with the weights of a seed.
fn seeded(config: Config, seed: u32, optimizer: Optimizer, packed: &Packed) -> Model {
    let zeros = vec![0.0; Model::new(config).expect("sizes").num_parameters()];
    let mut tagger = tagger(config, &zeros, optimizer, packed);
    tagger.generator.manual_seed(seed);
    tagger.draw_weights(&mut vec![0.0; zeros.len()]);
    tagger
}

/// A slot in PyTorch's layout.
fn export(tagger: &Model, slot: Slot) -> Vec<f32> {
    let mut state = vec![0.0; tagger.num_parameters()];
    tagger.export_state(slot, &mut state).expect("a slot that is there");
    state
}
