//! Whole runs of every task against PyTorch's: classes and numbers of sequences, forecasts, running text, items.

use super::pytorch::{FINAL, assert_gradients, optimizer, tensors};
use super::{Values, export, tagger};
use crate::closeness::{assert_close, assert_forward};
use crate::packed::Packed;
use crate::reference::{Case, reference};
use rnn_core::heads::{Loss, Output, Readout};
use rnn_core::model::{Batch, Config, Deal, Input, Model, Slot};
use rnn_core::packing::Packing;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A batch with what its targets and answers belong to.
struct Piece {
    packed: Packed,
    inputs: Values,
    targets: Values,
    /// The data's sequences in the batch's order.
    order: Vec<usize>,
}

impl Piece {
    fn batch(&self) -> Batch<'_> {
        let packing = Packing::new(&self.packed.sizes).expect("falling sizes");
        Batch { inputs: self.inputs.stream(), targets: self.targets.stream(), packing }
    }
}

fn config(case: &Case, output: Output) -> Config {
    let size = |key| case.number(key).map(|size| size as usize);
    let tokens = |vocab| Input::Tokens { vocab, dim: case.size("E") };
    let features = size("F").or_else(|| case.has("series").then(|| case.floats("series").len() / case.size("N")));
    Config {
        cell: case.cell(),
        input: features.map_or_else(|| tokens(case.size("V")), |features| Input::Rows { features }),
        hidden_size: case.size("H"),
        num_layers: size("L").unwrap_or(1),
        bidirectional: case.flag("bidirectional"),
        dropout: 0.0,
        output,
        carry: false,
    }
}

/// Sequences of the data, longest first as they are packed.
fn sorted(lengths: &[usize], which: impl Iterator<Item = usize>) -> (Packed, Vec<usize>) {
    let mut order: Vec<usize> = which.collect();
    order.sort_by_key(|&sequence| core::cmp::Reverse(lengths[sequence]));
    (Packed::new(order.iter().map(|&sequence| lengths[sequence]).collect()), order)
}

/// Elements of `[sequences][longest][width]`, as they are packed.
fn packed<T: Copy>(data: &[T], (longest, width): (usize, usize), packed: &Packed, order: &[usize]) -> Vec<T> {
    let mut rows = vec![data[0]; packed.rows() * width];
    for (b, &sequence) in order.iter().enumerate() {
        for t in 0..packed.lengths[b] {
            let from = (sequence * longest + t) * width;
            rows[packed.row(b, t) * width..][..width].copy_from_slice(&data[from..from + width]);
        }
    }
    rows
}

/// Sequences with an answer each, of `fit_classify_*` and `fit_regress_*`.
fn sequences(case: &Case, config: &Config, which: impl Iterator<Item = usize>) -> Piece {
    let lengths: Vec<usize> = case.integers("lengths").into_iter().map(|length| length as usize).collect();
    let (shape, order) = sorted(&lengths, which);
    let width = config.input.width();
    let inputs = if matches!(config.input, Input::Rows { .. }) {
        Values::Floats(packed(&case.floats("rows"), (case.size("T"), width), &shape, &order))
    } else {
        Values::Words(packed(&case.tokens("tokens"), (case.size("T"), width), &shape, &order))
    };
    let targets = if case.has("labels") {
        let labels = case.tokens("labels");
        Values::Words(order.iter().map(|&sequence| labels[sequence]).collect())
    } else {
        let (values, width) = (case.floats("values"), config.output.size);
        Values::Floats(order.iter().flat_map(|&sequence| values[sequence * width..][..width].to_vec()).collect())
    };
    Piece { packed: shape, inputs, targets, order }
}

/// Trains epoch by epoch and compares every loss and norm, the first gradients and the last weights.
fn assert_fits(case: &Case, config: Config, pieces: &[Piece]) -> Model {
    let what = |part: &str, step: usize| format!("{}: {part} {step}", case.name);
    let names = tensors(case, &config);
    let largest = pieces.iter().map(|piece| piece.packed.rows()).max().expect("a batch");
    let mut model = tagger(config, &case.concatenated(&names), optimizer(case), &Packed::even(largest, 1));
    model.reserve(largest, pieces[0].packed.batch(), true).expect("memory");
    model.set_max_norm(case.number("clip_grad_norm").unwrap_or(f64::INFINITY));
    if case.has("class_weights") {
        model.class_weights().copy_from_slice(&case.floats("class_weights"));
    }
    let (losses, norms) = (case.floats("losses"), case.floats("grad_norms"));
    assert_eq!(losses.len(), case.size("epochs") * pieces.len(), "{}: updates", case.name);
    for (step, (loss, norm)) in losses.into_iter().zip(norms).enumerate() {
        if config.carry && step % pieces.len() == 0 {
            model.carry_from(0).expect("zeros");
        }
        // In two halves: the update clips the gradients.
        let outcome =
            model.train_share(pieces[step % pieces.len()].batch(), Deal::WHOLE).expect("a batch of the model");
        let gradients = (step == 0).then(|| export(&model, Slot::Gradients));
        let grad_norm = model.update(outcome.loss, case.number("lr").expect("a rate")).expect("finite");
        assert_close(&what("loss", step), &[outcome.loss as f32], &[loss], 1e-5, 0.0);
        assert_close(&what("norm", step), &[grad_norm as f32], &[norm], 1e-5, 1e-5);
        if let Some(gradients) = gradients {
            assert_gradients(case, &names, &gradients, grad_norm);
        }
    }
    let wanted = case.concatenated(names.iter().map(|tensor| format!("final.{tensor}")));
    assert_close(&what("last weights", 0), &export(&model, Slot::Weights), &wanted, FINAL, 0.0);
    model
}

