//! The boundary to JavaScript: the only user of `wasm_bindgen`. Numbers cross, and places of buffers; nothing else.
//!
//! A buffer is reached by its address and the length that the caller knows; JavaScript makes a view of the memory
//! there. Addresses hold until the next call that reserves.

mod eager;
mod eager_lstm;
mod queue;
mod tagger;

use wasm_bindgen::JsValue;

use crate::error::Error;

impl From<Error> for JsValue {
    /// The error's code as a number: words are made in TypeScript.
    fn from(error: Error) -> Self {
        Self::from_f64(f64::from(error as u8))
    }
}

/// Grows a list to `len` zeros.
fn grow<T: Copy + Default>(list: &mut Vec<T>, len: usize) -> Result<(), Error> {
    list.try_reserve_exact(len.saturating_sub(list.len())).map_err(|_| Error::OutOfMemory)?;
    if list.len() < len {
        list.resize(len, T::default());
    }
    Ok(())
}
