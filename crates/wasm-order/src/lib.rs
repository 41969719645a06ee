//! Sorts the bytes of a wasm file by kind: all opcodes, then all memory offsets, all local indices, and so on. Indices of locals become
//! their rank among the function's most recent ones, before which stands the next new one. DEFLATE compresses both a fifth better. The
//! build sorts, and the library restores the order after inflating.
//!
//! The module has no allocator and needs no imports: callers grow its memory and pass addresses. They are not checked. In wasm, an address
//! outside memory traps, and both callers pass bytes that the build has produced itself.

#![cfg_attr(target_arch = "wasm32", no_std)]

mod kinds;
mod restoring;
mod sorting;
mod walk;

#[cfg(target_arch = "wasm32")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

/// Sorts the `length` bytes at `file`. Writes them to `sorted`, after the length of each kind, and returns their number.
///
/// # Safety
///
/// `sorted` must have space for the file, the lengths, and 16 times the file behind them.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn sort(file: *const u8, length: usize, sorted: *mut u8) -> usize {
    // SAFETY: as documented.
    unsafe { sorting::sort(file, length, sorted) }
}

/// Restores a file at `file` from the sorted ones at `sorted`, of which it is number `index`. Returns its length.
///
/// # Safety
///
/// `sorted` must have been written by [`sort`], and `file` must have space for as many bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn restore(sorted: *const u8, index: usize, file: *mut u8) -> usize {
    // SAFETY: as documented.
    unsafe { restoring::restore(sorted, index, file) }
}
