//! The core of rnn-wasm: recurrent networks forward, backward and updated, over plain slices, with 128-bit SIMD.
//!
//! ```text
//! simd, error ← activation, gemm, packing, stream ← cells, inputs ← stack, heads ← model ← bindings
//!                                            optim, random ← sampling (slices only) ↗
//! ```
//!
//! | module | what it does |
//! |---|---|
//! | [`simd`] | four floats at a time; with `heap` the only `unsafe` |
//! | [`activation`] | exp, sigmoid, tanh |
//! | [`gemm`] | products over packed panels |
//! | [`packing`] | rows of sequences of several lengths |
//! | [`stream`] | what a batch holds for each row or sequence |
//! | [`cells`] | one direction of one layer |
//! | [`inputs`] | what feeds a layer: rows of numbers, or tokens |
//! | [`stack`] | layers and directions, dropout between them |
//! | [`heads`] | a readout, a linear layer and its loss |
//! | [`optim`] | Adam, AdamW, SGD over flat slices |
//! | [`random`] | PyTorch's generator and draws |
//! | [`sampling`] | an index drawn from logits |
//! | [`memory`] | what fits into it |
//! | [`layout`] | between PyTorch's layout of weights and the kernels' |
//! | [`model`] | the fused training step |
//! | `bindings` | what JavaScript sees |
//! | `heap` | the allocator in wasm |
//!
//! # Layouts
//! Features are padded with zeros to whole vectors of four. Rows of activations are packed: sequences sorted by length,
//! longest first, time-major, no padding of time. Gates lie in the order of their cell, and weights in
//! panels of eight columns (see [`gemm`]). Gradients of parameters accumulate, gradients of activations overwrite.

pub mod activation;
pub mod bindings;
pub mod cells;
pub mod error;
pub mod gemm;
pub mod heads;
#[cfg(any(target_arch = "wasm32", test))]
mod heap;
pub mod inputs;
pub mod layout;
pub mod memory;
pub mod model;
pub mod optim;
pub mod packing;
pub mod random;
pub mod sampling;
pub mod simd;
pub mod stack;
pub mod stream;
