//! The allocator of the wasm build: free memory in a list, in the order of addresses.
//!
//! PERF: that of std is made for programs that allocate all the time, and is 3 KB of what a browser loads. Here a
//! few buffers are made with a model and grow with the largest batch; no update allocates.
//!
//! Who frees tells the size, so a block in use has no header; a free one holds its length and the next one's place.
#![allow(unsafe_code)]
// Blocks start at whole units.
#![allow(clippy::cast_ptr_alignment)]

use core::alloc::Layout;
use core::ptr::null_mut;

/// Blocks are multiples of this, and start at multiples of it: room for what a free one holds.
const UNIT: usize = 16;

/// What a free block begins with.
struct Free {
    len: usize,
    next: *mut Self,
}

/// Memory from `more`, which gives at least this many bytes, whole units, or none.
pub struct Heap<More> {
    first: *mut Free,
    more: More,
}

const fn units(len: usize) -> usize {
    len.next_multiple_of(UNIT)
}

impl<More: FnMut(usize) -> Option<(*mut u8, usize)>> Heap<More> {
    pub const fn new(more: More) -> Self {
        Self { first: null_mut(), more }
    }

    /// The first place that fits, or null.
    ///
    /// # Safety
    /// As `GlobalAlloc::alloc`.
    pub unsafe fn allocate(&mut self, layout: Layout) -> *mut u8 {
        let len = units(layout.size());
        // SAFETY: only this heap owns what `more` gives.
        unsafe {
            let taken = self.take_first(len, layout.align());
            if !taken.is_null() {
                return taken;
            }
            let spare = layout.align().saturating_sub(UNIT);
            let Some((at, more)) = len.checked_add(spare).and_then(&mut self.more) else { return null_mut() };
            self.give_back(at, more);
            self.take_first(len, layout.align())
        }
    }

    /// # Safety
    /// As `GlobalAlloc::dealloc`.
    pub unsafe fn free(&mut self, at: *mut u8, layout: Layout) {
        // SAFETY: the block was taken in this length.
        unsafe { self.give_back(at, units(layout.size())) }
    }

    /// Shrinks and grows where it is, if there is room behind it.
    ///
    /// # Safety
    /// As `GlobalAlloc::realloc`.
    pub unsafe fn resize(&mut self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        let (before, after) = (units(layout.size()), units(size));
        // SAFETY: the end of a block is within its memory; the new layout is as valid as the caller's size.
        unsafe {
            let end = at.add(before);
            if after < before {
                self.give_back(at.add(after), before - after);
            } else if after > before && !self.take_at(end, after - before) {
                let to = self.allocate(Layout::from_size_align_unchecked(size, layout.align()));
                if !to.is_null() {
                    at.copy_to_nonoverlapping(to, layout.size());
                    self.give_back(at, before);
                }
                return to;
            }
        }
        at
    }

    unsafe fn take_first(&mut self, len: usize, align: usize) -> *mut u8 {
        let mut link = &raw mut self.first;
        // SAFETY: links lead to free blocks, the last one to null.
        unsafe {
            while !(*link).is_null() {
                let at = (*link).cast::<u8>();
                let skipped = at.align_offset(align.max(UNIT));
                if (**link).len.checked_sub(len).is_some_and(|spare| spare >= skipped) {
                    let taken = at.add(skipped);
                    cut(link, taken, len);
                    return taken;
                }
                link = &raw mut (**link).next;
            }
        }
        null_mut()
    }

    /// Takes the free block that begins at `at`, or its first `len` bytes.
    unsafe fn take_at(&mut self, at: *mut u8, len: usize) -> bool {
        // SAFETY: a link that is not null leads to a free block.
        unsafe {
            let link = self.link_to(at);
            let fits = (*link).cast() == at && !(*link).is_null() && (**link).len >= len;
            if fits {
                cut(link, at, len);
            }
            fits
        }
    }

    unsafe fn give_back(&mut self, at: *mut u8, len: usize) {
        // SAFETY: the block is whole units and in no other's use; neighbours in the list are neighbours in memory.
        unsafe {
            let link = self.link_to(at);
            let block = at.cast::<Free>();
            block.write(Free { len, next: *link });
            *link = block;
            join_next(block);
            if link != &raw mut self.first {
                // The link is the last thing of the block before.
                join_next(link.byte_sub(core::mem::offset_of!(Free, next)).cast());
            }
        }
    }

    /// The link to the first free block at or after a place.
    unsafe fn link_to(&mut self, at: *mut u8) -> *mut *mut Free {
        let mut link = &raw mut self.first;
        // SAFETY: links lead to free blocks, the last one to null.
        unsafe {
            while !(*link).is_null() && (*link).cast() < at {
                link = &raw mut (**link).next;
            }
        }
        link
    }
}

/// Takes `len` bytes from `taken` on out of a free block; what is before and behind stays free.
unsafe fn cut(link: *mut *mut Free, taken: *mut u8, len: usize) {
    // SAFETY: the caller has seen that they lie in the block; both rests are whole units.
    unsafe {
        let block = *link;
        let before = taken.offset_from_unsigned(block.cast());
        let behind = (*block).len - before - len;
        let mut next = (*block).next;
        if behind > 0 {
            let rest = taken.add(len).cast::<Free>();
            rest.write(Free { len: behind, next });
            next = rest;
        }
        if before > 0 {
            block.write(Free { len: before, next });
        } else {
            *link = next;
        }
    }
}

/// Makes one block of two that touch.
unsafe fn join_next(block: *mut Free) {
    // SAFETY: the block is free, and so is the next one if there is one.
    unsafe {
        let next = (*block).next;
        if block.byte_add((*block).len) == next {
            (*block).len += (*next).len;
            (*block).next = (*next).next;
        }
    }
}

#[cfg(target_arch = "wasm32")]
mod global {
    use core::alloc::{GlobalAlloc, Layout};
    use core::arch::wasm32::memory_grow;
    use core::cell::UnsafeCell;

    use super::Heap;

    const PAGE: usize = 65536;

    type Pages = Heap<fn(usize) -> Option<(*mut u8, usize)>>;
    struct Global(UnsafeCell<Pages>);

    #[cfg(target_feature = "atomics")]
    compile_error!("this allocator is for one thread");
    // SAFETY: there is one thread.
    unsafe impl Sync for Global {}

    #[global_allocator]
    static HEAP: Global = Global(UnsafeCell::new(Heap::new(pages)));

    /// Memory that was not there before. The last page of the address space is left out: its end is no address.
    fn pages(len: usize) -> Option<(*mut u8, usize)> {
        let count = len.div_ceil(PAGE);
        let start = memory_grow::<0>(count).checked_mul(PAGE)?;
        start.checked_add(count * PAGE)?;
        Some((start as *mut u8, count * PAGE))
    }

    // SAFETY: blocks are disjoint and aligned as asked for; nothing here panics or allocates, so no call meets another.
    unsafe impl GlobalAlloc for Global {
        unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
            // SAFETY: the only reference, see above; the contract is the caller's.
            unsafe { (*self.0.get()).allocate(layout) }
        }

        unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
            // SAFETY: as above.
            unsafe { (*self.0.get()).free(at, layout) }
        }

        unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
            // SAFETY: as above.
            unsafe { (*self.0.get()).resize(at, layout, size) }
        }
    }
}

#[cfg(test)]
mod tests;
