//! The boundary, called with any numbers in any order, over buffers of any bytes: every call does its work or returns an
//! error, and an update that was refused leaves the weights as they were.
//!
//! Each round draws from a seed of its own, its number, which a failure prints. `FUZZ_ROUNDS` says how many are run,
//! `FUZZ_MINUTES` how long instead. Natively arithmetic that overflows panics; in wasm, where it would wrap, the same is
//! done from JavaScript.
#![cfg(not(target_arch = "wasm32"))]
// Buffers are written as JavaScript does it: by their addresses.
#![allow(unsafe_code)]

use std::time::{Duration, Instant};

use rnn_core::bindings::{Eager, Model, Replica};
use rnn_core::error::Error;
use rnn_core::model::CONFIG_WORDS;
use rnn_core::random::Generator;

/// Floats of the arena: Miri is slower by a few hundred times.
const FLOATS: usize = if cfg!(miri) { 300 } else { 3_000 };

/// What a round draws from.
struct Chance(Generator, u32);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0.next_u32() as usize % n
    }

    fn flag(&mut self) -> bool {
        self.below(2) == 0
    }

    /// A size: most are small, some are such that products with them overflow. None would take gigabytes to try.
    fn size(&mut self) -> usize {
        const LARGE: [usize; 9] = [
            usize::MAX,
            usize::MAX - 2,
            usize::MAX / 2,
            1 << 63,
            1 << 62,
            1 << 61,
            // These the allocator is asked for, which Miri's does not survive.
            usize::MAX / 16,
            usize::MAX / 64 + 1,
            (1 << 60) + 1,
        ];
        match self.below(24) {
            0 => LARGE[self.below(if cfg!(miri) { 6 } else { LARGE.len() })],
            1 => self.below(FLOATS / 15),
            _ => self.below(9),
        }
    }

    fn number(&mut self) -> f64 {
        const NUMBERS: [f64; 12] =
            [0.0, 1e-3, 0.9, 0.999, 1.0, -1.0, 1e30, f64::MAX, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e-300];
        NUMBERS[self.below(NUMBERS.len())]
    }

    /// Fills what lies at an address with any bytes, or with numbers below a limit.
    fn words(&mut self, at: *mut u32, len: usize, limit: u32) {
        // SAFETY: the caller has reserved this many.
        for word in unsafe { core::slice::from_raw_parts_mut(at, len) } {
            *word = if self.below(50) == 0 { self.0.next_u32() } else { self.0.next_u32() % limit };
        }
    }

    fn floats(&mut self, at: *mut f32, len: usize) {
        // SAFETY: as above.
        for x in unsafe { core::slice::from_raw_parts_mut(at, len) } {
            *x = if self.1 == 0 { f32::from_bits(self.0.next_u32()) } else { self.0.uniform() - 0.5 };
        }
    }
}

/// Says which round it was that failed.
struct Round(&'static str, u32);

impl Drop for Round {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("{}, round {}", self.0, self.1);
        }
    }
}

fn rounds(name: &'static str, mut round: impl FnMut(&mut Chance)) {
    let number = |name| std::env::var(name).ok().map(|text| text.parse::<f64>().expect("a number"));
    let most = number("FUZZ_ROUNDS").unwrap_or(1_500.0) as u32;
    let end = number("FUZZ_MINUTES").map(|minutes| Instant::now() + Duration::from_secs_f64(60.0 * minutes));
    let mut made = 0;
    while end.map_or(made < most, |end| Instant::now() < end) {
        let _failing = Round(name, made);
        let mut generator = Generator::new(made);
        let bytes = generator.next_u32() % 8;
        round(&mut Chance(generator, bytes));
        made += 1;
    }
    println!("{name}: {made} rounds");
}

/// What the caller of a tagger knows of its buffers.
struct Reserved {
    rows: usize,
    time: usize,
    steps: usize,
    /// Room for targets.
    targets: usize,
    /// Weights of classes.
    class_weights: usize,
    /// Elements of the inputs at each row.
    width: usize,
    /// Elements of a target, and whether they are numbers.
    target: (usize, bool),
}

fn weights(tagger: &mut Model) -> Vec<u32> {
    tagger.export_state(0).expect("every tagger has weights");
    let at = tagger.transfer_ptr();
    // SAFETY: the transfer buffer is as long as there are parameters.
    unsafe { core::slice::from_raw_parts(at, tagger.num_parameters()) }.iter().map(|x| x.to_bits()).collect()
}

