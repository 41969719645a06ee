//! The objects that JavaScript owns.
//!
//! wasm-bindgen counts at each call how often an object is borrowed, because a method may call JavaScript, and that
//! another method of the same object: 100 bytes of code for each method here. None of ours calls JavaScript, so a method
//! takes its object by the address.
// References are made of what JavaScript passes, as wasm-bindgen's own code does.
#![allow(unsafe_code)]

use wasm_bindgen::__rt::WasmRefCell;
use wasm_bindgen::convert::{RefFromWasmAbi, RefMutFromWasmAbi};
use wasm_bindgen::describe::WasmDescribe;
use wasm_bindgen::prelude::wasm_bindgen;

use super::{Eager, Model, Replica, Sampler};
use crate::error::Error;

/// The class of an object in JavaScript. Its methods are those of what it owns.
macro_rules! owned {
    ($owner:ident, $object:ident, $about:literal) => {
        #[doc = $about]
        #[wasm_bindgen(js_name = $object)]
        pub struct $owner($object);

        impl WasmDescribe for $object {
            fn describe() {
                $owner::describe();
            }
        }

        impl RefFromWasmAbi for $object {
            type Abi = u32;
            type Anchor = &'static Self;

            unsafe fn ref_from_abi(address: u32) -> &'static Self {
                // SAFETY: as below.
                unsafe { Self::ref_mut_from_abi(address) }
            }
        }

        impl RefMutFromWasmAbi for $object {
            type Abi = u32;
            type Anchor = &'static mut Self;

            unsafe fn ref_mut_from_abi(address: u32) -> &'static mut Self {
                // The glue sets the address of a freed object to 0: its methods trap.
                assert!(address != 0);
                let object = address as usize as *mut WasmRefCell<$owner>;
                // SAFETY: the glue passes what it was given for an object of this class. The reference is used during one
                // call, which calls no JavaScript, so that no other call begins before it ends; a call that takes two
                // objects takes them of two classes.
                unsafe { &mut (*object).get_mut().0 }
            }
        }
    };
}

owned!(OwnedModel, Model, "A model: weights, moments and workspace live here for its whole life.");
owned!(OwnedEager, Eager, "The arena and the room that operations use beside it.");
owned!(OwnedSampler, Sampler, "The room that drawing takes, and the words through which requests and symbols pass.");
owned!(OwnedReplica, Replica, "The part that a model takes in training with others.");

#[wasm_bindgen(js_class = Model)]
impl OwnedModel {
    /// A model of zeros; its sizes are words as `Config::read` takes them.
    ///
    /// # Errors
    /// Words without a meaning, a size of 0, a setting out of range; out of memory.
    #[wasm_bindgen(constructor)]
    pub fn new(config: &[u32]) -> Result<Self, Error> {
        Model::new(config).map(Self)
    }
}

#[wasm_bindgen(js_class = Eager)]
impl OwnedEager {
    /// An empty arena.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript is the caller")]
    pub fn new() -> Self {
        Self(Eager::default())
    }
}

#[wasm_bindgen(js_class = Sampler)]
impl OwnedSampler {
    /// A sampler for any model.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::new_without_default, reason = "JavaScript is the caller")]
    pub fn new() -> Self {
        Self(Sampler::default())
    }
}

#[wasm_bindgen(js_class = Replica)]
impl OwnedReplica {
    /// Number `index` of `of` replicas.
    ///
    /// # Errors
    /// No such number.
    #[wasm_bindgen(constructor)]
    pub fn new(index: usize, of: usize) -> Result<Self, Error> {
        Replica::new(index, of).map(Self)
    }
}
