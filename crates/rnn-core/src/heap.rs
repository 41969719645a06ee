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

/// Memory from `more`, which gives at least so many bytes, whole units, or none.
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
        // SAFETY: what `more` gives is nobody else's.
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
mod tests {
    use super::*;
    use crate::random::Generator;
    #[cfg(target_arch = "wasm32")]
    use wasm_bindgen_test::wasm_bindgen_test as test;

    /// Memory given out in pieces of 4 KB, one after another.
    fn heap_of(memory: &mut [u128]) -> Heap<impl FnMut(usize) -> Option<(*mut u8, usize)>> {
        let (start, len) = (memory.as_mut_ptr().cast::<u8>(), size_of_val(memory));
        let mut given = 0;
        Heap::new(move |wanted: usize| {
            let more = wanted.next_multiple_of(4096);
            given += more;
            // SAFETY: within the memory.
            (given <= len).then(|| (unsafe { start.add(given - more) }, more))
        })
    }

    /// A block and the byte that fills it.
    struct Block {
        at: *mut u8,
        layout: Layout,
        byte: u8,
    }

    impl Block {
        fn bytes(&mut self, len: usize) -> &mut [u8] {
            // SAFETY: the block is in use and this long.
            unsafe { core::slice::from_raw_parts_mut(self.at, len) }
        }

        fn check(&mut self) {
            let byte = self.byte;
            assert!(self.at.align_offset(self.layout.align()) == 0);
            assert!(self.bytes(self.layout.size()).iter().all(|&found| found == byte), "another block lies here too");
        }
    }

    fn free_bytes<More>(heap: &Heap<More>) -> Vec<usize> {
        let mut found = Vec::new();
        let mut block = heap.first;
        while !block.is_null() {
            // SAFETY: a block of the list.
            unsafe {
                found.push((*block).len);
                block = (*block).next;
            }
        }
        found
    }

    #[test]
    fn blocks_keep_their_bytes_and_leave_one_piece() {
        let mut memory = vec![0_u128; 4096];
        let mut heap = heap_of(&mut memory);
        let mut generator = Generator::new(0);
        let mut draw = |below: u32| (generator.next_u32() % below) as usize;
        let mut blocks: Vec<Block> = Vec::new();
        let mut refused = 0;
        let rounds = if cfg!(miri) { 150 } else { 20_000 };
        for round in 0..rounds {
            let most = if draw(8) == 0 { 20_000 } else { 300 };
            let size = 1 + draw(most);
            match draw(3) {
                0 if !blocks.is_empty() => {
                    let mut block = blocks.swap_remove(draw(blocks.len() as u32));
                    block.check();
                    // SAFETY: allocated above, and gone from the list.
                    unsafe { heap.free(block.at, block.layout) };
                }
                1 if !blocks.is_empty() => {
                    let index = draw(blocks.len() as u32);
                    let block = &mut blocks[index];
                    block.check();
                    // SAFETY: as above; the block's place is replaced by the new one.
                    let at = unsafe { heap.resize(block.at, block.layout, size) };
                    if at.is_null() {
                        refused += 1;
                        continue;
                    }
                    let kept = size.min(block.layout.size());
                    block.at = at;
                    block.layout = Layout::from_size_align(size, block.layout.align()).unwrap();
                    let byte = block.byte;
                    assert!(block.bytes(kept).iter().all(|&found| found == byte), "lost on the way");
                    block.bytes(size).fill(byte);
                }
                _ => {
                    let layout = Layout::from_size_align(size, 1 << draw(8)).unwrap();
                    // SAFETY: the size is not 0.
                    let at = unsafe { heap.allocate(layout) };
                    if at.is_null() {
                        refused += 1;
                        continue;
                    }
                    let mut block = Block { at, layout, byte: round as u8 };
                    block.bytes(size).fill(round as u8);
                    blocks.push(block);
                }
            }
        }
        assert!(cfg!(miri) || refused > 0, "it was never full");
        for mut block in blocks {
            block.check();
            // SAFETY: each is freed once.
            unsafe { heap.free(block.at, block.layout) };
        }
        assert_eq!(free_bytes(&heap).len(), 1, "the pieces were joined");
    }

    /// Memory with holes between its pieces, as where others let it grow too: blocks never reach across one.
    #[test]
    fn pieces_with_holes_between_them_stay_apart() {
        const PIECE: usize = 1024;
        let mut memory = vec![0_u128; 4096];
        let (start, len) = (memory.as_mut_ptr().cast::<u8>(), size_of_val(&*memory));
        let mut next = 0;
        let mut heap = Heap::new(|wanted: usize| {
            let more = wanted.next_multiple_of(PIECE);
            let at = next;
            // A hole of one unit after every piece.
            next += more + UNIT;
            // SAFETY: within the memory.
            (at + more <= len).then(|| (unsafe { start.add(at) }, more))
        });
        let layout = |size| Layout::from_size_align(size, 16).unwrap();
        // SAFETY: sizes are not 0, each block is resized and freed as it was allocated.
        unsafe {
            let blocks: [*mut u8; 4] = core::array::from_fn(|_| heap.allocate(layout(PIECE)));
            assert!(blocks.windows(2).all(|pair| pair[1] == pair[0].add(PIECE + UNIT)), "a piece each");
            // The second in the middle cannot grow into the hole behind it.
            heap.free(blocks[2], layout(PIECE));
            let moved = heap.resize(blocks[1], layout(PIECE), PIECE + UNIT);
            assert!(moved > blocks[3], "it moved into a piece of its own");
            heap.free(blocks[0], layout(PIECE));
            // Freed in any order, pieces that do not touch are not joined.
            assert_eq!(free_bytes(&heap)[..3], [PIECE; 3]);
            // Each is used again, the first that fits first.
            assert_eq!(heap.allocate(layout(PIECE)), blocks[0]);
            assert_eq!(heap.allocate(layout(PIECE / 2)), blocks[1]);
            assert_eq!(heap.allocate(layout(PIECE)), blocks[2]);
            for (at, size) in [(blocks[0], PIECE), (blocks[1], PIECE / 2), (blocks[2], PIECE), (blocks[3], PIECE)] {
                heap.free(at, layout(size));
            }
            heap.free(moved, layout(PIECE + UNIT));
        }
        assert_eq!(free_bytes(&heap), [PIECE, PIECE, PIECE, PIECE, 2 * PIECE]);
    }

    #[test]
    fn a_size_that_wraps_around_is_refused() {
        let mut memory = vec![0_u128; 64];
        let mut heap = heap_of(&mut memory);
        let largest = Layout::from_size_align(isize::MAX as usize - 4095, 4096).unwrap();
        // SAFETY: the size is not 0.
        assert!(unsafe { heap.allocate(largest) }.is_null());
    }

    #[test]
    fn grows_and_shrinks_in_place() {
        let mut memory = vec![0_u128; 1024];
        let mut heap = heap_of(&mut memory);
        let layout = |size| Layout::from_size_align(size, 64).unwrap();
        // SAFETY: sizes are not 0, each block is resized and freed as it was allocated.
        unsafe {
            let at = heap.allocate(layout(100));
            assert_eq!(heap.resize(at, layout(100), 1000), at);
            assert_eq!(heap.resize(at, layout(1000), 16), at);
            let behind = heap.allocate(layout(64));
            let moved = heap.resize(at, layout(16), 500);
            assert!(moved != at && moved != behind);
            assert!(heap.allocate(layout(1 << 20)).is_null());
            heap.free(behind, layout(64));
            heap.free(moved, layout(500));
        }
        assert_eq!(free_bytes(&heap).len(), 1);
    }
}
