//! Every readout with every loss against f64 code: losses, gradients by central differences, answers.

use super::{Values, export, tagger};
use crate::closeness::{assert_close, assert_norm_close};
use crate::draws::Draws;
use crate::naive::{self, CELLS, Recurrent, Rows, widen};
use crate::naive_head::{self, Target, read, said};
use crate::packed::Packed;
use rnn_core::error::Error;
use rnn_core::heads::{Loss, Output, Readout};
use rnn_core::model::{Batch, Config, Input, Model, Outcome, Slot};
use rnn_core::optim::Optimizer;
use rnn_core::packing::Packing;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const READOUTS: [Readout; 4] = [Readout::All, Readout::Last, Readout::Mean, Readout::Max];
const LOSSES: [Loss; 8] = [
    Loss::CROSS_ENTROPY,
    Loss::CrossEntropy { label_smoothing: 0.2, weighted: false },
    Loss::CrossEntropy { label_smoothing: 0.0, weighted: true },
    Loss::CrossEntropy { label_smoothing: 0.3, weighted: true },
    Loss::Mse,
    Loss::Mae,
    Loss::Huber { delta: 0.4 },
    Loss::GaussianNll,
];

/// A model, a batch for it, and what f64 code makes of both.
struct Trial {
    config: Config,
    packed: Packed,
    inputs: Values,
    targets: Values,
    class_weights: Vec<f32>,
    weights: Vec<f32>,
}

impl Trial {
    fn new(draws: &mut Draws, config: Config, packed: Packed) -> Self {
        let (rows, output) = (packed.rows(), config.output);
        let count = if output.readout == Readout::All { rows } else { packed.batch() };
        let inputs = match config.input {
            Input::Tokens { vocab, .. } => Values::Words(draws.integers(rows, vocab)),
            Input::Rows { features } => Values::Floats(draws.floats(rows * features)),
        };
        let targets = if output.loss.is_of_classes() {
            Values::Words(draws.integers(count, output.size))
        } else {
            Values::Floats(draws.floats(count * output.target_width()))
        };
        let weighted = matches!(output.loss, Loss::CrossEntropy { weighted: true, .. });
        let class_weights =
            if weighted { draws.floats(output.size).iter().map(|x| x + 1.25).collect() } else { Vec::new() };
        let mut trial = Self { config, packed, inputs, targets, class_weights, weights: Vec::new() };
        trial.weights = draws.floats(trial.twin().num_weights());
        trial
    }

    fn twin(&self) -> naive::Tagger {
        let Config { cell, input, hidden_size, num_layers, bidirectional, output, .. } = self.config;
        let vocab = if let Input::Tokens { vocab, .. } = input { vocab } else { 0 };
        let layers = Recurrent {
            kind: cell,
            input: input.features(),
            hidden: hidden_size,
            projection: 0,
            layers: num_layers,
            directions: if bidirectional { 2 } else { 1 },
        };
        naive::Tagger { vocab, classes: output.size, layers }
    }

    fn model(&self) -> Model {
        let mut model = tagger(self.config, &self.weights, Optimizer::default(), &self.packed);
        if !self.class_weights.is_empty() {
            model.class_weights().copy_from_slice(&self.class_weights);
        }
        model
    }

