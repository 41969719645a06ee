//! A batch dealt out to replicas: models with the same weights that train together, each on its share.
//!
//! Sequences are dealt like cards. They come longest first, so shares have about as many symbols; and the sequences of a
//! share come longest first again, so a share is packed as the whole was.

use super::Batch;
use crate::error::Error;
use crate::packing::Packing;

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
    /// Of each target.
    pub targets: usize,
    /// Whether there is a target for each row; else for each sequence.
    pub at_rows: bool,
}

impl Share {
    /// The share as a batch of its own; `None` where the batch has too few sequences for it.
    pub(super) fn deal(&mut self, whole: Batch, widths: Widths, deal: Deal) -> Result<Option<Batch<'_>>, Error> {
        let Packing { sizes, rows } = whole.packing;
        let Widths { inputs: input_width, targets: target_width, at_rows } = widths;
        let all_targets = if at_rows { rows } else { whole.packing.batch() };
        let len = input_width * rows + target_width * all_targets + sizes.len();
        self.0.clear();
        self.0.try_reserve(len).map_err(|_| Error::OutOfMemory)?;
        self.0.resize(len, 0);
        let (inputs, rest) = self.0.split_at_mut(input_width * rows);
        let (targets, steps) = rest.split_at_mut(target_width * all_targets);
        let (mut first, mut dealt, mut targeted, mut running) = (0, 0, 0, 0);
        for (step, &size) in steps.iter_mut().zip(sizes) {
            let end = first + size as usize;
            for row in (first.saturating_add(deal.index)..end).step_by(deal.of) {
                whole.inputs.copy(row, input_width, &mut inputs[dealt * input_width..]);
                // The rows of the first step come first, one for each sequence.
                if at_rows || first == 0 {
                    whole.targets.copy(row, target_width, &mut targets[targeted * target_width..]);
                    targeted += 1;
                }
                dealt += 1;
                *step += 1;
            }
            running += usize::from(*step > 0);
            first = end;
        }
        let packing = Packing::new(&steps[..running]);
        Ok(packing.map(|packing| Batch {
            inputs: whole.inputs.like(&inputs[..dealt * input_width]),
            targets: whole.targets.like(&targets[..targeted * target_width]),
            packing,
        }))
    }
}
