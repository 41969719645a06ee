//! Packed products against plain loops in f64, at every size around the edges of tiles, panels and chunks.

use crate::draws::Draws;
use crate::naive::widen;
use rnn_core::gemm::{Init, Packed, View, ViewMut, add_row_sums, matmul, matmul_tn, packed_at, transpose_packed};
use rnn_core::simd::padded;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

/// A matrix by rows.
struct Matrix {
    columns: usize,
    values: Vec<f32>,
}

impl Matrix {
    fn random(draws: &mut Draws, rows: usize, columns: usize) -> Self {
        Self { columns, values: draws.floats(rows * columns) }
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        f64::from(self.values[row * self.columns + column])
    }

    fn each(&self, mut visit: impl FnMut(usize, usize, f32)) {
        for (i, &x) in self.values.iter().enumerate() {
            visit(i / self.columns, i % self.columns, x);
        }
    }

    fn packed(&self, rows: usize) -> Vec<f32> {
        let mut packed = vec![f32::NAN; rows * self.columns];
        self.each(|row, column, x| packed[packed_at(rows, self.columns, row, column)] = x);
        packed
    }

    /// Rows some floats apart; what lies between them must not matter.
    fn spaced(&self, stride: usize) -> Vec<f32> {
        let mut data = vec![f32::NAN; self.values.len() / self.columns.max(1) * stride];
        self.each(|row, column, x| data[row * stride + column] = x);
        data
    }
}

fn assert_near(what: &str, got: f32, wanted: f64, terms: usize) {
    let bound = 1e-6 * (1.0 + terms as f64).sqrt() * (1.0 + wanted.abs());
    assert!((f64::from(got) - wanted).abs() <= bound, "{what}: {got}, expected {wanted}");
}

fn assert_matmul(draws: &mut Draws, rows: usize, k: usize, m: usize) {
    let (a, b) = (Matrix::random(draws, rows, k), Matrix::random(draws, k, m));
    let (before, bias) = (Matrix::random(draws, rows, m), draws.floats(m));
    let (packed, a_stride, c_stride) = (b.packed(k), k + 3, m + 4);
    let data = a.spaced(a_stride);
    for (name, init) in [("zero", Init::Zero), ("keep", Init::Keep), ("row", Init::Row(&bias))] {
        let mut c = before.spaced(c_stride);
        let b_packed = Packed { data: &packed, k, m };
        matmul(View::rows(&data, a_stride), b_packed, &mut ViewMut::rows(&mut c, c_stride), rows, init);
        before.each(|row, column, kept| {
            let start = match init {
                Init::Zero => 0.0,
                Init::Keep => f64::from(kept),
                Init::Row(bias) => f64::from(bias[column]),
            };
            let wanted = (0..k).fold(start, |sum, i| sum + a.at(row, i) * b.at(i, column));
            let what = format!("{rows}×{k}·{k}×{m}, {name}, ({row}, {column})");
            assert_near(&what, c[row * c_stride + column], wanted, k);
        });
        assert!(c.chunks(c_stride).all(|row| row[m..].iter().all(|x| x.is_nan())), "{rows}×{k}·{k}×{m}: past the row");
    }
}

fn assert_matmul_tn(draws: &mut Draws, rows: usize, k: usize, m: usize) {
    let (a, d) = (Matrix::random(draws, rows, k), Matrix::random(draws, rows, m));
    let (before, a_stride, d_stride) = (Matrix::random(draws, k, m), k + 3, m + 4);
    let (a_data, d_data) = (a.spaced(a_stride), d.spaced(d_stride));
    let mut c = before.packed(k);
    matmul_tn(View::rows(&a_data, a_stride), View::rows(&d_data, d_stride), &mut c, (k, m), rows);
    before.each(|i, column, start| {
        let wanted = (0..rows).fold(f64::from(start), |sum, row| sum + a.at(row, i) * d.at(row, column));
        let what = format!("({rows}×{k})ᵀ·{rows}×{m}, ({i}, {column})");
        assert_near(&what, c[packed_at(k, m, i, column)], wanted, rows);
    });
    let mut sums = draws.floats(m);
    let exact = widen(&sums);
    add_row_sums(View::rows(&d_data, d_stride), &mut sums, rows);
    for (column, (&got, start)) in sums.iter().zip(exact).enumerate() {
        let wanted = (0..rows).fold(start, |sum, row| sum + d.at(row, column));
        assert_near(&format!("sum of {rows} rows, column {column}"), got, wanted, rows);
    }
}