    fn batch(&self) -> Batch<'_> {
        let packing = Packing::new(&self.packed.sizes).expect("falling sizes");
        Batch { inputs: self.inputs.stream(), targets: self.targets.stream(), packing }
    }

    /// The outputs for each target in f64, with the target's place.
    fn outputs(&self, weights: &[f64]) -> Vec<(usize, Vec<f64>)> {
        let (twin, readout) = (self.twin(), self.config.output.readout);
        let sequence = |b: usize| {
            let x: Rows = match &self.inputs {
                Values::Words(tokens) => twin.embed(weights, &self.packed.sequence(b, tokens)),
                Values::Floats(rows) => self.packed.sequence_rows(b, rows, twin.layers.input),
            };
            let rows = twin.outputs(weights, &x, |_, _, _| 1.0, |y| read(readout, y, twin.layers.directions));
            let place = move |t| if readout == Readout::All { self.packed.row(b, t) } else { b };
            rows.into_iter().enumerate().map(move |(t, row)| (place(t), row))
        };
        (0..self.packed.batch()).flat_map(sequence).collect()
    }

    fn target(&self, at: usize) -> Target<'_> {
        let width = self.config.output.target_width();
        match &self.targets {
            Values::Words(classes) => Target::Class(classes[at]),
            Values::Floats(values) => Target::Values(&values[at * width..][..width]),
        }
    }

    /// The mean loss in f64, of training or plain.
    fn loss(&self, weights: &[f64], training: bool) -> f64 {
        let Output { readout, loss, size } = self.config.output;
        let loss = if training || !loss.is_of_classes() { loss } else { Loss::CROSS_ENTROPY };
        let class_weights = if training { widen(&self.class_weights) } else { Vec::new() };
        let of_target = |(at, outputs): &(usize, Vec<f64>)| {
            naive_head::loss(Output { readout, loss, size }, &class_weights, outputs, &self.target(*at))
        };
        let (sum, over) = self.outputs(weights).iter().map(of_target).fold((0.0, 0.0), |(a, b), (c, d)| (a + c, b + d));
        sum / over
    }
}

fn assert_is_exact(trial: &Trial) {
    let what = format!("{:?} {:?}", trial.config, trial.packed.lengths);
    let mut model = trial.model();
    let weights = widen(&trial.weights);
    assert_says(&what, trial, &mut model);
    let outcome = model.train(trial.batch(), 0.01).expect("finite");
    assert_close(&what, &[outcome.loss as f32], &[trial.loss(&weights, true) as f32], 2e-6, 2e-6);
    let gradient = naive::gradient(&weights, |weights| trial.loss(weights, true));
    assert_norm_close(&what, &export(&model, Slot::Gradients), gradient, 1e-5);
}

/// Answers, outputs, the plain loss and the metric, before an update.
fn assert_says(what: &str, trial: &Trial, model: &mut Model) {
    let output = trial.config.output;
    let rows = trial.outputs(&widen(&trial.weights));
    let mut answers = vec![u32::MAX; rows.len() * output.answer_width()];
    let mut outputs = vec![f32::NAN; rows.len() * output.size];
    model.predict(trial.batch(), false, &mut answers, &mut outputs).expect("a batch of the model");
    let mut metric = 0.0;
    for (at, row) in &rows {
        let got = &outputs[at * output.size..][..output.size];
        let wanted = said(output.loss, row);
        assert_close(what, got, &wanted.iter().map(|&x| x as f32).collect::<Vec<_>>(), 2e-6, 2e-6);
        let answer = &answers[at * output.answer_width()..][..output.answer_width()];
        match trial.target(*at) {
            Target::Class(class) => {
                let best = row.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                assert_eq!(row[answer[0] as usize], best, "{what}");
                metric += f64::from(u8::from(answer[0] == class));
            }
            Target::Values(values) => {
                assert_eq!(answer, got.iter().map(|x| x.to_bits()).collect::<Vec<_>>(), "{what}");
                let distances = values.iter().zip(row).map(|(&value, x)| (x - f64::from(value)).abs());
                metric += distances.filter(|distance| !distance.is_nan()).sum::<f64>();
            }
        }
    }
    let mut evaluated = vec![u32::MAX; answers.len()];
    let outcome = model.evaluate(trial.batch(), &mut evaluated).expect("a batch of the model");
    assert_eq!(evaluated, answers, "{what}");
    let loss = trial.loss(&widen(&trial.weights), false);
    assert_close(what, &[outcome.loss as f32, outcome.metric as f32], &[loss as f32, metric as f32], 2e-6, 2e-6);
    let mut classified = vec![u32::MAX; answers.len()];
    model.classify(Batch { targets: rnn_core::model::Stream::NONE, ..trial.batch() }, &mut classified).expect("inputs");
    assert_eq!(classified, answers, "{what}");
}

