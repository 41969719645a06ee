//! Packed sequences: rows of a batch without padding, as PyTorch's `PackedSequence` has them.
//!
//! Sequences are sorted by length, longest first, and time comes before sequence: row `start(t) + b` is step t of
//! sequence b. The sequences that still run at a step are its first ones, so the rows of a step lie side by side.

/// How the rows of a batch are packed: `sizes[t]` sequences still run at step t, never more than at t − 1.
#[derive(Clone, Copy)]
pub struct Packing<'a> {
    /// Sequences at each step.
    pub sizes: &'a [u32],
    /// Their sum, N.
    pub rows: usize,
}

/// The rows of one step, and where the step before it (in the direction's own order) lies.
#[derive(Clone, Copy)]
pub struct Step {
    /// First row.
    pub start: usize,
    /// Rows.
    pub count: usize,
    /// First row of the step before.
    pub before: usize,
    /// Rows that have one before them; the others begin here, from the initial state.
    pub carried: usize,
}

impl Step {
    /// Cuts rows that lie `stride` floats apart: those of the step before, and those from this step's first one on.
    #[inline(always)]
    pub fn split(self, rows: &mut [f32], stride: usize, reverse: bool) -> (&[f32], &mut [f32]) {
        if reverse {
            let end = self.start + self.count;
            let (low, high) = rows.split_at_mut(end * stride);
            (&high[self.before.saturating_sub(end) * stride..], &mut low[self.start * stride..])
        } else {
            let (low, high) = rows.split_at_mut(self.start * stride);
            (&low[self.before * stride..], high)
        }
    }
}

impl<'a> Packing<'a> {
    /// `None` when the sizes grow, are empty or hold a zero, or when their sum is no number of rows.
    pub fn new(sizes: &'a [u32]) -> Option<Self> {
        let falls = sizes.windows(2).all(|pair| pair[1] <= pair[0]);
        let rows = sizes.iter().try_fold(0_usize, |rows, &size| rows.checked_add(size as usize))?;
        (falls && *sizes.last()? > 0).then_some(Self { sizes, rows })
    }

    /// Sequences of the batch, B.
    pub fn batch(&self) -> usize {
        self.sizes.first().map_or(0, |&size| size as usize)
    }

    /// Each sequence and the row of its last step in a direction's own order.
    pub fn last_rows(self, reverse: bool) -> impl Iterator<Item = (usize, usize)> + 'a {
        let last = if reverse { 1 } else { self.sizes.len() };
        self.steps(false).take(last).enumerate().flat_map(move |(t, step)| {
            let next = if reverse { None } else { self.sizes.get(t + 1) };
            let going_on = next.map_or(0, |&size| size as usize);
            (going_on..step.count).map(move |b| (b, step.start + b))
        })
    }

    /// The steps from the first to the last, or from the last to the first for the reverse direction. The backward pass
    /// takes the same steps from their end.
    pub fn steps(self, reverse: bool) -> Steps<'a> {
        Steps { packing: self, reverse, from: (0, 0), to: (self.sizes.len(), self.rows) }
    }
}

/// The steps of a direction that are left, from both ends.
#[derive(Clone)]
pub struct Steps<'a> {
    packing: Packing<'a>,
    reverse: bool,
    /// The first time that is left, and its first row.
    from: (usize, usize),
    /// The time after the last one that is left, and the row after its last.
    to: (usize, usize),
}

impl Steps<'_> {
    fn size(&self, time: usize) -> usize {
        self.packing.sizes.get(time).map_or(0, |&size| size as usize)
    }

    /// The step at `time`, whose rows begin at `start`.
    #[inline(always)]
    fn step(&self, time: usize, start: usize) -> Step {
        let count = self.size(time);
        let neighbour =
            if self.reverse { self.size(time + 1) } else { time.checked_sub(1).map_or(0, |t| self.size(t)) };
        let before = if self.reverse { start + count } else { start - neighbour };
        Step { start, count, before, carried: neighbour.min(count) }
    }

    #[inline(always)]
    fn earliest(&mut self) -> Option<Step> {
        let (time, start) = self.from;
        (time < self.to.0).then(|| {
            let step = self.step(time, start);
            self.from = (time + 1, start + step.count);
            step
        })
    }

    #[inline(always)]
    fn latest(&mut self) -> Option<Step> {
        let (end, row) = self.to;
        (self.from.0 < end).then(|| {
            let step = self.step(end - 1, row - self.size(end - 1));
            self.to = (end - 1, step.start);
            step
        })
    }
}

impl Iterator for Steps<'_> {
    type Item = Step;

    #[inline(always)]
    fn next(&mut self) -> Option<Step> {
        if self.reverse { self.latest() } else { self.earliest() }
    }
}

impl DoubleEndedIterator for Steps<'_> {
    #[inline(always)]
    fn next_back(&mut self) -> Option<Step> {
        if self.reverse { self.earliest() } else { self.latest() }
    }
}
