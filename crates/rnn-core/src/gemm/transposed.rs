//! Products with a transposed operand: C += Aᵀ · D, sums over rows, and the transposition of packed weights.

use core::array::from_fn;

use super::tiles::{PACK_FROM, PANEL_ROWS, PANEL_VECTORS, SUM_ROWS, TILE_ROWS};
use super::{PANEL, Packed, PanelRow, View, full_panels, panels, rest_width};
use crate::simd::{F32x4, LANES, padded, rows_in_lockstep, transpose, vectors_mut};

/// C\[K × M\] += Aᵀ · D over `rows`: A has K columns, D has M; C is packed.
#[inline(never)]
pub fn matmul_tn(a: View, d: View, c: &mut [f32], (k, m): (usize, usize), rows: usize) {
    if k == 0 || m == 0 {
        return;
    }
    let mut room = [0.0; SUM_ROWS * PANEL];
    let (full, width) = (full_panels(m) * PANEL, rest_width(m));
    for start in (0..rows).step_by(SUM_ROWS) {
        let count = SUM_ROWS.min(rows - start);
        let (a, d) = (a.from(start), d.from(start));
        for col in (0..full).step_by(PANEL) {
            let panel = if k >= PACK_FROM {
                pack(d, col, &mut room[..count * PANEL])
            } else {
                View::rows(&d.data[col..], d.stride)
            };
            sum_panel::<PANEL_VECTORS>(a, panel, count, &mut c[col * k..][..PANEL * k]);
        }
        for col in (full..m).step_by(width) {
            let (panel, to) = (View::rows(&d.data[col..], d.stride), &mut c[col * k..][..width * k]);
            if width == LANES {
                sum_panel::<1>(a, panel, count, to);
            } else {
                sum_panel::<2>(a, panel, count, to);
            }
        }
    }
}

/// Copies a panel of D.
///
/// PERF: its rows, each read for every few rows of K, lie far apart.
fn pack<'a>(d: View, col: usize, to: &'a mut [f32]) -> View<'a> {
    for (to, from) in to.as_chunks_mut::<PANEL>().0.iter_mut().zip(d.data[col..].chunks(d.stride)) {
        to.copy_from_slice(&from[..PANEL]);
    }
    View::rows(to, PANEL)
}

/// All rows of K against one panel of NV vectors.
#[inline(never)]
fn sum_panel<const NV: usize>(a: View, d: View, rows: usize, c: &mut [f32]) {
    let c = c.as_chunks_mut::<LANES>().0.as_chunks_mut::<NV>().0;
    let most = if NV == PANEL_VECTORS { PANEL_ROWS } else { TILE_ROWS };
    let (mut k, end) = (0, c.len());
    while k < end {
        let left = end - k;
        // One row less than fit where that would leave a single one, which would wait for its own sums.
        let taken = if left == most + 1 && most == 3 { 2 } else { left.min(most) };
        match taken {
            4 if NV < PANEL_VECTORS => sum_tile::<4, NV>(a, d, rows, c, k),
            3 if NV == PANEL_VECTORS && most >= 3 => sum_tile::<3, NV>(a, d, rows, c, k),
            2 if NV == PANEL_VECTORS => sum_tile::<2, NV>(a, d, rows, c, k),
            // As in `column`, tiles of a narrow panel's last rows are not worth their size.
            _ => (k..k + taken).for_each(|k| sum_tile::<1, NV>(a, d, rows, c, k)),
        }
        k += taken;
    }
}

/// R rows of K, from `k` on.
#[inline(always)]
fn sum_tile<const R: usize, const NV: usize>(a: View, d: View, rows: usize, c: &mut [PanelRow<NV>], k: usize) {
    let c = &mut c[k..][..R];
    let mut acc: [[F32x4; NV]; R] = from_fn(|r| from_fn(|v| F32x4::load(&c[r][v])));
    rows_in_lockstep((&a.data[k..], a.stride), ([d.data], d.stride), rows, |x: &[f32; R], [d]: [&PanelRow<NV>; 1]| {
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
///
/// PERF: a few columns at a time, whose sums stay in registers, over rows that stay in the cache.
pub fn add_row_sums(d: View, sums: &mut [f32], rows: usize) {
    const NV: usize = 4;
    for start in (0..rows).step_by(SUM_ROWS) {
        let (d, count) = (d.from(start), SUM_ROWS.min(rows - start));
        let (wide, rest) = vectors_mut(sums).as_chunks_mut::<NV>();
        let rest_at = wide.len() * NV * LANES;
        for (sums, col) in wide.iter_mut().zip((0..).step_by(NV * LANES)) {
            add_column_sums(&d.data[col..], d.stride, sums, count);
        }
        for (sum, col) in rest.as_chunks_mut::<1>().0.iter_mut().zip((rest_at..).step_by(LANES)) {
            add_column_sums(&d.data[col..], d.stride, sum, count);
        }
    }
}

#[inline(always)]
fn add_column_sums<const NV: usize>(d: &[f32], stride: usize, sums: &mut PanelRow<NV>, rows: usize) {
    let mut acc: [F32x4; NV] = sums.each_ref().map(F32x4::load);
    rows_in_lockstep((&[], 0), ([d], stride), rows, |_: &[f32; 0], [d]: [&PanelRow<NV>; 1]| {
        (0..NV).for_each(|v| acc[v] += F32x4::load(&d[v]));
    });
    (0..NV).for_each(|v| acc[v].store(&mut sums[v]));
}

/// Packs Bᵀ (M × K) from a packed B (K × M), for the products of the backward pass. K' = `k` rounded up to 4 columns.
pub fn transpose_packed(b: Packed, to: &mut [f32]) {
    for (k, to_width) in panels(padded(b.k)) {
        let to = &mut to[k * b.m..][..to_width * b.m];
        let rows = b.k.min(k + to_width) - k;
        for (col, width) in panels(b.m) {
            let from = &b.data[col * b.k + k * width..][..rows * width];
            transpose_panel(from, width, &mut to[col * to_width..][..width * to_width], to_width);
        }
    }
}

/// One panel of Bᵀ, as far as it comes from one panel of B, whose rows become its columns; zeros in columns past them.
#[inline(always)]
fn transpose_panel(from: &[f32], width: usize, to: &mut [f32], to_width: usize) {
    static ZEROS: [f32; PANEL] = [0.0; PANEL];
    for (rows, column) in from.chunks(LANES * width).zip((0..).step_by(LANES)) {
        let row = |i: usize| rows.get(i * width..(i + 1) * width).unwrap_or(&ZEROS);
        transpose(from_fn(row), &mut to[column..], to_width, width);
    }
}
