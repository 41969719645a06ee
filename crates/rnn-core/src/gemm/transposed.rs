//! Products with a transposed operand: C += Aᵀ · D, sums over rows, and the transposition of packed weights.

use core::array::from_fn;
use core::ops::Range;

use super::{PANEL, Packed, PanelRow, View, packed_at, panels_before_last};
use crate::simd::{F32x4, LANES, padded, vectors_mut};

/// Rows summed before the next columns are taken.
const SUM_CHUNK: usize = 64;
/// Panels that share the left operand's lines.
const SUM_PANELS: usize = 8;

/// C[K × M] += Aᵀ · D over `rows`: A has K columns, D has M; C is packed.
pub fn matmul_tn(a: View, d: View, c: &mut [f32], (k, m): (usize, usize), rows: usize) {
    if k == 0 || m == 0 {
        return;
    }
    let (last, count) = (panels_before_last(m), panels_before_last(m) + 1);
    let mut row = 0;
    while row < rows {
        let chunk = row..(row + SUM_CHUNK).min(rows);
        let mut group = 0;
        while group < count {
            let panels = group..(group + SUM_PANELS).min(count);
            let mut at = 0;
            while at < k {
                let taken = (k - at).min(6);
                for p in panels.clone() {
                    let width = if p < last { PANEL } else { m - last * PANEL };
                    let to = &mut c[p * PANEL * k + at * width..][..taken * width];
                    let sum = Sum { a, d, rows: chunk.clone(), k: at, col: p * PANEL };
                    match width {
                        4 => sum_rows::<1>(&sum, to, taken),
                        8 => sum_rows::<2>(&sum, to, taken),
                        _ => sum_rows::<3>(&sum, to, taken),
                    }
                }
                at += taken;
            }
            group += SUM_PANELS;
        }
        row += SUM_CHUNK;
    }
}

/// A few rows of K against one panel of D, summed over rows.
struct Sum<'a> {
    a: View<'a>,
    d: View<'a>,
    rows: Range<usize>,
    k: usize,
    col: usize,
}

#[inline(always)]
fn sum_rows<const NV: usize>(sum: &Sum, c: &mut [f32], taken: usize) {
    match taken {
        6 if NV <= 2 => sum_tile::<6, NV>(sum, c, 0),
        6 => {
            sum_tile::<3, NV>(sum, c, 0);
            sum_tile::<3, NV>(sum, c, 3);
        }
        5 if NV <= 2 => sum_tile::<5, NV>(sum, c, 0),
        5 => {
            sum_tile::<3, NV>(sum, c, 0);
            sum_tile::<2, NV>(sum, c, 3);
        }
        4 => sum_tile::<4, NV>(sum, c, 0),
        3 => sum_tile::<3, NV>(sum, c, 0),
        2 => sum_tile::<2, NV>(sum, c, 0),
        _ => sum_tile::<1, NV>(sum, c, 0),
    }
}

#[inline(always)]
fn sum_tile<const R: usize, const NV: usize>(sum: &Sum, c: &mut [f32], skip: usize) {
    let c: &mut [PanelRow<NV>] = c.as_chunks_mut::<LANES>().0.as_chunks_mut::<NV>().0;
    let c: &mut [PanelRow<NV>; R] = (&mut c[skip..][..R]).try_into().expect("R rows of the panel");
    let mut acc: [[F32x4; NV]; R] = from_fn(|r| from_fn(|v| F32x4::load(&c[r][v])));
    let (a, d, count) = (&sum.a, &sum.d, sum.rows.len());
    let (a_stride, d_stride) = (a.layout.stride(), d.layout.stride());
    let a_rows = a.data[a.layout.at(a.first + sum.rows.start, sum.k + skip)..].chunks(a_stride);
    let d_rows = d.data[d.layout.at(d.first + sum.rows.start, sum.col)..].chunks(d_stride);
    for (x, d) in a_rows.zip(d_rows).take(count) {
        let (Some(x), Some(d)) = (x.first_chunk::<R>(), d.as_chunks::<LANES>().0.first_chunk::<NV>()) else {
            break;
        };
        let d: [F32x4; NV] = from_fn(|v| F32x4::load(&d[v]));
        for r in 0..R {
            let x = F32x4::splat(x[r]);
            for v in 0..NV {
                acc[r][v] = x.mul_add(d[v], acc[r][v]);
            }
        }
    }
    for r in 0..R {
        for v in 0..NV {
            acc[r][v].store(&mut c[r][v]);
        }
    }
}

/// sums[M] += the sum of `rows` of D: a bias's gradient.
pub fn add_row_sums(d: View, sums: &mut [f32], rows: usize) {
    for (v, sum) in vectors_mut(sums).iter_mut().enumerate() {
        let from = d.data[d.layout.at(d.first, v * LANES)..].chunks(d.layout.stride());
        let mut acc = F32x4::load(sum);
        for row in from.take(rows) {
            let Some(row) = row.first_chunk::<LANES>() else {
                break;
            };
            acc += F32x4::load(row);
        }
        acc.store(sum);
    }
}

/// Packs Bᵀ (M × K) from a packed B (K × M), for the products of the way back. K' = `k` rounded up to 4 columns.
pub fn transpose_packed(b: Packed, to: &mut [f32]) {
    let columns = padded(b.k);
    let mut k = 0;
    while k < b.k {
        let mut col = 0;
        while col < b.m {
            let rows: [F32x4; LANES] = from_fn(|i| {
                if k + i >= b.k {
                    return F32x4::ZERO;
                }
                let at = packed_at(b.k, b.m, k + i, col);
                F32x4::from_slice(&b.data[at..])
            });
            for (i, row) in F32x4::transpose(rows).into_iter().enumerate() {
                let at = packed_at(b.m, columns, col + i, k);
                row.write(&mut to[at..]);
            }
            col += LANES;
        }
        k += LANES;
    }
}
