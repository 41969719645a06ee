//! A batch dealt out to replicas: models with the same weights that train together, each on its share.
//!
//! Sequences are dealt like cards. They come longest first, so shares have about as many symbols; and the sequences of a
//! share come longest first again, so a share is packed as the whole was.

use super::{Batch, Stream};
use crate::error::Error;
use crate::packing::Packing;
use crate::simd::{floats_of, words_of};

/// Which share: of `of` replicas, number `index` has the sequences index, index + of, index + 2·of, …
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deal {
    /// Less than `of`.
    pub index: usize,
    /// At least 1.
    pub of: usize,
}

impl Deal {
    /// All of a batch.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// Whether a sequence of the batch is in the share.
    pub fn has(self, sequence: usize) -> bool {
        sequence % self.of == self.index
    }
}

/// Room for a share: inputs, targets, sizes of its steps.
#[derive(Default)]
pub(super) struct Share(Vec<u32>);

/// Elements of the streams of a batch.
#[derive(Clone, Copy)]
pub(super) struct Widths {
    /// Of the inputs at each row.
    pub inputs: usize,
    /// Of the targets at each row.
    pub targets: usize,
}

impl Share {
    /// The share as a batch of its own; `None` where the batch has too few sequences for it.
    pub(super) fn deal(&mut self, whole: Batch, widths: Widths, deal: Deal) -> Result<Option<Batch<'_>>, Error> {
        let Packing { sizes, rows } = whole.packing;
        let Widths { inputs: input_width, targets: target_width } = widths;
        let len = (input_width + target_width) * rows + sizes.len();
        self.0.clear();
        self.0.try_reserve(len).map_err(|_| Error::OutOfMemory)?;
        self.0.resize(len, 0);
        let (inputs, rest) = self.0.split_at_mut(input_width * rows);
        let (targets, steps) = rest.split_at_mut(target_width * rows);
        let (mut first, mut dealt, mut running) = (0, 0, 0);
        for (step, &size) in steps.iter_mut().zip(sizes) {
            let end = first + size as usize;
            for row in (first.saturating_add(deal.index)..end).step_by(deal.of) {
                whole.inputs.copy(row, input_width, &mut inputs[dealt * input_width..]);
                whole.targets.copy(row, target_width, &mut targets[dealt * target_width..]);
                dealt += 1;
                *step += 1;
            }
            running += usize::from(*step > 0);
            first = end;
        }
        let packing = Packing::new(&steps[..running]);
        Ok(packing.map(|packing| Batch {
            inputs: whole.inputs.like(&inputs[..dealt * input_width]),
            targets: whole.targets.like(&targets[..dealt * target_width]),
            packing,
        }))
    }
}

impl Stream<'_> {
    /// Copies the elements of place `at`, `width` of them.
    fn copy(self, at: usize, width: usize, to: &mut [u32]) {
        let bits = match self {
            Self::Words(words) => words,
            Self::Floats(floats) => words_of(floats),
        };
        to[..width].copy_from_slice(&bits[at * width..][..width]);
    }

    /// Bits as a stream of the same kind.
    fn like(self, bits: &[u32]) -> Stream<'_> {
        match self {
            Self::Words(_) => Stream::Words(bits),
            Self::Floats(_) => Stream::Floats(floats_of(bits)),
        }
    }
}
