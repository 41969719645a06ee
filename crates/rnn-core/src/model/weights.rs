//! A model's weights, and a number that says which ones they are.

use core::ops::Deref;

use crate::error::Error;
use crate::simd::Buffer;

/// All weights in one slice. What is made of them in advance remembers their version.
pub(super) struct Weights {
    values: Buffer,
    version: u64,
}

impl Weights {
    /// `len` zeros.
    ///
    /// # Errors
    /// [`Error::OutOfMemory`].
    pub(super) fn zeroed(len: usize) -> Result<Self, Error> {
        Ok(Self { values: Buffer::zeroed(len)?, version: 0 })
    }

    /// Another number after each change.
    pub(super) fn version(&self) -> u64 {
        self.version
    }

    /// The weights to write: the only way to them.
    pub(super) fn change(&mut self) -> &mut [f32] {
        self.version += 1;
        &mut self.values
    }
}

impl Deref for Weights {
    type Target = [f32];

    #[inline(always)]
    fn deref(&self) -> &[f32] {
        &self.values
    }
}
