//! Inference of a tagger for a batch.

use super::{TUTORIAL, batch_of, classes, export, seeded};
use crate::closeness::assert_close;
use crate::draws::Draws;
use crate::naive::{self, CELLS, CrossEntropy, Recurrent, widen};
use crate::packed::Packed;
use rnn_core::cells::Kind;
use rnn_core::model::{Config, Model, Slot};
use rnn_core::optim::Optimizer;
use rnn_core::packing::Packing;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

const DEEP: Config = Config { num_layers: 2, bidirectional: true, hidden_size: 6, output: classes(5), ..TUTORIAL };

/// Probabilities of a batch, and each row's most likely class.
fn predict(tagger: &mut Model, packed: &Packed, tokens: &[u32], carry: bool) -> (Vec<u32>, Vec<f32>) {
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    let mut predictions = vec![u32::MAX; packed.rows()];
    let mut probabilities = vec![f32::NAN; packed.rows() * tagger.config().output.size];
    let batch = batch_of(tokens, &[], packing);
    tagger.predict(batch, carry, &mut predictions, &mut probabilities).expect("tokens of the alphabet");
    (predictions, probabilities)
}

#[test]
fn probabilities_predictions_and_evaluation_are_those_of_f64_code() {
    let packed = Packed::new(vec![7, 7, 4, 1]);
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    for config in [TUTORIAL, DEEP] {
        let mut tagger = seeded(config, 3, Optimizer::default(), &packed);
        let mut draws = Draws::new(4);
        let (tokens, targets) = (draws.integers(packed.rows(), 27), draws.integers(packed.rows(), config.output.size));
        let (predictions, probabilities) = predict(&mut tagger, &packed, &tokens, false);
        let mut evaluated = vec![0; packed.rows()];
        let batch = batch_of(&tokens, &targets, packing);
        let outcome = tagger.evaluate(batch, &mut evaluated).expect("symbols of the alphabets");
        assert_eq!(evaluated, predictions);
        let mut classified = vec![0; packed.rows()];
        tagger.classify(batch, &mut classified).expect("symbols of the alphabet");
        assert_eq!(classified, predictions);
        let hits = predictions.iter().zip(&targets).filter(|(prediction, target)| prediction == target).count();
        assert_eq!((outcome.metric, outcome.grad_norm), (hits as f64, 0.0));

        let weights = widen(&export(&tagger, Slot::Weights));
        let directions = if config.bidirectional { 2 } else { 1 };
        let layers = Recurrent {
            kind: config.cell,
            input: 5,
            hidden: config.hidden_size,
            projection: 0,
            layers: config.num_layers,
            directions,
        };
        let model = naive::Tagger { vocab: 27, classes: config.output.size, layers };
        let mut loss = 0.0;
        for b in 0..packed.batch() {
            let logits = model.logits(&weights, &packed.sequence(b, &tokens), |_, _, _| 1.0);
            for (t, logits) in logits.iter().enumerate() {
                let row = packed.row(b, t);
                let got = &probabilities[row * config.output.size..][..config.output.size];
                let p = |class| (-CrossEntropy::PLAIN.loss(logits, class).0).exp() as f32;
                let wanted: Vec<f32> = (0..config.output.size as i32).map(p).collect();
                assert_close("probabilities", got, &wanted, 1e-6, 0.0);
                let best = got.iter().rposition(|&p| p == got.iter().copied().fold(0.0, f32::max));
                assert_eq!(Some(predictions[row] as usize), best);
                loss += CrossEntropy::PLAIN.loss(logits, targets[row] as i32).0;
            }
        }
        assert_close("loss", &[outcome.loss as f32], &[(loss / packed.rows() as f64) as f32], 2e-6, 0.0);
    }
}

#[test]
fn of_equal_classes_the_first_is_predicted() {
    let packed = Packed::even(3, 1);
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    let mut tagger = super::tagger(TUTORIAL, &vec![0.0; 1_112], Optimizer::default(), &packed);
    let (predictions, probabilities) = predict(&mut tagger, &packed, &[1, 2, 3], false);
    assert_eq!(predictions, [0; 3]);
    assert!(probabilities.iter().all(|&p| (p - 1.0 / 27.0).abs() < 1e-8));
    let batch = batch_of(&[1, 2, 3], &[0, 1, 26], packing);
    assert_eq!(tagger.evaluate(batch, &mut [0; 3]).map(|outcome| outcome.metric), Ok(1.0));
}

