//! From sorted bytes to the file.

use core::ptr::{null, null_mut};

use crate::kinds::{COUNT, Kind, LENGTH_BYTES, Recent};
use crate::walk::{Moving, walk};

struct Restoring {
    file: *mut u8,
    cursors: [*const u8; COUNT],
    recent: Recent,
}

/// Static, because constant addresses make the code a quarter smaller.
static mut RESTORING: Restoring = Restoring { file: null_mut(), cursors: [null(); COUNT], recent: Recent::new() };

/// # Safety
///
/// See [`crate::restore`].
pub unsafe fn restore(mut sorted: *const u8, mut index: usize, file: *mut u8) -> usize {
    let restoring = &raw mut RESTORING;
    // SAFETY: the module has one thread, and this is the only reference.
    let restoring = unsafe { &mut *restoring };
    restoring.file = file;
    loop {
        // SAFETY: as documented.
        let end = unsafe { restoring.open(sorted) };
        if index == 0 {
            let length = end as usize - sorted as usize - COUNT * LENGTH_BYTES;
            walk(restoring, length);
            return length;
        }
        sorted = end;
        index -= 1;
    }
}

impl Restoring {
    /// Sets the cursors to the first byte of each kind. Returns the end of the file's sorted bytes.
    ///
    /// # Safety
    ///
    /// See [`crate::restore`].
    unsafe fn open(&mut self, mut sorted: *const u8) -> *const u8 {
        let mut end = sorted.wrapping_add(COUNT * LENGTH_BYTES);
        for cursor in &mut self.cursors {
            *cursor = end;
            // SAFETY: the lengths precede the bytes.
            let length = unsafe { sorted.cast::<u32>().read_unaligned() };
            sorted = sorted.wrapping_add(LENGTH_BYTES);
            end = end.wrapping_add((length & 0xff_ffff) as usize);
        }
        end
    }
}

impl Moving for Restoring {
    #[inline(never)]
    fn byte(&mut self, kind: Kind) -> u8 {
        let cursor = &mut self.cursors[kind as usize];
        // SAFETY: there are as many bytes of this kind as the traversal takes.
        let stored = unsafe { **cursor };
        *cursor = cursor.wrapping_add(1);
        let byte = if kind.is_ranked() { self.recent.occur(stored) } else { stored };
        // SAFETY: there is space for the file.
        unsafe { *self.file = byte };
        self.file = self.file.wrapping_add(1);
        byte
    }

    fn opcode_after_number(&self) -> u8 {
        // SAFETY: a number is never the last of a function's body.
        unsafe { *self.cursors[Kind::Opcodes as usize] }
    }

    fn at(&self) -> usize {
        self.file as usize
    }

    fn recent(&mut self) -> &mut Recent {
        &mut self.recent
    }
}