/// Rows around the tiles' heights; K around the accumulators' sets; M around panels.
const SHAPES: [(usize, usize, usize); 25] = [
    (1, 1, 4),
    (1, 5, 8),
    (1, 10, 40),
    (1, 16, 48),
    (1, 17, 96),
    (1, 7, 52),
    (1, 9, 100),
    (2, 3, 12),
    (3, 4, 16),
    (4, 7, 20),
    (5, 8, 28),
    (6, 16, 32),
    (7, 17, 36),
    (8, 1, 44),
    (11, 32, 16),
    (13, 48, 80),
    (17, 10, 40),
    (32, 5, 12),
    (59, 3, 8),
    (61, 20, 28),
    (65, 33, 16),
    // A last chunk of one row against three panels and more.
    (65, 33, 24),
    (65, 10, 40),
    (129, 7, 52),
    (130, 6, 20),
];

#[test]
fn products_are_those_of_plain_loops() {
    let mut draws = Draws::new(10);
    for (rows, k, m) in SHAPES {
        assert_matmul(&mut draws, rows, k, m);
    }
    // Deeper than one pass over K.
    assert_matmul(&mut draws, 3, 256, 12);
    assert_matmul(&mut draws, 7, 257, 16);
    assert_matmul(&mut draws, 1, 600, 52);
}

#[test]
fn products_of_transposes_are_those_of_plain_loops() {
    let mut draws = Draws::new(11);
    for (rows, k, m) in SHAPES {
        assert_matmul_tn(&mut draws, rows, k, m);
    }
}

#[test]
fn products_with_no_rows_or_no_columns_change_nothing() {
    let mut draws = Draws::new(12);
    assert_matmul(&mut draws, 0, 5, 8);
    assert_matmul_tn(&mut draws, 0, 5, 8);
    assert_matmul_tn(&mut draws, 3, 0, 8);
    let mut kept = [1.0; 8];
    let nothing = Packed { data: &[], k: 3, m: 0 };
    matmul(View::rows(&[1.0; 6], 3), nothing, &mut ViewMut::rows(&mut kept, 4), 2, Init::Keep);
    matmul_tn(View::rows(&[1.0; 6], 3), View::rows(&[], 4), &mut kept, (3, 0), 2);
    assert_eq!(kept, [1.0; 8]);
}

/// A product over K = 0 still is its start.
#[test]
fn products_over_nothing_are_their_start() {
    let nothing = Packed { data: &[], k: 0, m: 4 };
    let bias = [1.0, 2.0, 3.0, 4.0];
    let mut c = [9.0; 8];
    matmul(View::rows(&[], 0), nothing, &mut ViewMut::rows(&mut c, 4), 2, Init::Row(&bias));
    assert_eq!(c, [1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0, 4.0]);
    matmul(View::rows(&[], 0), nothing, &mut ViewMut::rows(&mut c, 4), 2, Init::Zero);
    assert_eq!(c, [0.0; 8]);
}

#[test]
fn a_packed_matrix_holds_every_element_once() {
    for k in [1, 3, 4, 17] {
        for m in (4..=64).step_by(4) {
            let mut places: Vec<usize> =
                (0..k).flat_map(|i| (0..m).map(move |column| packed_at(k, m, i, column))).collect();
            places.sort_unstable();
            assert!(places.into_iter().eq(0..k * m), "{k}×{m}");
        }
    }
}

#[test]
fn transposing_a_packed_matrix_moves_every_element() {
    let mut draws = Draws::new(13);
    for k in [1, 2, 3, 4, 5, 7, 8, 12, 17] {
        for m in [4, 8, 12, 16, 20, 28, 40] {
            let b = Matrix::random(&mut draws, k, m);
            let packed = b.packed(k);
            let mut transposed = vec![f32::NAN; m * padded(k)];
            transpose_packed(Packed { data: &packed, k, m }, &mut transposed);
            for (column, i) in (0..m).flat_map(|column| (0..padded(k)).map(move |i| (column, i))) {
                let wanted = if i < k { b.at(i, column) } else { 0.0 };
                let got = transposed[packed_at(m, padded(k), column, i)];
                assert_eq!(f64::from(got), wanted, "{k}×{m}, ({i}, {column})");
            }
        }
    }
}