#[test]
fn a_carried_state_joins_the_pieces_of_a_sequence() {
    for cell in CELLS {
        assert_is_carried(Config { cell, num_layers: 2, ..TUTORIAL });
    }
}

fn assert_is_carried(config: Config) {
    let (whole, batch) = (Packed::even(9, 3), 3);
    let mut tagger = seeded(config, 5, Optimizer::default(), &whole);
    let tokens = Draws::new(6).integers(whole.rows(), 27);
    let (_, expected) = predict(&mut tagger, &whole, &tokens, false);

    let mut state = vec![0.0; tagger.state_len() * batch];
    let mut got = Vec::new();
    for tokens in tokens.chunks(3 * batch) {
        tagger.exchange_carried(batch, &mut state, true);
        let (_, probabilities) = predict(&mut tagger, &Packed::even(3, batch), tokens, true);
        tagger.exchange_carried(batch, &mut state, false);
        // Another batch in between does not disturb what was carried out.
        let _ = predict(&mut tagger, &whole, &[0; 27], false);
        got.extend(probabilities);
    }
    assert_close("probabilities", &got, &expected, 1e-6, 0.0);
}

/// One step out of a trace's gates, in the order of PyTorch's rows, and of h and c before: h and c after.
fn step(cell: Kind, gates: &[f32], h: f32, c: f32) -> (f32, f32) {
    match (cell, gates) {
        (Kind::Lstm, &[i, f, g, o]) => {
            let c = f * c + i * g;
            (o * c.tanh(), c)
        }
        (Kind::Gru, &[_, z, n]) => ((1.0 - z) * n + z * h, c),
        _ => panic!("a cell with so many gates"),
    }
}

#[test]
fn a_trace_holds_the_gates_that_make_its_states() {
    for cell in CELLS {
        assert_is_traced(Config { cell, ..DEEP });
    }
}

fn assert_is_traced(config: Config) {
    let packed = Packed::even(6, 1);
    let mut tagger = seeded(config, 7, Optimizer::default(), &packed);
    let (_, probabilities) = predict(&mut tagger, &packed, &[1, 5, 9, 2, 26, 0], false);
    let (steps, hidden, traced) = (packed.rows(), config.hidden_size, tagger.num_traced());
    let states = if config.cell == Kind::Lstm { 2 } else { 1 };
    assert_eq!(traced, states + [4, 3, 0, 0][CELLS.iter().position(|&cell| cell == config.cell).expect("a cell")]);
    let mut trace = vec![f32::NAN; tagger.num_states() * traced * steps * hidden];
    tagger.trace(steps, &mut trace);
    for (state, trace) in trace.chunks(traced * steps * hidden).enumerate().filter(|_| traced > 1) {
        let value = |what: usize, t: usize, unit: usize| trace[(what * steps + t) * hidden + unit];
        let order: Vec<usize> = if state % 2 == 0 { (0..steps).collect() } else { (0..steps).rev().collect() };
        for unit in 0..hidden {
            let (mut h, mut c) = (0.0, 0.0);
            for &t in &order {
                let gates: Vec<f32> = (states..traced).map(|what| value(what, t, unit)).collect();
                (h, c) = step(config.cell, &gates, h, c);
                assert_close("h", &[value(0, t, unit)], &[h], 1e-6, 0.0);
                if states == 2 {
                    assert_close("c", &[value(1, t, unit)], &[c], 1e-6, 0.0);
                }
            }
        }
    }
    // The last layer's h, both directions, through the linear layer gives the probabilities.
    let weights = export(&tagger, Slot::Weights);
    let linear = &weights[weights.len() - config.output.size * (2 * hidden + 1)..];
    let (weight, bias) = linear.split_at(config.output.size * 2 * hidden);
    let last = &trace[2 * traced * steps * hidden..];
    for t in 0..steps {
        let of = |direction: usize| &last[direction * traced * steps * hidden + t * hidden..][..hidden];
        let h: Vec<f32> = [of(0), of(1)].concat();
        let rows = weight.chunks(2 * hidden).zip(bias);
        let logit = |(row, bias): (&[f32], &f32)| row.iter().zip(&h).map(|(w, h)| w * h).sum::<f32>() + bias;
        let e: Vec<f32> = rows.map(logit).map(f32::exp).collect();
        let p: Vec<f32> = e.iter().map(|x| x / e.iter().sum::<f32>()).collect();
        assert_close("p", &probabilities[t * config.output.size..][..config.output.size], &p, 1e-6, 0.0);
    }
}
