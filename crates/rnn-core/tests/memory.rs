//! Training takes the memory that it said it would, and then no more: ten thousand updates without one call of the
//! allocator.
//!
//! Natively only, in a program of its own: it counts through the global allocator, of which a program has one. In wasm the
//! same code runs over the same buffers.
#![cfg(not(target_arch = "wasm32"))]
// An allocator is unsafe by its nature; this one counts and passes on.
#![allow(unsafe_code)]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use rnn_core::cells::{Kind, Nonlinearity};
use rnn_core::heads::{Loss, Output, Readout};
use rnn_core::model::{Batch, Config, Input, Model, Stream};
use rnn_core::optim::{AdamOptions, Optimizer, SgdOptions};
use rnn_core::packing::Packing;

struct Counting;

thread_local! {
    // Of this thread alone: the one that waits for the test allocates too, now and then.
    static CALLS: Cell<usize> = const { Cell::new(0) };
    /// Bytes in use.
    static BYTES: Cell<usize> = const { Cell::new(0) };
}

/// Counts a call that takes `more` bytes and gives back `less`.
fn count(more: usize, less: usize) {
    CALLS.set(CALLS.get() + 1);
    BYTES.set(BYTES.get().wrapping_add(more).wrapping_sub(less));
}

// SAFETY: every method hands its arguments to `System` unchanged, and returns what it returns.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size(), 0);
        // SAFETY: the caller keeps the contract of `alloc`, which is `System`'s.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        count(0, layout.size());
        // SAFETY: as above; `at` came from `System`.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size, layout.size());
        // SAFETY: as above.
        unsafe { System.realloc(at, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Calls of the allocator during `work`.
fn calls(work: impl FnOnce()) -> usize {
    let before = CALLS.get();
    work();
    CALLS.get() - before
}

/// The optimizer that keeps most.
const AMSGRAD: Optimizer =
    Optimizer::Adam(AdamOptions { betas: (0.9, 0.999), eps: 1e-8, weight_decay: 0.0, amsgrad: true, decoupled: false });

/// All batches that the tagger below was reserved for, with their rows.
const BATCHES: [(&[u32], usize); 4] = [(&[1; 8], 8), (&[3, 3, 2, 1], 9), (&[5], 5), (&[2, 2], 4)];

fn train(config: Config, optimizer: Optimizer, steps: usize) -> usize {
    let mut tagger = Model::new(config).expect("sizes");
    tagger.set_optimizer(optimizer).expect("memory");
    tagger.set_max_norm(0.5);
    tagger.reserve(9, 5, true).expect("memory");
    let mut scratch = vec![0.0; tagger.num_parameters()];
    // Numbers are read from the same bits: tiny ones.
    let mut symbols = [0; 64];
    let mut answers = [0; 64];
    let output = config.output;
    let reads_numbers = matches!(config.input, Input::Rows { .. });
    calls(|| {
        tagger.draw_weights(&mut scratch);
        for step in 0..steps {
            let (sizes, rows) = BATCHES[step % BATCHES.len()];
            let packing = Packing::new(sizes).expect("falling sizes");
            tagger.generator.fill_integers(&mut symbols, 9);
            let count = output.count(packing);
            let batch = Batch {
                inputs: Stream::of_bits(&symbols[..rows * config.input.width()], reads_numbers),
                targets: Stream::of_bits(&symbols[..count * output.target_width()], !output.loss.is_of_classes()),
                packing,
            };
            if config.carry {
                tagger.carry_from(0).expect("zeros");
            }
            // A learning rate so high that the update is tried out first, now and then.
            let lr = if step % 7 == 0 { 1.5 } else { 1e-3 };
            tagger.train(batch, lr).expect("finite");
            tagger.evaluate(batch, &mut answers[..count * output.answer_width()]).expect("symbols of the alphabets");
        }
    })
}

/// What a tagger takes that trains on batches of `batch` sequences of `steps` symbols, and what it said it would.
fn bytes(config: Config, batch: usize, steps: usize) -> (f64, f64) {
    let before = BYTES.get();
    let mut tagger = Model::new(config).expect("sizes");
    tagger.set_optimizer(AMSGRAD).expect("memory");
    tagger.reserve(batch * steps, batch, true).expect("memory");
    let taken = BYTES.get() - before;
    (taken as f64, 4.0 * config.floats((batch * steps) as f64, batch as f64, (2 + AMSGRAD.moments()) as f64))
}

/// The tests of a program run beside each other and share its allocator, so this is one.
#[test]
fn ten_thousand_updates_allocate_nothing_and_memory_is_what_was_said() {
    assert!(calls(|| drop(vec![0])) == 2, "the allocator is counted");
    let plain = Config {
        cell: Kind::Lstm,
        input: Input::Tokens { vocab: 9, dim: 5 },
        output: Output { readout: Readout::All, loss: Loss::CROSS_ENTROPY, size: 9 },
        hidden_size: 6,
        num_layers: 1,
        bidirectional: false,
        dropout: 0.0,
        carry: false,
    };
    let deep = Config { num_layers: 2, bidirectional: true, dropout: 0.3, ..plain };
    let momentum = Optimizer::Sgd(SgdOptions { momentum: 0.5, ..SgdOptions::default() });
    assert_eq!(train(plain, Optimizer::default(), 10_000), 0);
    assert_eq!(train(deep, AMSGRAD, 10_000), 0);
    assert_eq!(train(plain, momentum, 1_000), 0);
    let of = |readout, loss, size| Output { readout, loss, size };
    let weighted = Loss::CrossEntropy { label_smoothing: 0.1, weighted: true };
    let classifier = Config { output: of(Readout::Last, weighted, 9), ..deep };
    let rows = Config { input: Input::Rows { features: 7 }, cell: Kind::Gru, ..deep };
    let regressor = Config { output: of(Readout::Max, Loss::GaussianNll, 4), ..rows };
    let averaging = Config { output: of(Readout::Mean, Loss::Huber { delta: 1.0 }, 3), ..rows };
    let text = Config { carry: true, num_layers: 2, ..plain };
    for config in [classifier, regressor, averaging, text] {
        assert_eq!(train(config, Optimizer::default(), 1_000), 0, "{config:?}");
    }

    let sizes = [
        plain,
        deep,
        Config { hidden_size: 128, ..deep },
        Config { cell: Kind::Gru, ..deep },
        Config { hidden_size: 40, ..classifier },
        Config { hidden_size: 40, ..regressor },
        Config { hidden_size: 40, ..text },
        Config { cell: Kind::Rnn(Nonlinearity::Relu), input: Input::Rows { features: 7 }, ..deep },
        Config { input: Input::Tokens { vocab: 5_000, dim: 64 }, ..plain },
    ];
    for (config, (batch, steps)) in sizes.into_iter().flat_map(|config| [(config, (32, 32)), (config, (1, 500))]) {
        let (taken, said) = bytes(config, batch, steps);
        assert!((0.99 * taken..=1.01 * taken + 2048.0).contains(&said), "{config:?}: {said} said, {taken} taken");
    }
}
