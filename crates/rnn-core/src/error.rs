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
}
