//! What can go wrong in the core. The numbers are what crosses the wasm boundary; the words are TypeScript's.

/// An error of the core; its discriminant is the code that JavaScript sees.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Error {
    /// A slice or a size does not fit the others.
    Shape = 1,
    /// A token or target outside its alphabet.
    IndexRange = 2,
    /// The allocator has no room.
    OutOfMemory = 3,
    /// A loss, gradient or weight that is not finite.
    Diverged = 4,
    /// A setting outside its range.
    InvalidOption = 5,
    /// No symbol to learn from.
    Empty = 6,
}

impl core::fmt::Display for Error {
    fn fmt(&self, formatter: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        formatter.write_str(match self {
            Self::Shape => "sizes do not fit",
            Self::IndexRange => "index out of range",
            Self::OutOfMemory => "out of memory",
            Self::Diverged => "not finite",
            Self::InvalidOption => "invalid option",
            Self::Empty => "nothing to learn from",
        })
    }
}

impl std::error::Error for Error {}
