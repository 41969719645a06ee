//! Elements of a batch, one after another: words or numbers, as many for each row or for each sequence.

use crate::error::Error;
use crate::simd::{floats_of, words_of};

/// Elements of a batch, a fixed number for each row, or for each sequence.
#[derive(Clone, Copy, Debug)]
pub enum Stream<'a> {
    /// Tokens or classes.
    Words(&'a [u32]),
    /// Numbers.
    Floats(&'a [f32]),
}

impl<'a> Stream<'a> {
    /// No elements.
    pub const NONE: Self = Self::Words(&[]);

    /// Bits as words or as numbers.
    pub const fn of_bits(bits: &'a [u32], floats: bool) -> Self {
        if floats { Self::Floats(floats_of(bits)) } else { Self::Words(bits) }
    }

    /// All elements as bits.
    pub const fn bits(self) -> &'a [u32] {
        match self {
            Self::Words(words) => words,
            Self::Floats(floats) => words_of(floats),
        }
    }

    /// Tokens or classes.
    ///
    /// # Errors
    /// [`Error::Shape`] where the stream holds numbers.
    pub fn words(self) -> Result<&'a [u32], Error> {
        if let Self::Words(words) = self { Ok(words) } else { Err(Error::Shape) }
    }

    /// Numbers.
    ///
    /// # Errors
    /// [`Error::Shape`] where the stream holds words.
    pub fn floats(self) -> Result<&'a [f32], Error> {
        if let Self::Floats(floats) = self { Ok(floats) } else { Err(Error::Shape) }
    }

    /// Copies the elements of place `at`, `width` of them.
    pub(crate) fn copy(self, at: usize, width: usize, to: &mut [u32]) {
        to[..width].copy_from_slice(&self.bits()[at * width..][..width]);
    }

    /// Bits as a stream of the same kind.
    pub(crate) const fn like(self, bits: &[u32]) -> Stream<'_> {
        Stream::of_bits(bits, matches!(self, Self::Floats(_)))
    }
}
