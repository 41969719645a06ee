//! Seeded numbers for tests of properties: the same ones natively and in wasm, in every run.

use rnn_core::random::Generator;

/// Sizes at which loops over vectors, tiles and blocks begin, end and leave remainders.
pub const EDGES: [usize; 8] = [0, 1, 3, 4, 5, 7, 8, 17];

/// A source of test cases.
pub struct Draws(Generator);

impl Draws {
    /// The cases of one seed.
    pub fn new(seed: u32) -> Self {
        Self(Generator::new(seed))
    }

    /// An integer, 0 ≤ n < `high`.
    pub fn below(&mut self, high: usize) -> usize {
        self.0.next_u32() as usize % high
    }

    /// One of the choices.
    pub fn one_of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }

    /// Evenly spread floats, −1 ≤ x < 1.
    pub fn floats(&mut self, count: usize) -> Vec<f32> {
        let mut floats = vec![0.0; count];
        self.0.fill_uniform(&mut floats, -1.0, 1.0);
        floats
    }

    /// Integers, 0 ≤ n < `high`.
    pub fn integers(&mut self, count: usize, high: usize) -> Vec<u32> {
        let mut integers = vec![0; count];
        self.0.fill_integers(&mut integers, high as u32);
        integers
    }
}
