//! The boundary to JavaScript: the only user of `wasm_bindgen`. Numbers cross, and places of buffers; nothing else.
//!
//! A buffer is reached by its address and the length that the caller knows; JavaScript makes a view of the memory
//! there. Addresses hold until the next call that reserves.
//!
//! Whatever numbers come, and whatever bytes lie in the buffers, a method does its work or returns an error: it neither
//! traps nor loops without end. Of its methods' objects and of what is written outside of the buffers' lengths the
//! boundary can know nothing: those are TypeScript's to keep right.

mod eager;
mod model;
mod object;
mod queue;
mod replica;
mod sampler;

pub use eager::Eager;
pub use model::Model;
pub use replica::Replica;
pub use sampler::Sampler;

use wasm_bindgen::JsValue;

use crate::error::Error;
use crate::memory::MAX_FLOATS;
use crate::simd::LANES;

impl From<Error> for JsValue {
    /// The error's code as a number: words are made in TypeScript.
    fn from(error: Error) -> Self {
        Self::from_f64(f64::from(error as u8))
    }
}

/// Refuses matrices that no memory holds, padded to whole vectors as they may be: past that, products of sizes wrap.
fn fits(matrices: &[(usize, usize)]) -> Result<(), Error> {
    // A larger size is refused as well, and its product does not wrap.
    let padded = |size: usize| size.clamp(1, MAX_FLOATS as usize + 1).next_multiple_of(LANES) as u64;
    let fit = matrices.iter().all(|&(rows, columns)| padded(rows) * padded(columns) <= MAX_FLOATS as u64);
    if fit { Ok(()) } else { Err(Error::OutOfMemory) }
}

/// Grows a list to `len` zeros.
fn grow<T: Copy + Default>(list: &mut Vec<T>, len: usize) -> Result<(), Error> {
    list.try_reserve_exact(len.saturating_sub(list.len())).map_err(|_| Error::OutOfMemory)?;
    if list.len() < len {
        list.resize(len, T::default());
    }
    Ok(())
}