fn fill_queue(tagger: &mut Model, reserved: &Reserved, chance: &mut Chance) {
    if reserved.width == 1 {
        chance.words(tagger.inputs_ptr(), reserved.rows, 4);
    } else {
        chance.floats(tagger.inputs_ptr().cast(), reserved.rows * reserved.width);
    }
    match reserved.target {
        (width, true) => chance.floats(tagger.targets_ptr().cast(), reserved.targets * width),
        (width, false) => chance.words(tagger.targets_ptr(), reserved.targets * width, 4),
    }
    chance.words(tagger.times_ptr(), reserved.steps, 3);
    let (largest, sizes) = (1 + chance.below(4) as u32, tagger.batch_sizes_ptr());
    if chance.flag() {
        chance.words(sizes, reserved.time, largest);
    } else {
        // SAFETY: this many were reserved.
        unsafe { core::slice::from_raw_parts_mut(sizes, reserved.time) }.fill(largest);
    }
    // SAFETY: as above.
    for lr in unsafe { core::slice::from_raw_parts_mut(tagger.lr_ptr(), reserved.steps) } {
        *lr = if chance.below(4) == 0 { chance.number() } else { 1e-3 };
    }
}

/// Words of a config: most have a meaning.
fn config(chance: &mut Chance) -> Vec<u32> {
    let mut words = vec![0; CONFIG_WORDS + usize::from(chance.below(50) == 0)];
    words[0] = chance.below(4) as u32;
    words[1] = chance.below(2) as u32;
    for at in [2, 3, 4, 10] {
        words[at] = chance.size() as u32;
    }
    words[5] = 1 + chance.below(3) as u32;
    words[6] = 1 + chance.below(2) as u32;
    words[7] = if chance.flag() { 0 } else { (chance.number() as f32).to_bits() };
    words[8] = chance.below(4) as u32;
    words[9] = chance.below(6) as u32;
    words[12] = chance.below(2) as u32;
    words[11] = if chance.flag() { 0.5_f32.to_bits() } else { (chance.number() as f32).to_bits() };
    if chance.below(20) == 0 {
        let at = chance.below(words.len());
        words[at] = chance.size() as u32;
    }
    words
}

/// Each refusal is as good as each result: what matters is that there is one.
#[test]
fn a_tagger_answers_whatever_it_is_called_with() {
    rounds("Model", |chance| {
        let config = config(chance);
        let (rows, batch) = (chance.number(), chance.number());
        let _ = Model::bytes_needed(&config, rows, batch, chance.number());
        let Ok(mut tagger) = Model::new(&config) else { return };
        let width = if config[1] == 1 { config[2] as usize } else { 1 };
        let outputs = config[10] as usize;
        let target = match config[9] {
            0 | 1 => (1, false),
            5 => (outputs / 2, true),
            _ => (outputs, true),
        };
        let class_weights = if config[9] == 1 { outputs } else { 0 };
        let mut reserved = Reserved { rows: 0, time: 0, steps: 0, targets: 0, class_weights, width, target };
        for _ in 0..chance.below(24) {
            call_tagger(&mut tagger, &mut reserved, chance);
        }
    });
}

fn call_tagger(tagger: &mut Model, reserved: &mut Reserved, chance: &mut Chance) {
    let (size, number) = (chance.size(), chance.number());
    match chance.below(24) {
        0 => {
            let beta = chance.number();
            let _ = tagger.set_adam(number, beta, 1e-8, chance.number(), chance.flag(), chance.flag());
        }
        1 => {
            let _ = tagger.set_sgd(number, chance.number(), chance.number(), chance.flag());
        }
        2..5 => {
            let [rows, targets, time, steps] = [chance.size(), chance.size(), chance.size(), chance.size()];
            if tagger.reserve(size, chance.size(), rows, targets, time, steps).is_ok() {
                let has = &mut *reserved;
                has.rows = has.rows.max(rows);
                has.targets = has.targets.max(targets);
                has.time = has.time.max(time);
                has.steps = has.steps.max(steps);
            }
            fill_queue(tagger, reserved, chance);
        }
        5 => tagger.seed(size as u32),
        6 => tagger.draw_weights(),
        7 => {
            let _ = tagger.draw_integers(chance.size() as u32, size);
        }
        8 => {
            let _ = tagger.draw_permutation(size);
        }
        9 => {
            tagger.save_generator();
            let len = if chance.flag() { tagger.generator_len() } else { 0 };
            chance.words(tagger.generator_ptr(), len, u32::MAX);
            tagger.load_generator();
        }
        10 => {
            let _ = tagger.export_state(size);
        }
        11 => {
            chance.floats(tagger.transfer_ptr(), tagger.num_parameters());
            let before = weights(tagger);
            chance.floats(tagger.transfer_ptr(), tagger.num_parameters());
            if tagger.import_state(size).is_err() {
                assert_eq!(before, weights(tagger));
            }
        }
        12 => tagger.set_step_count(number),
        13 => tagger.set_update(number, chance.number()),
        14..17 => {
            fill_queue(tagger, reserved, chance);
            let before = weights(tagger);
            if !matches!(tagger.train(1), Ok(1)) {
                assert_eq!(before, weights(tagger), "an update that was refused");
            }
            let _ = tagger.train(size);
        }
        17 => {
            let _ = if chance.flag() { tagger.evaluate(size) } else { tagger.classify(size) };
        }
        18 => {
            if let Ok(mut replica) = Replica::new(chance.below(4), chance.size()) {
                let len = replica.gradients_len(tagger);
                chance.floats(replica.gradients_ptr(tagger), len);
                if let Ok(received) = replica.received_ptr(tagger) {
                    chance.floats(received, len);
                }
                let _ = replica.add_received(tagger, chance.size(), chance.size());
                let _ = replica.train_share(tagger, chance.below(3)).and_then(|()| replica.update(tagger, size));
            }
        }
        20 => {
            if tagger.state_ptr(size).is_ok() {
                let _ = tagger.predict(chance.flag());
            }
        }
        21 => {
            let len = reserved.class_weights;
            chance.floats(tagger.class_weights_ptr(), len);
        }
        22 => {
            let len = if chance.flag() { tagger.carried_len() } else { size };
            if let Ok(at) = tagger.carry_from(len) {
                chance.floats(at, len);
            }
        }
        _ => {
            let _ = tagger.trace();
        }
    }
}

