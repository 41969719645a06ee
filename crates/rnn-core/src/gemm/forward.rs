//! C = init + A · B.

use core::array::from_fn;
use core::ops::Range;

use super::tiles::{DEPTH, PANEL_ROWS, PANEL_VECTORS, ROW_CHUNK, ROW_PANELS, TILE_ROWS};
use super::{PANEL, Packed, PanelRow, View, ViewMut, full_panels, rest_width};
use crate::simd::{F32x4, LANES, lockstep, rows_at, rows_at_mut};

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

/// A few panels against some rows, over a part of K.
#[derive(Clone)]
struct Pass<'a, 'b> {
    a: View<'a>,
    k: Range<usize>,
    init: Init<'b>,
    /// First column of the panels.
    col: usize,
}

/// C\[rows × M\] = init + A\[rows × K\] · B\[K × M\].
#[inline(never)]
pub fn matmul(a: View, b: Packed, c: &mut ViewMut, rows: usize, init: Init) {
    if b.m == 0 {
        return;
    }
    for row in (0..rows).step_by(ROW_CHUNK) {
        let rows = row..(row + ROW_CHUNK).min(rows);
        // Once even where K is 0: C still is its start.
        for start in (0..b.k.max(1)).step_by(DEPTH) {
            let k = start..(start + DEPTH).min(b.k);
            let init = if start == 0 { init } else { Init::Keep };
            panels(&Pass { a, k, init, col: 0 }, b, c, rows.clone());
        }
    }
}

/// All panels against a chunk of rows.
#[inline(always)]
fn panels(pass: &Pass, b: Packed, c: &mut ViewMut, rows: Range<usize>) {
    let count = full_panels(b.m);
    let full = |p: usize| -> &[PanelRow<PANEL_VECTORS>] { panel_rows(&b.data[p * PANEL * b.k..], pass.k.clone()) };
    let mut p = 0;
    while rows.len() == 1 && p + ROW_PANELS <= count {
        let pass = Pass { col: p * PANEL, ..pass.clone() };
        tile::<1, ROW_PANELS, PANEL_VECTORS, 1, 1>(&pass, from_fn(|i| full(p + i)), c, rows.start);
        p += ROW_PANELS;
    }
    while p < count {
        column::<PANEL_VECTORS>(&Pass { col: p * PANEL, ..pass.clone() }, full(p), c, rows.clone());
        p += 1;
    }
    let (mut col, width) = (count * PANEL, rest_width(b.m));
    while col < b.m {
        let (pass, panel) = (Pass { col, ..pass.clone() }, &b.data[col * b.k..]);
        if width == LANES {
            column::<1>(&pass, panel_rows(panel, pass.k.clone()), c, rows.clone());
        } else {
            column::<2>(&pass, panel_rows(panel, pass.k.clone()), c, rows.clone());
        }
        col += width;
    }
}

#[inline(always)]
pub(super) fn panel_rows<const NV: usize>(panel: &[f32], k: Range<usize>) -> &[PanelRow<NV>] {
    &panel.as_chunks::<LANES>().0.as_chunks::<NV>().0[k]
}

/// One panel against rows, in the tallest tiles that fit the registers. Rows that they leave over, and matrices of four
/// columns, are not worth all the other tiles, which every browser would load.
#[inline(never)]
fn column<const NV: usize>(pass: &Pass, b: &[PanelRow<NV>], c: &mut ViewMut, rows: Range<usize>) {
    let (mut row, end) = (rows.start, rows.end);
    while NV == PANEL_VECTORS && row + PANEL_ROWS <= end {
        tile::<PANEL_ROWS, 1, NV, 1, 1>(pass, [b], c, row);
        row += PANEL_ROWS;
    }
    while NV == 2 && row + TILE_ROWS <= end {
        tile::<TILE_ROWS, 1, NV, 1, 1>(pass, [b], c, row);
        row += TILE_ROWS;
    }
    if NV == PANEL_VECTORS && PANEL_ROWS > 2 && row + 2 == end {
        tile::<2, 1, NV, 1, 1>(pass, [b], c, row);
        row += 2;
    }
    while row < end {
        tile::<1, 1, NV, 2, 2>(pass, [b], c, row);
        row += 1;
    }
}

/// R rows × P panels of NV vectors, K split over S sets of accumulators, U steps of K to a turn of the inner loop.
///
/// PERF: fewer than 8 chains wait for their own sums, so short tiles split K. Tall tiles take one step a turn: LLVM gathers
/// the steps of a chain, so that all panel rows of a turn are alive at once and spill.
#[inline(always)]
fn tile<const R: usize, const P: usize, const NV: usize, const S: usize, const U: usize>(
    pass: &Pass,
    b: [&[PanelRow<NV>]; P],
    c: &mut ViewMut,
    row: usize,
) {
    let mut sets = [[[[F32x4::ZERO; NV]; P]; R]; S];
    sets[0] = start(pass, c, row);
    let x = rows_at(pass.a.data, row * pass.a.stride + pass.k.start, pass.a.stride, pass.k.len());
    accumulate::<R, P, NV, S, U>(&mut sets, x, b);
    for p in 0..P {
        let to = rows_at_mut::<R, NV>(c.data, row * c.stride + pass.col + p * NV * LANES, c.stride);
        for (r, to) in to.into_iter().enumerate() {
            for v in 0..NV {
                (1..S).fold(sets[0][r][p][v], |sum, s| sum + sets[s][r][p][v]).store(&mut to[v]);
            }
        }
    }
}

/// What a row of the widest tile begins with.
/// PERF: loads from here are one path for all of [`Init`], where constants would be a second one that ends in moves.
static ZEROS: [f32; ROW_PANELS * PANEL] = [0.0; ROW_PANELS * PANEL];

/// What the sums of a tile begin with.
#[inline(always)]
fn start<const R: usize, const P: usize, const NV: usize>(
    pass: &Pass,
    c: &ViewMut,
    row: usize,
) -> [[[F32x4; NV]; P]; R] {
    let (from, start, stride) = match pass.init {
        Init::Zero => (&ZEROS[..], 0, 0),
        Init::Keep => (&*c.data, row * c.stride + pass.col, c.stride),
        Init::Row(bias) => (bias, pass.col, 0),
    };
    let rows: [&[f32]; R] = rows_at(from, start, stride, P * NV * LANES);
    let rows = rows.map(|row| row.as_chunks::<LANES>().0);
    from_fn(|r| from_fn(|p| from_fn(|v| F32x4::load(&rows[r][p * NV + v]))))
}

#[inline(always)]
pub(super) fn accumulate<const R: usize, const P: usize, const NV: usize, const S: usize, const U: usize>(
    sets: &mut [[[[F32x4; NV]; P]; R]; S],
    x: [&[f32]; R],
    w: [&[PanelRow<NV>]; P],
) {
    let (x, w) = (x.map(|x| x.as_chunks::<U>()), w.map(|w| w.as_chunks::<U>()));
    lockstep(x.map(|x| x.0), w.map(|w| w.0), |x: [&[f32; U]; R], w: [&[PanelRow<NV>; U]; P]| {
        for k in 0..U {
            multiply(&mut sets[k % S], x.map(|x| x[k]), w.map(|w| &w[k]));
        }
    });
    if U > 1 {
        lockstep(x.map(|x| x.1), w.map(|w| w.1), |x, w| multiply(&mut sets[0], x.map(|&x| x), w));
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
