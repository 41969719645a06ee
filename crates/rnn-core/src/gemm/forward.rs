//! C = init + A · B.

use core::array::from_fn;
use core::ops::Range;

use super::{PANEL, Packed, PanelRow, View, ViewMut, panels_before_last};
use crate::simd::{F32x4, LANES};

/// K of one pass: a panel of this depth (8 KB) and its rows stay in L1.
const DEPTH: usize = 256;
/// Rows of one pass over all panels: with DEPTH columns they stay in L2.
const ROW_CHUNK: usize = 60;

/// What a product starts from.
#[derive(Clone, Copy)]
pub enum Init<'a> {
    /// Zeros.
    Zero,
    /// What C holds.
    Keep,
    /// The same row everywhere: a bias of M values.
    Row(&'a [f32]),
}

/// One panel of a packed matrix against all rows of a chunk.
struct Pass<'a, 'b> {
    a: View<'a>,
    k: Range<usize>,
    init: Init<'b>,
    /// First column of the panel.
    col: usize,
}

/// C[rows × M] = init + A[rows × K] · B[K × M].
pub fn matmul(a: View, b: Packed, c: &mut ViewMut, rows: usize, init: Init) {
    if b.k == 0 || rows == 0 || b.m == 0 {
        return;
    }
    let mut row = 0;
    while row < rows {
        let chunk = ROW_CHUNK.min(rows - row);
        let mut k = 0;
        while k < b.k {
            let depth = k..(k + DEPTH).min(b.k);
            let init = if k == 0 { init } else { Init::Keep };
            panels(a, b, c, row..row + chunk, depth, init);
            k += DEPTH;
        }
        row += chunk;
    }
}

fn panels(a: View, b: Packed, c: &mut ViewMut, rows: Range<usize>, k: Range<usize>, init: Init) {
    let last = panels_before_last(b.m);
    let full = |p: usize| -> &[PanelRow<2>] { panel_rows(&b.data[p * PANEL * b.k..], k.clone()) };
    let mut p = 0;
    if rows.len() == 1 {
        // PERF: one row gives one accumulator a vector; six panels at once keep the multipliers busy.
        while p + 6 <= last + usize::from(b.m - last * PANEL == PANEL) {
            let pass = Pass { a, k: k.clone(), init, col: p * PANEL };
            tile::<1, 6, 2, 1>(&pass, from_fn(|i| full(p + i)), c, rows.start);
            p += 6;
        }
    }
    while p < last {
        column::<2>(&Pass { a, k: k.clone(), init, col: p * PANEL }, full(p), c, rows.clone());
        p += 1;
    }
    if p > last {
        return;
    }
    let pass = Pass { a, k: k.clone(), init, col: last * PANEL };
    let tail = &b.data[last * PANEL * b.k..];
    match b.m - last * PANEL {
        4 => column::<1>(&pass, panel_rows(tail, k), c, rows),
        8 => column::<2>(&pass, panel_rows(tail, k), c, rows),
        _ => column::<3>(&pass, panel_rows(tail, k), c, rows),
    }
}

#[inline(always)]
fn panel_rows<const NV: usize>(panel: &[f32], k: Range<usize>) -> &[PanelRow<NV>] {
    &panel.as_chunks::<LANES>().0.as_chunks::<NV>().0[k]
}

/// One panel against rows, in the tallest tiles that fit the registers.
#[inline(always)]
fn column<const NV: usize>(pass: &Pass, b: &[PanelRow<NV>], c: &mut ViewMut, rows: Range<usize>) {
    let (mut row, end) = (rows.start, rows.end);
    if NV <= 2 {
        while row + 6 <= end {
            tile::<6, 1, NV, 1>(pass, [b], c, row);
            row += 6;
        }
    }
    while row + 4 <= end {
        tile::<4, 1, NV, 1>(pass, [b], c, row);
        row += 4;
    }
    while row + 2 <= end {
        tile::<2, 1, NV, 2>(pass, [b], c, row);
        row += 2;
    }
    if row < end {
        tile::<1, 1, NV, 4>(pass, [b], c, row);
    }
}

/// R rows × P panels of NV vectors, K split over S sets of accumulators.
#[inline(always)]
fn tile<const R: usize, const P: usize, const NV: usize, const S: usize>(
    pass: &Pass,
    b: [&[PanelRow<NV>]; P],
    c: &mut ViewMut,
    row: usize,
) {
    let mut sets = [[[[F32x4::ZERO; NV]; P]; R]; S];
    sets[0] = from_fn(|r| from_fn(|p| start::<NV>(pass, c, row + r, pass.col + p * NV * LANES)));
    let mut k = pass.k.start;
    while k < pass.k.end {
        let len = pass.a.layout.run(k).min(pass.k.end - k);
        let x: [&[f32]; R] = from_fn(|r| pass.a.run(row + r, k, len));
        let w: [&[PanelRow<NV>]; P] = from_fn(|p| &b[p][k - pass.k.start..][..len]);
        accumulate(&mut sets, x, w);
        k += len;
    }
    for r in 0..R {
        for p in 0..P {
            let sum: [F32x4; NV] = from_fn(|v| (1..S).fold(sets[0][r][p][v], |sum, s| sum + sets[s][r][p][v]));
            let at = c.layout.at(c.first + row + r, pass.col + p * NV * LANES);
            let to = c.data[at..][..NV * LANES].as_chunks_mut::<LANES>().0;
            for v in 0..NV {
                sum[v].store(&mut to[v]);
            }
        }
    }
}

#[inline(always)]
fn start<const NV: usize>(pass: &Pass, c: &ViewMut, row: usize, col: usize) -> [F32x4; NV] {
    let from = match pass.init {
        Init::Zero => return [F32x4::ZERO; NV],
        Init::Keep => &c.data[c.layout.at(c.first + row, col)..],
        Init::Row(bias) => &bias[col..],
    };
    let from = from[..NV * LANES].as_chunks::<LANES>().0;
    from_fn(|v| F32x4::load(&from[v]))
}

#[inline(always)]
fn accumulate<const R: usize, const P: usize, const NV: usize, const S: usize>(
    sets: &mut [[[[F32x4; NV]; P]; R]; S],
    x: [&[f32]; R],
    w: [&[PanelRow<NV>]; P],
) {
    let x_sets = x.map(|x| x.as_chunks::<S>());
    let w_sets = w.map(|w| w.as_chunks::<S>());
    for k in 0..x_sets[0].0.len() {
        for s in 0..S {
            multiply(&mut sets[s], x_sets.map(|x| x.0[k][s]), w_sets.map(|w| &w.0[k][s]));
        }
    }
    for k in 0..x_sets[0].1.len() {
        multiply(&mut sets[0], x_sets.map(|x| x.1[k]), w_sets.map(|w| &w.1[k]));
    }
}

/// One step of K: R broadcasts against P rows of panels.
#[inline(always)]
fn multiply<const R: usize, const P: usize, const NV: usize>(
    set: &mut [[[F32x4; NV]; P]; R],
    x: [f32; R],
    w: [&PanelRow<NV>; P],
) {
    for p in 0..P {
        let w: [F32x4; NV] = from_fn(|v| F32x4::load(&w[p][v]));
        for r in 0..R {
            let x = F32x4::splat(x[r]);
            for v in 0..NV {
                set[r][p][v] = x.mul_add(w[v], set[r][p][v]);
            }
        }
    }
}
