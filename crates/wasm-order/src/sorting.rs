//! From the file to sorted bytes.

use crate::kinds::{COUNT, Kind, LENGTH_BYTES, Recent};
use crate::walk::{Moving, walk};

struct Sorting {
    file: *const u8,
    /// The bytes of each kind, in space for the whole file.
    kinds: [*mut u8; COUNT],
    lengths: [usize; COUNT],
    recent: Recent,
}

/// # Safety
///
/// See [`crate::sort`].
pub unsafe fn sort(file: *const u8, length: usize, sorted: *mut u8) -> usize {
    let first = sorted.wrapping_add(COUNT * LENGTH_BYTES);
    let kinds = core::array::from_fn(|kind| first.wrapping_add((kind + 1) * length));
    let mut sorting = Sorting { file, kinds, lengths: [0; COUNT], recent: Recent::new() };
    walk(&mut sorting, length);
    let mut end = first;
    for (kind, (bytes, length)) in sorting.kinds.into_iter().zip(sorting.lengths).enumerate() {
        // SAFETY: the bytes lie behind the sorted ones.
        unsafe {
            let header = sorted.add(kind * LENGTH_BYTES);
            length.to_le_bytes()[..LENGTH_BYTES].iter().enumerate().for_each(|(i, &byte)| *header.add(i) = byte);
            end.copy_from(bytes, length);
        }
        end = end.wrapping_add(length);
    }
    (end as usize) - (sorted as usize)
}

impl Moving for Sorting {
    fn byte(&mut self, kind: Kind) -> u8 {
        // SAFETY: the traversal ends with the file.
        let byte = unsafe { *self.file };
        self.file = self.file.wrapping_add(1);
        let mut stored = byte;
        if kind.is_ranked() {
            stored = self.recent.rank_of(byte);
            self.recent.occur(stored);
        }
        let length = &mut self.lengths[kind as usize];
        // SAFETY: there is space for as many bytes as the file has.
        unsafe { *self.kinds[kind as usize].add(*length) = stored };
        *length += 1;
        byte
    }

    fn opcode_after_number(&self) -> u8 {
        let mut last = self.file;
        // SAFETY: a number is followed by an opcode.
        unsafe {
            while *last > 127 {
                last = last.add(1);
            }
            *last.add(1)
        }
    }

    fn at(&self) -> usize {
        self.file as usize
    }

    fn recent(&mut self) -> &mut Recent {
        &mut self.recent
    }
}
