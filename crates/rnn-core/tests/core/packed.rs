//! Sequences of different lengths in the order of packed rows: longest first, time-major, no padding.

/// How the sequences of a batch are packed; lengths fall.
#[derive(Clone, Debug)]
pub struct Packed {
    pub lengths: Vec<usize>,
    /// Sequences that still run at each step.
    pub sizes: Vec<u32>,
    starts: Vec<usize>,
}

impl Packed {
    pub fn new(mut lengths: Vec<usize>) -> Self {
        lengths.sort_unstable_by(|a, b| b.cmp(a));
        let running = |t: usize| lengths.iter().filter(|&&length| length > t).count();
        let sizes: Vec<u32> = (0..lengths[0]).map(|t| running(t) as u32).collect();
        let starts = sizes.iter().scan(0, |next, &size| Some(core::mem::replace(next, *next + size as usize)));
        Self { starts: starts.collect(), sizes, lengths }
    }

    /// All sequences of one length.
    pub fn even(steps: usize, batch: usize) -> Self {
        Self::new(vec![steps; batch])
    }

    pub fn batch(&self) -> usize {
        self.lengths.len()
    }

    pub fn rows(&self) -> usize {
        self.lengths.iter().sum()
    }

    /// The row of a sequence's step.
    pub fn row(&self, sequence: usize, t: usize) -> usize {
        self.starts[t] + sequence
    }

    /// One sequence's elements of a value a row.
    pub fn sequence<T: Copy>(&self, sequence: usize, rows: &[T]) -> Vec<T> {
        (0..self.lengths[sequence]).map(|t| rows[self.row(sequence, t)]).collect()
    }

    /// One sequence's rows, `width` values each.
    pub fn sequence_rows(&self, sequence: usize, rows: &[f32], width: usize) -> Vec<Vec<f64>> {
        let row = |t| crate::naive::widen(&rows[self.row(sequence, t) * width..][..width]);
        (0..self.lengths[sequence]).map(row).collect()
    }
}
