//! The core of rnn-wasm: LSTM taggers forward, backward and updated, over plain slices, with 128-bit SIMD.
//!
//! ```text
//! simd, error ← activation, gemm ← embedding, input, linear, lstm, cross_entropy ← stack, head ← tagger ← bindings
//!                                                              optim, random, dropout (slices only) ↗
//! ```
//!
//! | module | what it does |
//! |---|---|
//! | [`simd`] | four floats at a time; with `heap` the only `unsafe` |
//! | [`activation`] | exp, sigmoid, tanh |
//! | [`gemm`] | products over packed panels |
//! | [`input`], [`embedding`] | what feeds a layer: rows of numbers, or tokens |
//! | [`lstm`] | one direction of one layer |
//! | [`stack`] | layers and directions, dropout between them |
//! | [`linear`], [`cross_entropy`], [`head`] | the end of a tagger |
//! | [`optim`] | Adam, AdamW, SGD over flat slices |
//! | [`random`], [`mod@dropout`] | PyTorch's generator and draws |
//! | [`layout`] | between PyTorch's layout of weights and the kernels' |
//! | [`tagger`] | the fused training step |
//! | `bindings` | what JavaScript sees |
//! | `heap` | the allocator in wasm |
//!
//! # Layouts
//! Features are padded with zeros to whole vectors of four. Rows of activations are packed: sequences sorted by length,
//! longest first, time-major, no padding of time. Gates lie in blocks of four hidden units, i f g o, and weights in
//! panels of eight columns (see [`gemm`]). Gradients of parameters accumulate, gradients of activations overwrite.

pub mod activation;
pub mod bindings;
pub mod cross_entropy;
pub mod dropout;
pub mod embedding;
pub mod error;
pub mod gemm;
pub mod head;
#[cfg(any(target_arch = "wasm32", test))]
mod heap;
pub mod input;
pub mod layout;
pub mod linear;
pub mod lstm;
pub mod optim;
pub mod random;
pub mod simd;
pub mod stack;
pub mod tagger;
