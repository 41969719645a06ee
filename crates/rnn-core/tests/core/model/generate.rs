//! Symbols drawn from a model: PyTorch's, one by one.

use super::{TUTORIAL, batch_of, classes};
use crate::reference::{Case, reference};
use rnn_core::error::Error;
use rnn_core::model::{Config, Input, Model, Request, Sampler, Slot};
use rnn_core::packing::Packing;
use rnn_core::sampling::{NONE, Sampling};
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The model of a file of samples.
fn model_of(case: &Case) -> Model {
    let labels = case.size("K");
    let vocab = case.size("V");
    let config = Config {
        cell: case.cell(),
        input: Input::Tokens { vocab: vocab + labels, dim: case.size("E") },
        hidden_size: case.size("H"),
        num_layers: case.size("L"),
        output: classes(vocab + usize::from(labels > 0)),
        ..TUTORIAL
    };
    let names = (0..config.num_layers).flat_map(|layer| {
        ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map(|name| format!("{}.{name}_l{layer}", case.prefix()))
    });
    let names = ["embedding.weight".to_string()].into_iter().chain(names);
    let weights = case.concatenated(names.chain(["linear.weight", "linear.bias"].map(String::from)));
    let mut model = Model::new(config).expect("sizes");
    model.reserve(1, 1, false).expect("memory");
    model.import_state(Slot::Weights, &weights).expect("finite weights");
    model
}

fn restart(model: &mut Model, seed: u32) {
    model.generator.manual_seed(seed);
    model.exchange_carried(1, &mut vec![0.0; model.state_len()], true);
}

/// Draws in calls of this many symbols.
fn draw(model: &mut Model, request: &Request, length: usize, at_once: usize) -> Vec<u32> {
    let (mut sampler, mut all) = (Sampler::default(), Vec::new());
    let mut inputs = request.inputs.to_vec();
    while all.len() < length {
        let kept = all.len();
        all.resize((kept + at_once).min(length), 0);
        let request = Request { inputs: &inputs, ..*request };
        let count = model.generate(&mut sampler, &request, &mut all, kept).expect("symbols");
        all.truncate(count);
        let stops = !request.stop.is_empty() && all.ends_with(request.stop);
        if stops || all[count - 1] as usize == request.end {
            break;
        }
        inputs = vec![all[count - 1]];
    }
    all
}

#[test]
fn draws_are_pytorchs() {
    for case in [reference!("sample_27"), reference!("sample_65"), reference!("sample_rnn"), reference!("sample_texts")]
    {
        let mut model = model_of(&case);
        let (vocab, labels, length) = (case.size("V"), case.size("K"), case.size("length"));
        for (index, chain) in case.list("chains").enumerate() {
            let number = |key: &str| chain[key].as_f64();
            let sampling = Sampling {
                temperature: number("temperature").unwrap_or(1.0),
                top_k: number("top_k").map_or(usize::MAX, |k| k as usize),
                top_p: number("top_p").unwrap_or(1.0),
                never: NONE,
            };
            let prompt = chain["prompt"].as_array().expect("symbols").iter().filter_map(|x| Some(x.as_u64()? as u32));
            let label = number("label").map(|label| (vocab + label as usize) as u32);
            let inputs: Vec<u32> = label.into_iter().chain(prompt).collect();
            let end = if labels > 0 { vocab } else { NONE };
            let request = Request { sampling, inputs: &inputs, end, stop: &[] };
            let wanted = case.tokens(&format!("chain_{index}"));
            for at_once in [length, 1, 7] {
                restart(&mut model, number("seed").expect("a seed") as u32);
                let mut drawn = Vec::new();
                for _ in 0..number("texts").unwrap_or(1.0) as usize {
                    model.exchange_carried(1, &mut vec![0.0; model.state_len()], true);
                    drawn.extend(draw(&mut model, &request, length, at_once));
                }
                assert_eq!(drawn, wanted, "{} {index}, {at_once} at once", case.name);
            }
        }
    }
}

#[test]
fn the_steps_are_those_of_a_whole_pass() {
    for case in [reference!("sample_27"), reference!("sample_65"), reference!("sample_rnn")] {
        let mut model = model_of(&case);
        let greedy = Sampling { temperature: 0.0, ..Sampling::default() };
        let request = Request { sampling: greedy, inputs: &[5, 2, 11], end: NONE, stop: &[] };
        restart(&mut model, 1);
        let drawn = draw(&mut model, &request, 20, 20);
        let read = [&[5, 2, 11], &drawn[..19]].concat();
        let sizes = vec![1; read.len()];
        model.reserve(read.len(), 1, false).expect("memory");
        let packing = Packing::new(&sizes).expect("falling sizes");
        let mut answers = vec![0; read.len()];
        model.classify(batch_of(&read, &[], packing), &mut answers).expect("symbols");
        assert_eq!(answers[2..], drawn, "{}", case.name);
    }
}

#[test]
fn drawing_ends_with_a_stop_that_may_have_begun_before() {
    let mut model = model_of(&reference!("sample_27"));
    let request = Request { sampling: Sampling::default(), inputs: &[], end: NONE, stop: &[] };
    restart(&mut model, 3);
    let whole = draw(&mut model, &request, 60, 60);
    for at_once in [1, 2, 60] {
        for (from, to) in [(4, 5), (10, 13), (58, 60)] {
            restart(&mut model, 3);
            let stop = &whole[from..to];
            let end = (1..=60).find(|&end| whole[..end].ends_with(stop)).expect("a stop");
            assert_eq!(draw(&mut model, &Request { stop, ..request }, 60, at_once), whole[..end]);
        }
        restart(&mut model, 3);
        let end = whole.iter().position(|&symbol| symbol == whole[9]).expect("a symbol") + 1;
        assert_eq!(draw(&mut model, &Request { end: whole[9] as usize, ..request }, 60, at_once), whole[..end]);
    }
}

#[test]
fn what_cannot_be_drawn_from_is_refused() {
    let mut sampler = Sampler::default();
    let request = Request { sampling: Sampling::default(), inputs: &[27], end: NONE, stop: &[] };
    let mut model = Model::new(TUTORIAL).expect("sizes");
    model.reserve(1, 1, false).expect("memory");
    assert_eq!(model.generate(&mut sampler, &request, &mut [0; 4], 0), Err(Error::IndexRange));
    let both = Config { bidirectional: true, ..TUTORIAL };
    let numbers = Config { input: Input::Rows { features: 3 }, ..TUTORIAL };
    for config in [both, numbers] {
        let mut model = Model::new(config).expect("sizes");
        assert_eq!(model.generate(&mut sampler, &request, &mut [0; 4], 0), Err(Error::InvalidOption));
    }
}
