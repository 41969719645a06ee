//! Floats and words are of one size: a slice of one is a slice of the other, bit for bit.

/// Floats as their bits.
#[inline(always)]
pub const fn words_of(floats: &[f32]) -> &[u32] {
    // SAFETY: both types have the size and alignment of four bytes, and any bits are a word.
    unsafe { core::slice::from_raw_parts(floats.as_ptr().cast(), floats.len()) }
}

/// Words as the floats whose bits they are.
#[inline(always)]
pub const fn floats_of(words: &[u32]) -> &[f32] {
    // SAFETY: both types have the size and alignment of four bytes, and any bits are a float.
    unsafe { core::slice::from_raw_parts(words.as_ptr().cast(), words.len()) }
}
