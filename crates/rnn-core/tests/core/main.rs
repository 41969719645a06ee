//! The core against PyTorch's results, against plain f64 code, and against itself.
//!
//! One program, so that it is linked once natively and once for wasm, where every test runs too: `#[test]` is then
//! wasm-bindgen's. What only runs natively has a file of its own beside this folder and says why.
// Floats that must be equal to the last bit are compared as they are; a class index is at home in both signednesses.
#![allow(clippy::float_cmp, clippy::cast_possible_wrap)]

mod closeness;
mod draws;
mod naive;
mod naive_head;
mod packed;
mod recurrent_call;
mod reference;

mod cross_entropy;
mod denormals;
mod gemm;
mod model;
mod optim;
mod random;
mod simd;
mod stack;
