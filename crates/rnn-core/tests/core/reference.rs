//! PyTorch's results out of `test/fixtures/pytorch`, part of the program so that they are there in wasm too.

use rnn_core::cells::{Kind, Nonlinearity};
use safetensors::{Dtype, SafeTensors};
use serde_json::Value;

/// The bytes of a file of `test/fixtures/pytorch`, by its name.
macro_rules! reference {
    ($($part:literal),+) => {
        $crate::reference::Case::parse(
            concat!($($part, "_"),+).trim_end_matches('_'),
            include_bytes!($crate::reference::reference_path!($($part),+)),
        )
    };
}
/// Its path; a name may come in two parts.
macro_rules! reference_path {
    ($name:literal) => {
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../test/fixtures/pytorch/", $name, ".safetensors")
    };
    ($first:literal, $second:literal) => {
        concat!(env!("CARGO_MANIFEST_DIR"), "/../../test/fixtures/pytorch/", $first, "_", $second, ".safetensors")
    };
}
pub(crate) use reference;
pub(crate) use reference_path;

/// One file: a case with its settings.
pub struct Case {
    pub name: &'static str,
    config: Value,
    tensors: SafeTensors<'static>,
}

impl Case {
    pub fn parse(name: &'static str, bytes: &'static [u8]) -> Self {
        let (_, metadata) = SafeTensors::read_metadata(bytes).expect("a safetensors header");
        let settings = metadata.metadata().as_ref().expect("metadata")["config"].clone();
        let config = serde_json::from_str(&settings).expect("settings in JSON");
        Self { name, config, tensors: SafeTensors::deserialize(bytes).expect("a safetensors file") }
    }

    /// A setting that is a number.
    pub fn number(&self, key: &str) -> Option<f64> {
        self.config[key].as_f64()
    }

    /// A setting that counts something.
    pub fn size(&self, key: &str) -> usize {
        self.number(key).unwrap_or_else(|| panic!("{}: no setting {key}", self.name)) as usize
    }

    /// A setting that is on or off; off where it is not given.
    pub fn flag(&self, key: &str) -> bool {
        self.config[key].as_bool().unwrap_or_default()
    }

    /// A setting that is a list of numbers.
    pub fn numbers(&self, key: &str) -> Option<Vec<f64>> {
        Some(self.config[key].as_array()?.iter().filter_map(Value::as_f64).collect())
    }

    /// A setting that is a list.
    pub fn list(&self, key: &str) -> impl Iterator<Item = &Value> {
        self.config[key].as_array().into_iter().flatten()
    }

    /// A setting that is text.
    pub fn text(&self, key: &str) -> &str {
        self.config[key].as_str().unwrap_or_default()
    }

    /// The cell that the case is about.
    pub fn cell(&self) -> Kind {
        let cell = if self.text("cell").is_empty() { self.text("kind") } else { self.text("cell") };
        match (cell, self.text("nonlinearity")) {
            ("gru", _) => Kind::Gru,
            ("rnn", "relu") => Kind::Rnn(Nonlinearity::Relu),
            ("rnn", _) => Kind::Rnn(Nonlinearity::Tanh),
            _ => Kind::Lstm,
        }
    }

    /// What PyTorch calls its module.
    pub fn prefix(&self) -> &'static str {
        match self.cell() {
            Kind::Lstm => "lstm",
            Kind::Gru => "gru",
            Kind::Rnn(_) => "rnn",
        }
    }

    /// Whether the file holds a tensor.
    pub fn has(&self, tensor: &str) -> bool {
        self.tensors.tensor(tensor).is_ok()
    }

    fn bytes(&self, tensor: &str, dtype: Dtype) -> &[u8] {
        let view = self.tensors.tensor(tensor).unwrap_or_else(|_| panic!("{}: no tensor {tensor}", self.name));
        assert_eq!(view.dtype(), dtype, "{}: {tensor}", self.name);
        view.data()
    }

    /// A tensor of floats.
    pub fn floats(&self, tensor: &str) -> Vec<f32> {
        self.bytes(tensor, Dtype::F32).as_chunks().0.iter().copied().map(f32::from_le_bytes).collect()
    }

    /// A tensor of integers.
    pub fn integers(&self, tensor: &str) -> Vec<i64> {
        self.bytes(tensor, Dtype::I64).as_chunks().0.iter().copied().map(i64::from_le_bytes).collect()
    }

    /// A tensor of tokens.
    pub fn tokens(&self, tensor: &str) -> Vec<u32> {
        self.integers(tensor).into_iter().map(|token| token as u32).collect()
    }

    /// Several tensors of floats, one after another.
    pub fn concatenated(&self, tensors: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<f32> {
        tensors.into_iter().flat_map(|tensor| self.floats(tensor.as_ref())).collect()
    }
}
