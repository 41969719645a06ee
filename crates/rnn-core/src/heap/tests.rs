//! The allocator over memory of a test: that blocks keep their bytes, and free ones are joined.

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
