//! Batches on their way in: many at a time, packed, one after another.

use crate::error::Error;
use crate::model::{Batch, Stream};
use crate::packing::Packing;

/// Batches on their way in.
#[derive(Default)]
pub(super) struct Queue {
    /// What the model reads, words or the bits of floats.
    pub(super) inputs: Vec<u32>,
    /// What it shall answer, words or the bits of floats.
    pub(super) targets: Vec<u32>,
    /// Sequences at each step, batch after batch.
    pub(super) sizes: Vec<u32>,
    /// Steps of each batch.
    pub(super) times: Vec<u32>,
    pub(super) lr: Vec<f64>,
    pub(super) input: StreamKind,
    pub(super) target: StreamKind,
    /// Whether there is a target for each row; else for each sequence.
    pub(super) at_rows: bool,
    /// Largest batch that the workspace holds.
    pub(super) max_rows: usize,
    pub(super) max_batch: usize,
}

/// Elements of a stream.
#[derive(Clone, Copy, Default)]
pub(super) struct StreamKind {
    pub(super) width: usize,
    pub(super) floats: bool,
}

impl StreamKind {
    /// The elements from one place to another.
    fn cut(self, bits: &[u32], from: usize, to: usize) -> Result<Stream<'_>, Error> {
        let bits = bits.get(from * self.width..to * self.width).ok_or(Error::Shape)?;
        Ok(Stream::of_bits(bits, self.floats))
    }
}

/// Where a batch begins in the queue.
#[derive(Clone, Copy, Default)]
pub(super) struct Place {
    row: usize,
    /// The first target, and the first answer.
    pub(super) target: usize,
    size: usize,
}

impl Queue {
    /// The batch at `index`, which begins at `place`, and where the next one begins.
    pub(super) fn batch(&self, index: usize, place: Place) -> Result<(Batch<'_>, Place), Error> {
        let steps = *self.times.get(index).ok_or(Error::Shape)? as usize;
        let sizes = self.sizes.get(place.size..place.size.saturating_add(steps)).ok_or(Error::Shape)?;
        let packing = Packing::new(sizes).ok_or(Error::Shape)?;
        let targets = if self.at_rows { packing.rows } else { packing.batch() };
        let next = Place { row: place.row + packing.rows, target: place.target + targets, size: place.size + steps };
        if packing.rows > self.max_rows || packing.batch() > self.max_batch {
            return Err(Error::Shape);
        }
        let inputs = self.input.cut(&self.inputs, place.row, next.row)?;
        let targets = self.target.cut(&self.targets, place.target, next.target)?;
        Ok((Batch { inputs, targets, packing }, next))
    }
}