/// Answers for all sequences at once, in the data's order.
fn assert_answers(case: &Case, model: &mut Model, all: &Piece, wanted: &[f32]) {
    let output = model.config().output;
    model.reserve(all.packed.rows(), all.packed.batch(), false).expect("memory");
    let mut outputs = vec![f32::NAN; wanted.len()];
    let mut answers = vec![0; all.order.len() * output.answer_width()];
    model.predict(all.batch(), false, &mut answers, &mut outputs).expect("sequences of the data");
    for (got, &sequence) in outputs.chunks(output.size).zip(&all.order) {
        assert_forward(case.name, got, &wanted[sequence * output.size..][..output.size]);
    }
}

fn readout(case: &Case) -> Readout {
    match case.text("readout") {
        "mean" => Readout::Mean,
        "max" => Readout::Max,
        _ => Readout::Last,
    }
}

fn loss_of_numbers(case: &Case) -> Loss {
    match case.text("loss") {
        "mae" => Loss::Mae,
        "huber" => Loss::Huber { delta: 1.0 },
        _ => Loss::Mse,
    }
}

fn assert_sequences_fit(case: &Case) {
    let of_classes = case.has("labels");
    let (loss, size) = if of_classes {
        let label_smoothing = case.number("label_smoothing").unwrap_or(0.0) as f32;
        (Loss::CrossEntropy { label_smoothing, weighted: case.has("class_weights") }, case.size("K"))
    } else {
        (loss_of_numbers(case), case.size("O"))
    };
    let config = config(case, Output { readout: readout(case), loss, size });
    let (count, batch) = (case.size("N"), case.size("B"));
    let piece = |first| sequences(case, &config, first..count.min(first + batch));
    let pieces: Vec<Piece> = (0..count).step_by(batch).map(piece).collect();
    let mut model = assert_fits(case, config, &pieces);
    let wanted = case.floats(if of_classes { "probabilities" } else { "predictions" });
    assert_answers(case, &mut model, &sequences(case, &config, 0..count), &wanted);
}

#[test]
fn classifiers_train_as_pytorchs() {
    assert_sequences_fit(&reference!("fit_classify_tokens"));
    assert_sequences_fit(&reference!("fit_classify_tokens_smoothing"));
    assert_sequences_fit(&reference!("fit_classify_tokens_two_layers"));
    assert_sequences_fit(&reference!("fit_classify_rows_last"));
    assert_sequences_fit(&reference!("fit_classify_rows_mean"));
    assert_sequences_fit(&reference!("fit_classify_rows_max"));
}

#[test]
fn regressors_train_as_pytorchs() {
    assert_sequences_fit(&reference!("fit_regress_mse"));
    assert_sequences_fit(&reference!("fit_regress_huber"));
    assert_sequences_fit(&reference!("fit_regress_mae_tokens"));
}

