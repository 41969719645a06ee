//! Vectors of floats that start on a cache line, so that no aligned four of them straddles two.

use crate::error::Error;

/// Floats of a cache line.
const LINE: usize = 16;

#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Line([f32; LINE]);

/// A vector of floats that starts on a cache line; grows only in [`Buffer::grow_to`].
#[derive(Default)]
pub struct Buffer {
    lines: Vec<Line>,
    len: usize,
}

impl Buffer {
    /// `len` zeros.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when the allocator has no room.
    pub fn zeroed(len: usize) -> Result<Self, Error> {
        let mut buffer = Self::default();
        buffer.grow_to(len)?;
        Ok(buffer)
    }

    /// Makes a shorter one `len` long, with zeros at its end, wherever that then lies; a longer one stays as it is.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`] when the allocator has no room; the buffer is what it was.
    pub fn grow_to(&mut self, len: usize) -> Result<(), Error> {
        let lines = len.div_ceil(LINE);
        if lines > self.lines.len() {
            let more = lines - self.lines.len();
            self.lines.try_reserve_exact(more).map_err(|_| Error::OutOfMemory)?;
            // PERF: `resize` writes line by line, in a kilobyte of code.
            // SAFETY: there is room for as many lines, and a line of zero bytes is a line of zeros.
            unsafe {
                self.lines.as_mut_ptr().add(self.lines.len()).write_bytes(0, more);
                self.lines.set_len(lines);
            }
        }
        self.len = self.len.max(len);
        Ok(())
    }
}

impl core::ops::Deref for Buffer {
    type Target = [f32];

    #[inline(always)]
    fn deref(&self) -> &[f32] {
        // SAFETY: `Line` is `repr(C)` over 16 floats with no padding (64 bytes, aligned to 64), so the vector's lines
        // are `16 · lines.len() ≥ len` neighbouring floats.
        unsafe { core::slice::from_raw_parts(self.lines.as_ptr().cast(), self.len) }
    }
}

impl core::ops::DerefMut for Buffer {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [f32] {
        // SAFETY: as in `deref`; the borrow is unique.
        unsafe { core::slice::from_raw_parts_mut(self.lines.as_mut_ptr().cast(), self.len) }
    }
}
