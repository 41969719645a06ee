//! A batch dealt out to replicas: taggers with the same weights that train together, each on its share.
//!
//! Sequences are dealt like cards. They come longest first, so shares have about as many symbols; and the sequences of a
//! share come longest first again, so a share is packed as the whole was.

use super::Batch;
use crate::error::Error;
use crate::lstm::Packing;

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

    /// How many of a step's sequences are in the share.
    fn size(self, whole: u32) -> u32 {
        whole.saturating_sub(self.index as u32).div_ceil(self.of as u32)
    }
}

/// Room for a share.
#[derive(Default)]
pub(super) struct Share {
    tokens: Vec<u32>,
    targets: Vec<u32>,
    sizes: Vec<u32>,
}

impl Share {
    /// The share as a batch of its own; `None` where the batch has too few sequences for it.
    pub(super) fn deal(&mut self, whole: Batch, deal: Deal) -> Result<Option<Batch<'_>>, Error> {
        let Packing { sizes, rows } = whole.packing;
        for (list, len) in [(&mut self.tokens, rows), (&mut self.targets, rows), (&mut self.sizes, sizes.len())] {
            list.clear();
            list.try_reserve(len).map_err(|_| Error::OutOfMemory)?;
        }
        self.sizes.extend(sizes.iter().map(|&size| deal.size(size)).take_while(|&size| size > 0));
        let mut start = 0;
        for &size in sizes {
            let end = start + size as usize;
            for row in (start + deal.index..end).step_by(deal.of) {
                self.tokens.push(whole.tokens[row]);
                self.targets.push(whole.targets[row]);
            }
            start = end;
        }
        let packing = Packing::new(&self.sizes);
        Ok(packing.map(|packing| Batch { tokens: &self.tokens, targets: &self.targets, packing }))
    }
}
