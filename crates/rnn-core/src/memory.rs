//! What fits into memory. Lengths that may be past it are counted in f64, which does not wrap around as `usize` does on
//! wasm32; once their sum is known to fit, they are lengths of buffers.

use crate::error::Error;

/// Floats of the whole address space.
pub const MAX_FLOATS: f64 = 1_073_741_824.0;
/// The largest size of anything. Sums of all columns of a row fit into `usize` then.
pub const MAX_SIZE: usize = 1 << 26;
/// More layers than anybody stacks, and few enough to be listed.
pub const MAX_LAYERS: usize = 65_536;

/// Refuses more floats than there can be.
///
/// # Errors
/// [`Error::OutOfMemory`].
pub fn expect(floats: f64) -> Result<(), Error> {
    if floats <= MAX_FLOATS { Ok(()) } else { Err(Error::OutOfMemory) }
}

/// Refuses sizes that no matrix has.
///
/// # Errors
/// [`Error::InvalidOption`] for a size of 0, [`Error::OutOfMemory`] for one past [`MAX_SIZE`].
pub fn expect_sizes(sizes: &[usize]) -> Result<(), Error> {
    if sizes.contains(&0) {
        return Err(Error::InvalidOption);
    }
    if sizes.iter().all(|&size| size <= MAX_SIZE) { Ok(()) } else { Err(Error::OutOfMemory) }
}
