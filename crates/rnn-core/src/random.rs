//! PyTorch's CPU generator and the draws that are made from it: mt19937 (Matsumoto & Nishimura 1998).
//!
//! After the same seed the same calls give PyTorch's numbers: integers, permutations and uniforms bit by bit, normals of
//! fewer than 16 values too, of more within 3e-7 (PyTorch takes its logarithms and sines from vector libraries).
//! There is no randomness of its own here, and no clock: a seed is the only source.

use core::f32;
use core::f64::consts::TAU;

/// Words of the twister's state.
const N: usize = 624;
const M: usize = 397;
/// Values that one Box-Muller step of a large normal draw makes.
const NORMAL_BLOCK: usize = 16;

/// Words of a [`Generator::snapshot`]: the state, the place in it, and the kept normal: whether, low half, high half.
pub const SNAPSHOT_WORDS: usize = N + 4;

/// `torch.Generator` on the CPU.
pub struct Generator {
    state: [u32; N],
    /// Words of the state that have been given out.
    next: usize,
    /// The second of the latest pair of normals, where only the first was asked for.
    kept_normal: Option<f64>,
}

impl Generator {
    /// A generator after `manual_seed(seed)`.
    pub fn new(seed: u32) -> Self {
        let mut generator = Self { state: [0; N], next: N, kept_normal: None };
        generator.manual_seed(seed);
        generator
    }

    /// `torch.manual_seed`, for the low 32 bits of its argument, which are all that PyTorch uses.
    pub fn manual_seed(&mut self, seed: u32) {
        self.state[0] = seed;
        for i in 1..N {
            let before = self.state[i - 1];
            self.state[i] = 1_812_433_253_u32.wrapping_mul(before ^ (before >> 30)).wrapping_add(i as u32);
        }
        self.next = N;
        self.kept_normal = None;
    }

    /// Makes the next 624 words.
    fn twist(&mut self) {
        for i in 0..N {
            let mixed = (self.state[i] & 0x8000_0000) | (self.state[(i + 1) % N] & 0x7fff_ffff);
            let matrix = if mixed & 1 == 1 { 0x9908_b0df } else { 0 };
            self.state[i] = self.state[(i + M) % N] ^ (mixed >> 1) ^ matrix;
        }
        self.next = 0;
    }

    /// The next 32 random bits.
    #[inline(never)]
    pub fn next_u32(&mut self) -> u32 {
        self.draw()
    }

    #[inline(always)]
    fn draw(&mut self) -> u32 {
        if self.next >= N {
            self.twist();
        }
        let mut y = self.state[self.next];
        self.next += 1;
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c_5680;
        y ^= (y << 15) & 0xefc6_0000;
        y ^ (y >> 18)
    }

    /// Passes over as many calls of [`Generator::next_u32`].
    pub fn skip(&mut self, mut count: usize) {
        while count > 0 {
            if self.next >= N {
                self.twist();
            }
            let passed = count.min(N - self.next);
            self.next += passed;
            count -= passed;
        }
    }

    /// A float of 24 random bits, 0 ≤ u < 1.
    pub fn uniform(&mut self) -> f32 {
        (self.next_u32() & 0x00ff_ffff) as f32 * (1.0 / 16_777_216.0)
    }

