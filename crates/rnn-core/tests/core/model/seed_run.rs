//! The tutorial's whole run, from the seed alone, beside PyTorch's.

use super::{TUTORIAL, batch_of, export, seeded};
use crate::closeness::assert_close;
use crate::packed::Packed;
use crate::reference::reference;
use rnn_core::model::{Model, Slot};
use rnn_core::optim::Optimizer;
use rnn_core::packing::Packing;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// One fresh message of the run's generator and its encryption.
fn message(tagger: &mut Model, len: usize, key: u32) -> (Vec<u32>, Vec<u32>) {
    let mut original = vec![0; len];
    tagger.generator.fill_integers(&mut original, 27);
    let encrypted = original.iter().map(|symbol| (symbol + key) % 27).collect();
    (original, encrypted)
}

#[test]
fn the_tutorials_run_is_pytorchs_from_its_seed() {
    let case = reference!("seed_run");
    let (steps, key, examples) = (case.size("T"), case.size("key") as u32, case.size("examples"));
    let packed = Packed::even(steps, 1);
    let packing = Packing::new(&packed.sizes).expect("falling sizes");
    let mut tagger = seeded(TUTORIAL, case.size("seed") as u32, Optimizer::default(), &packed);
    let lstm = ["weight_ih", "weight_hh", "bias_ih", "bias_hh"].map(|name| format!("lstm.{name}_l0"));
    let names = ["embed.weight".to_owned()].into_iter().chain(lstm);
    let names: Vec<String> = names.chain(["linear.weight".to_owned(), "linear.bias".to_owned()]).collect();
    assert_close("first weights", &export(&tagger, Slot::Weights), &case.concatenated(&names), 4e-7, 0.0);

    let (mut losses, mut accuracies, mut messages) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..case.size("iterations") {
        for _ in 0..examples {
            let (original, encrypted) = message(&mut tagger, steps, key);
            let batch = batch_of(&encrypted, &original, packing);
            losses.push(tagger.train(batch, case.number("lr").expect("a rate")).expect("finite").loss as f32);
            messages.push(original);
        }
        let mut correct = 0.0;
        for _ in 0..examples {
            let (original, encrypted) = message(&mut tagger, steps, key);
            let batch = batch_of(&encrypted, &original, packing);
            correct += tagger.evaluate(batch, &mut vec![0; steps]).expect("symbols of the alphabet").metric;
        }
        accuracies.push((correct / (examples * steps) as f64) as f32);
    }
    let first: Vec<u32> = messages.into_iter().take(4).flatten().collect();
    assert_eq!(first, case.tokens("first_messages"));
    assert_close("losses", &losses, &case.floats("losses"), 2e-5, 0.0);
    assert_close("accuracies", &accuracies, &case.floats("accuracies"), 1e-6, 0.0);
    let wanted = case.concatenated(names.iter().map(|name| format!("final.{name}")));
    assert_close("last weights", &export(&tagger, Slot::Weights), &wanted, 1e-4, 0.0);
}