/// Windows of a series; a direct model answers all rows of the horizon at the end, a recursive one the next row at
/// each step.
fn assert_series_fits(case: &Case) {
    let (series, count, window) = (case.floats("series"), case.size("N"), case.size("window"));
    let columns = series.len() / count;
    let (direct, known) = (case.text("mode") == "direct", case.flag("known"));
    let horizon = if direct { case.size("horizon") } else { 1 };
    let targets: Vec<usize> = case.numbers("targets").map_or_else(
        || (0..columns - usize::from(known)).collect(),
        |targets| targets.into_iter().map(|target| target as usize).collect(),
    );
    let readout = if direct { Readout::Last } else { Readout::All };
    let output = Output { readout, loss: loss_of_numbers(case), size: targets.len() * horizon };
    let cell = |row: usize, column: usize| series[row * columns + column];
    // A known column is a row ahead of the others.
    let input = |row: usize, column: usize| cell(if known && column + 1 == columns { row + 1 } else { row }, column);
    let of_rows = |rows: core::ops::Range<usize>| rows.flat_map(|row| targets.iter().map(move |&at| cell(row, at)));
    let piece = |starts: &[usize]| {
        let packed = Packed::even(window, starts.len());
        let (mut inputs, mut wanted) = (Vec::new(), Vec::new());
        for (t, &start) in (0..window).flat_map(|t| starts.iter().map(move |start| (t, start))) {
            inputs.extend((0..columns).map(|column| input(start + t, column)));
            if !direct {
                wanted.extend(of_rows(start + t + 1..start + t + 2));
            }
        }
        if direct {
            wanted.extend(starts.iter().flat_map(|start| of_rows(start + window..start + window + horizon)));
        }
        Piece { packed, inputs: Values::Floats(inputs), targets: Values::Floats(wanted), order: starts.to_vec() }
    };
    let starts: Vec<usize> = (0..=count - window - horizon).step_by(case.size("stride")).collect();
    let pieces: Vec<Piece> = starts.chunks(case.size("B")).map(piece).collect();
    let mut model = assert_fits(case, config(case, output), &pieces);
    if direct {
        let inputs = Values::Floats(series[(count - window) * columns..].to_vec());
        let last =
            Piece { packed: Packed::even(window, 1), inputs, targets: Values::Floats(Vec::new()), order: vec![0] };
        assert_answers(case, &mut model, &last, &case.floats("forecast"));
    }
}

#[test]
fn forecasters_train_as_pytorchs() {
    assert_series_fits(&reference!("fit_forecast_known"));
    assert_series_fits(&reference!("fit_forecast_gru"));
    assert_series_fits(&reference!("fit_forecast_huber_layers"));
    assert_series_fits(&reference!("fit_forecast_direct"));
}

/// Running text in columns, the state carried from update to update of an epoch.
fn assert_text_fits(case: &Case) {
    let (text, columns, steps) = (case.tokens("text"), case.size("B"), case.size("bptt"));
    let length = case.size("N") / columns;
    let output = Output { readout: Readout::All, loss: Loss::CROSS_ENTROPY, size: case.size("V") };
    let piece = |first: usize| {
        let times = first..(first + steps).min(length - 1);
        let symbols = |later: usize| {
            let row = |t: usize| (0..columns).map(move |column| column * length + t + later);
            Values::Words(times.clone().flat_map(row).map(|at| text[at]).collect())
        };
        Piece { packed: Packed::even(times.len(), columns), inputs: symbols(0), targets: symbols(1), order: Vec::new() }
    };
    let pieces: Vec<Piece> = (0..length - 1).step_by(steps).map(piece).collect();
    assert_fits(case, Config { carry: true, ..config(case, output) }, &pieces);
}

#[test]
fn generators_of_running_text_train_as_pytorchs() {
    assert_text_fits(&reference!("fit_text_lstm"));
    assert_text_fits(&reference!("fit_text_gru_two_layers"));
    assert_text_fits(&reference!("fit_text_rnn"));
}

/// Items, each with a start symbol, of its label where it has one, and an end symbol.
fn assert_items_fit(case: &Case) {
    let (tokens, count, longest, end) = (case.tokens("tokens"), case.size("N"), case.size("T"), case.size("V") as u32);
    let labels = if case.has("labels") { case.tokens("labels") } else { vec![0; count] };
    let lengths: Vec<usize> = case.integers("lengths").into_iter().map(|length| length as usize + 1).collect();
    let symbols = case.size("V");
    let (mut inputs, mut targets) = (Vec::new(), Vec::new());
    for (item, label) in tokens.chunks(longest).zip(labels) {
        inputs.extend([end + label].iter().chain(item));
        targets.extend(item.iter().chain(&[end]));
    }
    // The end stands right behind the item, not behind what fills it up.
    lengths.iter().enumerate().for_each(|(item, length)| targets[item * (longest + 1) + length - 1] = end);
    let piece = |first: usize| {
        let (shape, order) = sorted(&lengths, first..count.min(first + case.size("B")));
        let of = |data: &[u32]| Values::Words(packed(data, (longest + 1, 1), &shape, &order));
        Piece { inputs: of(&inputs), targets: of(&targets), packed: shape, order }
    };
    let pieces: Vec<Piece> = (0..count).step_by(case.size("B")).map(piece).collect();
    let output = Output { readout: Readout::All, loss: Loss::CROSS_ENTROPY, size: symbols + 1 };
    let vocab = symbols + case.size("K").max(1);
    let config = Config { input: Input::Tokens { vocab, dim: case.size("E") }, ..config(case, output) };
    assert_fits(case, config, &pieces);
}

#[test]
fn generators_of_items_train_as_pytorchs() {
    assert_items_fit(&reference!("fit_texts"));
    assert_items_fit(&reference!("fit_texts_labels"));
}