    /// A double of 53 random bits, 0 ≤ u < 1.
    #[inline(never)]
    pub fn uniform_f64(&mut self) -> f64 {
        let (high, low) = (u64::from(self.next_u32()), u64::from(self.next_u32()));
        let bits = (high << 32 | low) & ((1 << 53) - 1);
        bits as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// `uniform_(low, high)`; `torch.rand` for 0 and 1.
    pub fn fill_uniform(&mut self, to: &mut [f32], low: f32, high: f32) {
        for x in to {
            // Rounded once, as PyTorch does on every processor with AVX2; here, where speed is no matter, in software.
            *x = self.uniform().mul_add(high - low, low);
        }
    }

    /// `torch.randint(0, high, …)`, `high` ≥ 1.
    pub fn fill_integers(&mut self, to: &mut [u32], high: u32) {
        for x in to {
            *x = self.draw() % high.max(1);
        }
    }

    /// `torch.randperm(to.len())`.
    pub fn fill_permutation(&mut self, to: &mut [u32]) {
        for (x, i) in to.iter_mut().zip(0..) {
            *x = i;
        }
        for i in 0..to.len().saturating_sub(1) {
            let other = i + self.next_u32() as usize % (to.len() - i);
            to.swap(i, other);
        }
    }

    /// `torch.randn(to.len())`.
    pub fn fill_normal(&mut self, to: &mut [f32]) {
        if to.len() < NORMAL_BLOCK {
            return to.iter_mut().for_each(|x| *x = self.normal() as f32);
        }
        self.fill_uniform(to, 0.0, 1.0);
        let (blocks, rest) = to.as_chunks_mut();
        blocks.iter_mut().for_each(normal_block);
        if !rest.is_empty()
            && let Some(last) = to.last_chunk_mut()
        {
            self.fill_uniform(last, 0.0, 1.0);
            normal_block(last);
        }
    }

    /// One normal number; every second one was made together with the one before.
    fn normal(&mut self) -> f64 {
        if let Some(kept) = self.kept_normal.take() {
            return kept;
        }
        let (u1, u2) = (self.uniform_f64(), self.uniform_f64());
        let (first, second) = normal_pair(u1, u2);
        self.kept_normal = Some(second);
        first
    }

    /// Copies all that the next draws depend on, [`SNAPSHOT_WORDS`] words.
    pub fn snapshot(&self, to: &mut [u32]) {
        let kept = self.kept_normal.unwrap_or_default().to_bits();
        let rest = [self.next as u32, u32::from(self.kept_normal.is_some()), kept as u32, (kept >> 32) as u32];
        to[..N].copy_from_slice(&self.state);
        to[N..SNAPSHOT_WORDS].copy_from_slice(&rest);
    }

    /// Goes on from a snapshot.
    pub fn restore(&mut self, from: &[u32]) {
        self.state.copy_from_slice(&from[..N]);
        self.next = from[N] as usize;
        let kept = f64::from_bits(u64::from(from[N + 3]) << 32 | u64::from(from[N + 2]));
        self.kept_normal = (from[N + 1] != 0).then_some(kept);
    }
}

/// Two normal numbers from two uniform ones, in f64: how `torch.randn` makes fewer than 16.
pub fn normal_pair(u1: f64, u2: f64) -> (f64, f64) {
    // 1 − u2 is exact, so this is ln(1 + (−u2)) to the last bit.
    let radius = (-2.0 * (1.0 - u2).ln()).sqrt();
    let (sin, cos) = sin_cos_of_turns(u1);
    (radius * cos, radius * sin)
}

/// Sixteen normal numbers from sixteen uniform ones, in place: how `torch.randn` makes more than 15.
pub fn normal_block(block: &mut [f32; NORMAL_BLOCK]) {
    let (first, second) = block.split_at_mut(NORMAL_BLOCK / 2);
    for (a, b) in first.iter_mut().zip(second) {
        let radius = (-2.0 * f64::from(1.0 - *a).ln()).sqrt();
        // PyTorch rounds the angle to f32.
        let (sin, cos) = sin_cos_of_turns(f64::from(f32::consts::TAU * *b) / TAU);
        (*a, *b) = ((radius * cos) as f32, (radius * sin) as f32);
    }
}

/// Sine and cosine of 2π·u for 0 ≤ u ≤ 1, to the last bits of f64.
///
/// PERF: std's reduce angles of any size, which is 8 KB of code and tables.
fn sin_cos_of_turns(u: f64) -> (f64, f64) {
    let quarters = (4.0 * u).round_ties_even();
    let x = (u - quarters / 4.0) * TAU;
    let (sin, cos) = (x * alternating(x * x, 1.0), alternating(x * x, 0.0));
    match quarters as u32 % 4 {
        0 => (sin, cos),
        1 => (cos, -sin),
        2 => (-sin, -cos),
        _ => (-cos, sin),
    }
}

/// 1 − t/(1·2) + t²/(1·2·3·4) − …, or with the odd factors one larger: the series of cos x, and of sin x / x, in t = x².
fn alternating(t: f64, odd: f64) -> f64 {
    let factors = (1..=8).rev().map(|k| 2.0 * f64::from(k) + odd);
    factors.fold(1.0, |sum, factor| 1.0 - t / (factor * (factor - 1.0)) * sum)
}

#[cfg(test)]
mod tests {
    use super::*;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn sine_and_cosine_are_right_all_around() {
        for i in 0..=100_000 {
            let u = f64::from(i) / 100_000.0;
            let (sin, cos) = sin_cos_of_turns(u);
            let x = u * TAU;
            assert!((sin - x.sin()).abs() < 1e-15 && (cos - x.cos()).abs() < 1e-15, "{u}: {sin}, {cos}");
        }
        assert_eq!(sin_cos_of_turns(0.0), (0.0, 1.0));
        assert_eq!(sin_cos_of_turns(0.25), (1.0, 0.0));
    }
}