#[test]
fn every_readout_with_every_loss_and_cell_is_that_of_f64_code() {
    let mut draws = Draws::new(31);
    for (at, readout) in READOUTS.into_iter().enumerate() {
        for (of, loss) in LOSSES.into_iter().enumerate() {
            for (which, cell) in CELLS.into_iter().enumerate() {
                let turn = at + of + which;
                let tokens = turn % 2 == 0;
                let config = Config {
                    cell,
                    input: if tokens { Input::Tokens { vocab: 4, dim: 3 } } else { Input::Rows { features: 2 } },
                    hidden_size: 3 + turn % 2,
                    num_layers: 2,
                    bidirectional: turn / 2 % 2 == 0,
                    dropout: 0.0,
                    output: Output {
                        readout,
                        loss,
                        size: if loss == Loss::GaussianNll { 2 + turn % 2 * 2 } else { 3 },
                    },
                    carry: false,
                };
                assert_is_exact(&Trial::new(&mut draws, config, Packed::new(vec![4, 3, 3, 1])));
            }
        }
    }
}

/// As many rows as make several chunks, and outputs of all paddings.
#[test]
fn chunks_and_paddings_make_no_difference() {
    let mut draws = Draws::new(32);
    for (size, readout) in
        [(1, Readout::Mean), (2, Readout::Last), (4, Readout::Max), (5, Readout::All), (8, Readout::Last)]
    {
        let one = |loss| Config {
            cell: CELLS[1],
            input: Input::Rows { features: 1 },
            hidden_size: 2,
            num_layers: 1,
            bidirectional: false,
            dropout: 0.0,
            output: Output { readout, loss, size },
            carry: false,
        };
        let packed = || Packed::new((0..125).map(|b| 1 + b % 2).collect());
        for loss in LOSSES {
            // One class has no gradient, and one number no variance.
            let has_gradient = size > 1 || !loss.is_of_classes();
            if has_gradient && (loss != Loss::GaussianNll || size % 2 == 0) {
                assert_is_exact(&Trial::new(&mut draws, one(loss), packed()));
            }
        }
    }
}

/// A model of numbers whose last layer is read as `readout`.
const fn of_numbers(readout: Readout, loss: Loss) -> Config {
    Config {
        cell: CELLS[0],
        input: Input::Rows { features: 2 },
        hidden_size: 3,
        num_layers: 1,
        bidirectional: false,
        dropout: 0.0,
        output: Output { readout, loss, size: 4 },
        carry: false,
    }
}

#[test]
fn missing_targets_count_in_neither_loss_nor_metric_nor_gradient() {
    let mut draws = Draws::new(34);
    for (readout, loss) in READOUTS.into_iter().flat_map(|readout| LOSSES[4..].iter().map(move |&loss| (readout, loss)))
    {
        let mut trial = Trial::new(&mut draws, of_numbers(readout, loss), Packed::new(vec![4, 3, 3, 1]));
        let Values::Floats(targets) = &mut trial.targets else { panic!("targets of numbers") };
        targets.iter_mut().step_by(3).for_each(|target| *target = f32::NAN);
        assert_is_exact(&trial);
    }
}

#[test]
fn a_batch_without_an_observed_target_has_no_loss_and_no_gradient() {
    let mut draws = Draws::new(35);
    for loss in &LOSSES[4..] {
        let mut trial = Trial::new(&mut draws, of_numbers(Readout::All, *loss), Packed::new(vec![3, 1]));
        let Values::Floats(targets) = &mut trial.targets else { panic!("targets of numbers") };
        targets.fill(f32::NAN);
        let mut model = trial.model();
        let outcome = model.evaluate(trial.batch(), &mut [0; 16]).expect("a batch of the model");
        assert_eq!(outcome, Outcome::default(), "{loss:?}");
        assert_eq!(model.train(trial.batch(), 0.1), Ok(Outcome::default()), "{loss:?}");
        assert!(export(&model, Slot::Gradients).iter().all(|&gradient| gradient == 0.0), "{loss:?}");
        assert_eq!(export(&model, Slot::Weights), trial.weights, "{loss:?}");
    }
}

