//! The fused step against PyTorch's training steps.

use super::{batch_of, classes, export, tagger};
use crate::closeness::{assert_close, assert_forward, assert_gradient};
use crate::naive::widen;
use crate::packed::Packed;
use crate::reference::{Case, reference};
use rnn_core::model::{Config, Input, Slot};
use rnn_core::optim::{AdamOptions, Optimizer, SgdOptions};
use rnn_core::packing::Packing;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// The tensors of the state dict as the reference files call them.
pub(super) fn tensors(case: &Case, config: &Config) -> Vec<String> {
    let table = ["embed.weight", "embedding.weight"].into_iter().filter(|table| case.has(table));
    let mut names: Vec<String> = table.map(str::to_owned).collect();
    let directions: &[&str] = if config.bidirectional { &["", "_reverse"] } else { &[""] };
    for (layer, direction) in (0..config.num_layers).flat_map(|layer| directions.iter().map(move |d| (layer, d))) {
        let tensor = |name: &str| format!("{}.{name}_l{layer}{direction}", case.prefix());
        names.extend(["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map(tensor));
    }
    names.extend(["linear.weight", "linear.bias"].map(str::to_owned));
    names
}

/// How near weights are after 10 to 25 updates with the learning rates of the references, up to 0.1.
pub(super) const FINAL: f64 = 5e-6;

fn sizes(case: &Case) -> Config {
    Config {
        cell: case.cell(),
        input: Input::Tokens { vocab: case.size("V"), dim: case.size("E") },
        output: classes(case.size("V")),
        hidden_size: case.size("H"),
        num_layers: case.number("L").unwrap_or(1.0) as usize,
        bidirectional: case.flag("bidirectional"),
        dropout: 0.0,
        carry: false,
    }
}

pub(super) fn optimizer(case: &Case) -> Optimizer {
    let number = |key| case.number(key).unwrap_or(0.0);
    if case.text("optimizer") == "sgd" {
        return Optimizer::Sgd(SgdOptions {
            momentum: number("momentum"),
            dampening: number("dampening"),
            weight_decay: number("weight_decay"),
            nesterov: case.flag("nesterov"),
        });
    }
    let betas = case.numbers("betas").map_or((0.9, 0.999), |betas| (betas[0], betas[1]));
    Optimizer::Adam(AdamOptions {
        betas,
        eps: case.number("eps").unwrap_or(1e-8),
        weight_decay: number("weight_decay"),
        amsgrad: case.flag("amsgrad"),
        decoupled: case.text("optimizer") == "adamw",
    })
}

/// ln p from logits.
fn log_softmax(logits: &[f32]) -> Vec<f32> {
    let logits = widen(logits);
    let sum = logits.iter().map(|x| x.exp()).sum::<f64>().ln();
    logits.iter().map(|x| (x - sum) as f32).collect()
}

/// Compares the first step's logits and gradients, all losses and the last weights.
fn assert_trains_as_pytorch(case: &Case) {
    let what = |part: &str| format!("{}: {part}", case.name);
    let config = sizes(case);
    let packed = Packed::even(case.size("T"), case.size("B"));
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    let names = tensors(case, &config);
    let mut tagger = tagger(config, &case.concatenated(&names), optimizer(case), &packed);
    tagger.set_max_norm(case.number("clip_grad_norm").unwrap_or(f64::INFINITY));

    let (tokens, targets) = (case.tokens("tokens"), case.tokens("targets"));
    let mut batches = tokens.chunks(packed.rows()).zip(targets.chunks(packed.rows()));
    let first = batches.clone().next().map(|(tokens, targets)| batch_of(tokens, targets, packing)).expect("a batch");
    let mut predictions = vec![0; packed.rows()];
    let mut probabilities = vec![0.0; packed.rows() * config.output.size];
    tagger.predict(first, false, &mut predictions, &mut probabilities).expect("tokens of the alphabet");
    let logits = if case.has("logits") { case.floats("logits") } else { Vec::new() };
    for (p, logits) in probabilities.chunks(config.output.size).zip(logits.chunks(config.output.size)) {
        let p: Vec<f32> = p.iter().map(|p| p.ln()).collect();
        assert_forward(&what("ln p"), &p, &log_softmax(logits));
    }

    let losses = case.floats("losses");
    let lr = case.number("lr").expect("a learning rate");
    for (step, &wanted) in losses.iter().enumerate() {
        let (tokens, targets) = batches.next().expect("as many batches as losses");
        let outcome = tagger.train(batch_of(tokens, targets, packing), lr).expect("finite");
        assert_close(&what(&format!("loss {step}")), &[outcome.loss as f32], &[wanted], 1e-5, 0.0);
        if case.has("grad_norms") {
            let norm = case.floats("grad_norms")[step];
            assert_close(&what(&format!("norm {step}")), &[outcome.grad_norm as f32], &[norm], 1e-5, 1e-5);
        }
        if step == 0 {
            assert_gradients(case, &names, &export(&tagger, Slot::Gradients), outcome.grad_norm);
        }
    }
    let wanted = case.concatenated(names.iter().map(|tensor| format!("final.{tensor}")));
    assert_close(&what("last weights"), &export(&tagger, Slot::Weights), &wanted, FINAL, 0.0);
}

pub(super) fn assert_gradients(case: &Case, names: &[String], gradients: &[f32], norm: f64) {
    let mut rest = gradients;
    let mut squares = 0.0;
    for tensor in names {
        let wanted = case.floats(&format!("grad.{tensor}"));
        let (got, others) = rest.split_at(wanted.len());
        rest = others;
        squares += widen(&wanted).iter().map(|x| x * x).sum::<f64>();
        assert_gradient(&format!("{}: gradient of {tensor}", case.name), got, &wanted);
    }
    assert!((norm / squares.sqrt() - 1.0).abs() < 1e-5, "{}: norm {norm}", case.name);
}

#[test]
fn training_is_pytorchs() {
    assert_trains_as_pytorch(&reference!("tagger_seed_batch1"));
    assert_trains_as_pytorch(&reference!("tagger_batch32"));
    assert_trains_as_pytorch(&reference!("tagger_odd_sizes"));
    assert_trains_as_pytorch(&reference!("tagger_adam_weight_decay"));
    assert_trains_as_pytorch(&reference!("tagger_adamw"));
    assert_trains_as_pytorch(&reference!("tagger_adam_amsgrad"));
    assert_trains_as_pytorch(&reference!("tagger_sgd_nesterov"));
    assert_trains_as_pytorch(&reference!("fit_tag_gru"));
    assert_trains_as_pytorch(&reference!("fit_tag_gru_two_layers_bidirectional"));
    assert_trains_as_pytorch(&reference!("fit_tag_rnn_tanh"));
    assert_trains_as_pytorch(&reference!("fit_tag_rnn_relu"));
}
