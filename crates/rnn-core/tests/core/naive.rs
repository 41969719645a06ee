//! Recurrent networks in f64, one number at a time, as PyTorch's documentation writes it: what the kernels are measured by.
//!
//! Sequences go through one by one; there is no batch, no packing, no vector, and no backward pass: central differences of
//! the forward pass give every gradient.

use rnn_core::cells::{Kind, Nonlinearity};

/// All cells.
pub const CELLS: [Kind; 4] = [Kind::Lstm, Kind::Gru, Kind::Rnn(Nonlinearity::Tanh), Kind::Rnn(Nonlinearity::Relu)];

/// Rows of numbers: one for each step of a sequence.
pub type Rows = Vec<Vec<f64>>;

/// Takes tensors one after another from a flat slice in the order of PyTorch's state dict.
struct Tensors<'a>(&'a [f64]);

impl<'a> Tensors<'a> {
    fn take(&mut self, len: usize) -> &'a [f64] {
        let (tensor, rest) = self.0.split_at(len);
        self.0 = rest;
        tensor
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// W x for W of `[x.len()]` columns.
fn product(weight: &[f64], x: &[f64]) -> Vec<f64> {
    weight.chunks_exact(x.len()).map(|row| dot(row, x)).collect()
}

/// The sizes of a `torch.nn.LSTM`, `GRU` or `RNN`.
#[derive(Clone, Copy, Debug)]
pub struct Recurrent {
    pub kind: Kind,
    pub input: usize,
    pub hidden: usize,
    /// 0 for none.
    pub projection: usize,
    pub layers: usize,
    pub directions: usize,
}

/// A state of one sequence, for all layers and directions: h `[L·D][out]`, c `[L·D][H]` where the
/// cell has one.
#[derive(Clone, Debug)]
pub struct State {
    pub h: Vec<f64>,
    pub c: Vec<f64>,
}

/// The weights of one direction of one layer.
struct Direction<'a> {
    w_ih: &'a [f64],
    w_hh: &'a [f64],
    b_ih: &'a [f64],
    b_hh: &'a [f64],
    w_hr: &'a [f64],
}

impl Recurrent {
    /// Gates, as PyTorch's weights have them.
    pub fn gates(&self) -> usize {
        match self.kind {
            Kind::Lstm => 4,
            Kind::Gru => 3,
            Kind::Rnn(_) => 1,
        }
    }

    /// Width of c, 0 for cells without.
    pub fn c(&self) -> usize {
        if self.kind == Kind::Lstm { self.hidden } else { 0 }
    }

    /// Width of h.
    pub fn output(&self) -> usize {
        if self.projection > 0 { self.projection } else { self.hidden }
    }

    /// Width of a layer's input.
    fn width(&self, layer: usize) -> usize {
        if layer == 0 { self.input } else { self.directions * self.output() }
    }

    pub fn num_weights(&self) -> usize {
        let direction = |layer| self.gates() * self.hidden * (self.width(layer) + self.output() + 2);
        let all: usize = (0..self.layers).map(direction).sum();
        self.directions * (all + self.layers * self.projection * self.hidden)
    }

    pub fn zero_state(&self) -> State {
        let states = self.layers * self.directions;
        State { h: vec![0.0; states * self.output()], c: vec![0.0; states * self.c()] }
    }

    fn direction<'a>(&self, tensors: &mut Tensors<'a>, layer: usize) -> Direction<'a> {
        let gates = self.gates() * self.hidden;
        Direction {
            w_ih: tensors.take(gates * self.width(layer)),
            w_hh: tensors.take(gates * self.output()),
            b_ih: tensors.take(gates),
            b_hh: tensors.take(gates),
            w_hr: tensors.take(self.projection * self.hidden),
        }
    }

    /// One sequence through all layers: the last layer's outputs and the final state. `mask(layer, step, column)` is
    /// what dropout multiplies a layer's output with.
    pub fn forward(
        &self,
        weights: &[f64],
        mut x: Rows,
        mut state: State,
        mask: impl Fn(usize, usize, usize) -> f64,
    ) -> (Rows, State) {
        let mut tensors = Tensors(weights);
        for layer in 0..self.layers {
            let mut y = vec![Vec::new(); x.len()];
            for direction in 0..self.directions {
                let index = layer * self.directions + direction;
                let weights = self.direction(&mut tensors, layer);
                let h = &mut state.h[index * self.output()..][..self.output()];
                let c = &mut state.c[index * self.c()..][..self.c()];
                let forth = 0..x.len();
                let steps: Vec<usize> = if direction == 0 { forth.collect() } else { forth.rev().collect() };
                for t in steps {
                    self.step(&weights, &x[t], h, c);
                    y[t].extend_from_slice(h);
                }
            }
            x = y;
            if layer + 1 < self.layers {
                for (t, row) in x.iter_mut().enumerate() {
                    row.iter_mut().enumerate().for_each(|(column, x)| *x *= mask(layer, t, column));
                }
            }
        }
        (x, state)
    }

    fn step(&self, weights: &Direction, x: &[f64], h: &mut [f64], c: &mut [f64]) {
        let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
        let add = |x: Vec<f64>, bias: &[f64]| x.iter().zip(bias).map(|(x, bias)| x + bias).collect::<Vec<f64>>();
        let from_x = add(product(weights.w_ih, x), weights.b_ih);
        let from_h = add(product(weights.w_hh, h), weights.b_hh);
        let units = self.hidden;
        let sum = |gate: usize, unit: usize| from_x[gate * units + unit] + from_h[gate * units + unit];
        let unit = |unit: usize| match self.kind {
            Kind::Lstm => {
                let [i, f, o] = [0, 1, 3].map(|gate| sigmoid(sum(gate, unit)));
                c[unit] = f * c[unit] + i * sum(2, unit).tanh();
                o * c[unit].tanh()
            }
            Kind::Gru => {
                let [r, z] = [0, 1].map(|gate| sigmoid(sum(gate, unit)));
                let n = (from_x[2 * units + unit] + r * from_h[2 * units + unit]).tanh();
                (1.0 - z) * n + z * h[unit]
            }
            Kind::Rnn(Nonlinearity::Tanh) => sum(0, unit).tanh(),
            Kind::Rnn(Nonlinearity::Relu) => sum(0, unit).max(0.0),
        };
        let out: Vec<f64> = (0..units).map(unit).collect();
        h.copy_from_slice(&if self.projection > 0 { product(weights.w_hr, &out) } else { out });
    }
}

