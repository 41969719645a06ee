//! The core against PyTorch's results, against plain f64 code, and against itself.
//!
//! One program, so that it is linked once natively and once for wasm, where every test runs too: `#[test]` is then
//! wasm-bindgen's. What only runs natively has a file of its own beside this folder and says why.

mod closeness;
mod draws;
mod naive;
mod reference;

mod activation;
mod cross_entropy;
mod gemm;
mod gradients;
mod optim;
mod random;
mod seed_run;
mod stack;
mod tagger;
