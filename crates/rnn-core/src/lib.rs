//! The core of rnn-wasm: forward and backward passes and updates of recurrent networks, over plain slices, with 128-bit SIMD.
//!
//! ```text
//! simd, error ← activation, gemm, packing, stream, memory ← cells, inputs ← stack, heads ← model ← bindings
//!                                    layout, optim, random ← sampling (slices only) ↗
//! ```
//!
//! | module | what it does |
//! |---|---|
//! | [`simd`] | vectors of four floats; with `heap` the only `unsafe` |
//! | [`activation`] | exp, sigmoid, tanh |
//! | [`gemm`] | matrix products over packed panels |
//! | [`packing`] | the rows of sequences of different lengths |
//! | [`stream`] | inputs and targets of a batch: integers or floats, per row or per sequence |
//! | [`cells`] | one direction of one layer |
//! | [`inputs`] | inputs of the first layer: rows of numbers, or tokens |
//! | [`stack`] | layers and directions, dropout between layers |
//! | [`heads`] | a readout, a linear layer and its loss |
//! | [`optim`] | Adam, AdamW, SGD and RMSprop over flat slices |
//! | [`random`] | PyTorch's generator and its distributions |
//! | [`sampling`] | draws an index from logits |
//! | [`memory`] | limits of sizes, and the check that they fit into memory |
//! | [`layout`] | converts weights between PyTorch's layout and the kernels' |
//! | [`model`] | the fused training step |
//! | `bindings` | the interface to JavaScript |
//! | `heap` | the allocator in wasm |
//!
//! # Layouts
//! Features are padded with zeros to whole vectors of four. Rows of activations are packed: sequences sorted by length,
//! longest first, time-major, without padding of time. Gates are in the order of their cell, and weights in
//! panels of twelve columns (see [`gemm`]). Gradients of parameters accumulate, gradients of activations overwrite.

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