#[test]
fn of_equal_maxima_the_first_gets_the_gradient() {
    let config = Config {
        cell: CELLS[3],
        input: Input::Rows { features: 1 },
        hidden_size: 1,
        num_layers: 1,
        bidirectional: false,
        dropout: 0.0,
        output: Output { readout: Readout::Max, loss: Loss::Mse, size: 1 },
        carry: false,
    };
    let packed = Packed::even(3, 1);
    // h = relu(x): w_ih, w_hh, b_ih, b_hh, then y = h.
    let mut model = tagger(config, &[1.0, 0.0, 0.0, 0.0, 1.0, 0.0], Optimizer::default(), &packed);
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    let (inputs, targets) = (Values::Floats(vec![0.5, 0.5, 0.25]), Values::Floats(vec![0.0]));
    model.train(Batch { inputs: inputs.stream(), targets: targets.stream(), packing }, 0.1).expect("finite");
    // dy = 1 at the first step only: of a second one w_hh would get h of the first, and the biases twice as much.
    assert_eq!(export(&model, Slot::Gradients), [0.5, 0.0, 1.0, 1.0, 0.5, 1.0]);
}

#[test]
fn targets_of_another_kind_or_length_change_nothing() {
    let mut draws = Draws::new(33);
    let base = Config {
        cell: CELLS[0],
        input: Input::Rows { features: 2 },
        hidden_size: 3,
        num_layers: 1,
        bidirectional: true,
        dropout: 0.0,
        output: Output { readout: Readout::Last, loss: Loss::Mse, size: 2 },
        carry: false,
    };
    for (output, wrong, error) in [
        (base.output, Values::Words(vec![0; 4]), Error::Shape),
        (base.output, Values::Floats(vec![0.0; 3]), Error::Shape),
        (base.output, Values::Floats(vec![0.0; 10]), Error::Shape),
        (Output { loss: Loss::CROSS_ENTROPY, ..base.output }, Values::Floats(vec![0.0; 2]), Error::Shape),
        (Output { loss: Loss::CROSS_ENTROPY, ..base.output }, Values::Words(vec![0; 5]), Error::Shape),
        (Output { loss: Loss::CROSS_ENTROPY, ..base.output }, Values::Words(vec![0, 2]), Error::IndexRange),
    ] {
        let trial = Trial::new(&mut draws, Config { output, ..base }, Packed::new(vec![3, 2]));
        let mut model = trial.model();
        let batch = Batch { targets: wrong.stream(), ..trial.batch() };
        assert_eq!(model.train(batch, 0.1), Err(error), "{output:?}");
        assert_eq!(model.evaluate(batch, &mut vec![0; 2 * output.answer_width()]), Err(error), "{output:?}");
        assert_eq!(model.evaluate(trial.batch(), &mut [0; 7]), Err(Error::Shape), "{output:?}");
        assert_eq!(export(&model, Slot::Weights), trial.weights, "{output:?}");
    }
}

#[test]
fn settings_out_of_range_are_refused() {
    let of = |loss, size| Config { output: Output { readout: Readout::Mean, loss, size }, ..super::TUTORIAL };
    let smoothing = |label_smoothing| Loss::CrossEntropy { label_smoothing, weighted: true };
    for config in [
        of(smoothing(-0.1), 3),
        of(smoothing(1.1), 3),
        of(smoothing(f32::NAN), 3),
        of(Loss::Huber { delta: 0.0 }, 3),
        of(Loss::Huber { delta: f32::INFINITY }, 3),
        of(Loss::GaussianNll, 3),
    ] {
        assert_eq!(Model::new(config).err(), Some(Error::InvalidOption), "{config:?}");
    }
    let carries = Config { carry: true, bidirectional: true, ..super::TUTORIAL };
    assert_eq!(Model::new(carries).err(), Some(Error::InvalidOption), "one of two directions begins at the end");
}