#[test]
fn the_arena_answers_whatever_it_is_called_with() {
    rounds("Eager", |chance| {
        let mut eager = Eager::default();
        for _ in 0..chance.below(24) {
            let (floats, words) = (chance.below(FLOATS), chance.below(60));
            if eager.reserve(floats, words).is_ok() {
                chance.floats(eager.floats_ptr(), floats);
                chance.words(eager.words_ptr(), words, 5);
            }
            let (rows, inputs, outputs) = (chance.size(), chance.size(), chance.size());
            let _ = eager.reserve(if rows > 1 << 60 { rows } else { 0 }, 0);
            let _ = call_eager(&mut eager, (rows, inputs, outputs), chance);
        }
    });
}

fn write_hyperparameters(eager: &mut Eager, chance: &mut Chance) {
    // SAFETY: as documented, five numbers lie there.
    for number in unsafe { core::slice::from_raw_parts_mut(eager.hyperparameters_ptr(), 5) } {
        *number = if chance.flag() { 0.5 } else { chance.number() };
    }
}

fn call_eager(
    eager: &mut Eager,
    (rows, inputs, outputs): (usize, usize, usize),
    chance: &mut Chance,
) -> Result<(), Error> {
    let [a, b, c] = [chance.flag(), chance.flag(), chance.flag()];
    let (number, other) = (chance.number(), chance.number());
    match chance.below(13) {
        0 => eager.linear(rows, inputs, outputs),
        1 => eager.linear_backward(rows, inputs, outputs, a),
        2 => eager.softmax(rows, inputs),
        3 => eager.cross_entropy(rows, inputs, a).map(|_| ()),
        4 => eager.cross_entropy_with(rows, inputs, a, (outputs as u32).cast_signed(), number as f32, b, c).map(|_| ()),
        5 => eager.normals(rows),
        6 => {
            assert_eq!(Eager::normal_pair(number, other).len(), 2);
            write_hyperparameters(eager, chance);
            eager.adam(rows, inputs, outputs, number, chance.below(4) as u32)
        }
        7 => {
            write_hyperparameters(eager, chance);
            eager.sgd(rows, inputs, outputs, number, a)
        }
        8 => {
            write_hyperparameters(eager, chance);
            eager.rmsprop(rows, inputs, outputs, a)
        }
        _ => call_recurrent(eager, (rows, inputs, outputs), chance),
    }
}

/// Sizes, a pass forward, and one back; what the first refuses, the others may not harm.
fn call_recurrent(
    eager: &mut Eager,
    (rows, inputs, hidden): (usize, usize, usize),
    chance: &mut Chance,
) -> Result<(), Error> {
    let projection = if chance.flag() { 0 } else { chance.size() };
    let layers = if chance.below(20) == 0 { chance.size() } else { 1 + chance.below(3) };
    let (cell, directions) = (chance.below(5) as u32, 1 + chance.below(2));
    let sizes = eager.recurrent(cell, inputs, hidden, projection, layers, directions, chance.below(4) as u32);
    let (batch, steps, flags) = (1 + chance.below(4), chance.below(5), chance.below(32) as u32);
    let rows = if chance.flag() { batch * steps } else { rows };
    let words = 60;
    if chance.flag() && eager.reserve(FLOATS, words).is_ok() {
        // As many sequences at each step: sizes that fit.
        chance.words(eager.words_ptr(), words, 1 + batch as u32);
        // SAFETY: this many were reserved.
        unsafe { core::slice::from_raw_parts_mut(eager.words_ptr(), steps) }.fill(batch as u32);
    }
    let forward = eager.recurrent_forward(rows, batch, steps, flags);
    let saved = eager.saved_len(rows).and_then(|_| eager.saved_ptr(rows, batch)).map(|_| ());
    let backward = eager.recurrent_backward(rows, batch, steps, flags);
    sizes.and(forward).and(saved).and(backward)
}
