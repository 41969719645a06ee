//! Products with a transposed operand: C += Aᵀ · D, sums over rows, and the transposition of packed weights.

use core::array::from_fn;
use core::ops::Range;

use super::tiles::{SUM_CHUNK, SUM_PANELS, TILE_ROWS};
use super::{PANEL, Packed, PanelRow, View, packed_at, panels_before_last};
use crate::simd::{F32x4, LANES, padded, rows_in_lockstep, vectors_mut};

/// C\[K × M\] += Aᵀ · D over `rows`: A has K columns, D has M; C is packed.
#[inline(never)]
pub fn matmul_tn(a: View, d: View, c: &mut [f32], (k, m): (usize, usize), rows: usize) {
    if k == 0 || m == 0 {
        return;
    }
    let (last, count) = (panels_before_last(m), panels_before_last(m) + 1);
    for start in (0..rows).step_by(SUM_CHUNK) {
        let rows = start..(start + SUM_CHUNK).min(rows);
        for group in (0..count).step_by(SUM_PANELS) {
            let mut at = 0;
            while at < k {
                let taken = rows_of_k(k - at);
                for p in group..(group + SUM_PANELS).min(count) {
                    let width = if p < last { PANEL } else { m - last * PANEL };
                    let to = &mut c[p * PANEL * k + at * width..][..taken * width];
                    let sum = Sum { a, d, rows: rows.clone(), k: at, col: p * PANEL };
                    match width {
                        4 => sum_rows::<1>(&sum, to, taken),
                        8 => sum_rows::<2>(&sum, to, taken),
                        _ => sum_rows::<3>(&sum, to, taken),
                    }
                }
                at += taken;
            }
        }
    }
}

/// How many of the `left` rows of K the next tile takes: TILE_ROWS, but 3 where that would leave one or two, which would wait
/// for their own sums.
const fn rows_of_k(left: usize) -> usize {
    match left {
        5 | 6 => 3,
        ..=3 => left,
        _ => TILE_ROWS,
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

#[inline(never)]
fn sum_rows<const NV: usize>(sum: &Sum, c: &mut [f32], taken: usize) {
    match taken {
        TILE_ROWS if NV < 3 => sum_tile::<TILE_ROWS, NV>(sum, c, 0),
        // As in `column`.
        _ if NV == 1 => (0..taken).for_each(|skip| sum_tile::<1, NV>(sum, c, skip)),
        TILE_ROWS => {
            sum_tile::<2, NV>(sum, c, 0);
            sum_tile::<2, NV>(sum, c, 2);
        }
        3 => sum_tile::<3, NV>(sum, c, 0),
        2 => sum_tile::<2, NV>(sum, c, 0),
        _ => sum_tile::<1, NV>(sum, c, 0),
    }
}

#[inline(always)]
fn sum_tile<const R: usize, const NV: usize>(sum: &Sum, c: &mut [f32], skip: usize) {
    let c: &mut [PanelRow<NV>] = &mut c.as_chunks_mut::<LANES>().0.as_chunks_mut::<NV>().0[skip..][..R];
    let mut acc: [[F32x4; NV]; R] = from_fn(|r| from_fn(|v| F32x4::load(&c[r][v])));
    let a_rows = &sum.a.data[sum.rows.start * sum.a.stride + sum.k + skip..];
    let d_rows = &sum.d.data[sum.rows.start * sum.d.stride + sum.col..];
    let strides = (sum.a.stride, sum.d.stride);
    rows_in_lockstep((a_rows, strides.0), (d_rows, strides.1), sum.rows.len(), |x: &[f32; R], d: &PanelRow<NV>| {
        let d: [F32x4; NV] = from_fn(|v| F32x4::load(&d[v]));
        for r in 0..R {
            let x = F32x4::splat(x[r]);
            for v in 0..NV {
                acc[r][v] = x.mul_add(d[v], acc[r][v]);
            }
        }
    });
    for r in 0..R {
        for v in 0..NV {
            acc[r][v].store(&mut c[r][v]);
        }
    }
}

/// sums\[M\] += the sum of `rows` of D: a bias's gradient.
pub fn add_row_sums(d: View, sums: &mut [f32], rows: usize) {
    for row in d.data.chunks(d.stride).take(rows) {
        for (sum, x) in vectors_mut(sums).iter_mut().zip(row.as_chunks::<LANES>().0) {
            (F32x4::load(sum) + F32x4::load(x)).store(sum);
        }
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