/// What `torch.nn.CrossEntropyLoss` is told.
#[derive(Clone, Debug)]
pub struct CrossEntropy {
    /// A weight for each class, or empty.
    pub weight: Vec<f64>,
    pub ignore_index: i32,
    pub label_smoothing: f64,
}

impl CrossEntropy {
    pub const PLAIN: Self = Self { weight: Vec::new(), ignore_index: -100, label_smoothing: 0.0 };

    /// The loss of one row, and what the mean divides by for it.
    pub fn loss(&self, logits: &[f64], target: i32) -> (f64, f64) {
        if target == self.ignore_index {
            return (0.0, 0.0);
        }
        let weight = |class: usize| self.weight.get(class).copied().unwrap_or(1.0);
        let max = logits.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let log_sum = max + logits.iter().map(|x| (x - max).exp()).sum::<f64>().ln();
        let negative = |class: usize| weight(class) * (log_sum - logits[class]);
        let all: f64 = (0..logits.len()).map(negative).sum();
        let smoothing = self.label_smoothing;
        let own = target as usize;
        ((1.0 - smoothing) * negative(own) + smoothing / logits.len() as f64 * all, weight(own))
    }
}

/// Embedding, where there is a vocabulary → recurrent layers → Linear.
#[derive(Clone, Copy, Debug)]
pub struct Tagger {
    /// 0 for rows of numbers.
    pub vocab: usize,
    pub classes: usize,
    pub layers: Recurrent,
}

impl Tagger {
    pub fn num_weights(&self) -> usize {
        let inputs = self.layers.directions * self.layers.output();
        self.vocab * self.layers.input + self.layers.num_weights() + self.classes * (inputs + 1)
    }

    /// Logits of one sequence.
    pub fn logits(&self, weights: &[f64], tokens: &[u32], mask: impl Fn(usize, usize, usize) -> f64) -> Rows {
        self.outputs(weights, &self.embed(weights, tokens), mask, |y| y)
    }

    /// The rows of the embedding, with which the weights begin.
    pub fn embed(&self, weights: &[f64], tokens: &[u32]) -> Rows {
        let row = |&token: &u32| weights[token as usize * self.layers.input..][..self.layers.input].to_vec();
        tokens.iter().map(row).collect()
    }

    /// Outputs of one sequence of rows, at those of the last layer's that `read` makes of all.
    pub fn outputs(
        &self,
        weights: &[f64],
        x: &Rows,
        mask: impl Fn(usize, usize, usize) -> f64,
        read: impl Fn(Rows) -> Rows,
    ) -> Rows {
        let mut tensors = Tensors(&weights[self.vocab * self.layers.input..]);
        let layers = tensors.take(self.layers.num_weights());
        let weight = tensors.take(self.classes * self.layers.directions * self.layers.output());
        let bias = tensors.take(self.classes);
        let (y, _) = self.layers.forward(layers, x.clone(), self.layers.zero_state(), mask);
        let row = |y: &Vec<f64>| product(weight, y).iter().zip(bias).map(|(x, bias)| x + bias).collect();
        read(y).iter().map(row).collect()
    }
}

/// The gradient of a function by central differences.
pub fn gradient(at: &[f64], f: impl Fn(&[f64]) -> f64) -> Vec<f64> {
    const STEP: f64 = 1e-5;
    let mut x = at.to_vec();
    (0..x.len())
        .map(|i| {
            x[i] = at[i] + STEP;
            let above = f(&x);
            x[i] = at[i] - STEP;
            let below = f(&x);
            x[i] = at[i];
            (above - below) / (2.0 * STEP)
        })
        .collect()
}

/// Floats as doubles.
pub fn widen(x: &[f32]) -> Vec<f64> {
    x.iter().copied().map(f64::from).collect()
}
