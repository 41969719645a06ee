//! One row against a packed matrix: the products of a batch of one, of which there is one or two a step.
//!
//! PERF: the general product's bookkeeping, done 63 times in the tutorial's update, would be 0.8 µs of its 12.

use core::array::from_fn;

use super::forward::{accumulate, panel_rows};
use super::tiles::{PANEL_VECTORS, ROW_PANELS};
use super::{Init, PANEL, Packed, PanelRow, View, ViewMut, full_panels, matmul};
use crate::simd::{F32x4, LANES};

/// Columns of the panels that are taken at once.
const PART: usize = ROW_PANELS * PANEL;

/// to = x · B + `from`, or what `to` holds without one.
#[inline(always)]
pub fn add_row_product(x: &[f32], b: Packed, from: Option<&[f32]>, to: &mut [f32]) {
    let (mut col, full) = (0, full_panels(b.m) * PANEL);
    while col + PART <= full {
        let to = to[col..][..PART].as_chunks_mut::<LANES>().0.as_chunks_mut::<PANEL_VECTORS>().0;
        let panels = &b.data[col * b.k..][..PART * b.k];
        let start = match from {
            Some(from) => from[col..][..PART].as_chunks::<LANES>().0.as_chunks::<PANEL_VECTORS>().0,
            None => &*to,
        };
        let mut sums = [[from_fn(|p| start[p].each_ref().map(F32x4::load))]];
        let panels: [&[PanelRow<PANEL_VECTORS>]; ROW_PANELS] =
            from_fn(|p| panel_rows(&panels[p * PANEL * b.k..], 0..b.k));
        accumulate::<1, ROW_PANELS, PANEL_VECTORS, 1, 1>(&mut sums, [x], panels);
        for (sum, to) in sums[0][0].iter().zip(to) {
            (0..PANEL_VECTORS).for_each(|v| sum[v].store(&mut to[v]));
        }
        col += PART;
    }
    if col < b.m {
        let init = from.map_or(Init::Keep, |from| Init::Row(&from[col..]));
        general(x, Packed { data: &b.data[col * b.k..], k: b.k, m: b.m - col }, &mut to[col..], init);
    }
}

/// to = x · B, or to += x · B where it `keeps` what is there.
#[inline(always)]
pub fn row_product(x: &[f32], b: Packed, to: &mut [f32], keeps: bool) {
    match b.m {
        8 => one_panel::<2, 2>(x, b, to, keeps),
        12 => one_panel::<3, 2>(x, b, to, keeps),
        _ => general(x, b, to, if keeps { Init::Keep } else { Init::Zero }),
    }
}

/// A panel of NV vectors is all of B; S sets of accumulators.
#[inline(always)]
fn one_panel<const NV: usize, const S: usize>(x: &[f32], b: Packed, to: &mut [f32], keeps: bool) {
    let mut sets = [[[[F32x4::ZERO; NV]]]; S];
    if keeps {
        sets[0][0][0] = from_fn(|v| F32x4::from_slice(&to[v * LANES..]));
    }
    accumulate::<1, 1, NV, S, S>(&mut sets, [x], [panel_rows(b.data, 0..b.k)]);
    for (v, to) in to.as_chunks_mut::<LANES>().0.iter_mut().take(NV).enumerate() {
        sets.iter().skip(1).fold(sets[0][0][0][v], |sum, set| sum + set[0][0][v]).store(to);
    }
}

#[inline(never)]
fn general(x: &[f32], b: Packed, to: &mut [f32], init: Init) {
    let stride = to.len();
    matmul(View::rows(x, x.len()), b, &mut ViewMut::rows(to, stride), 1, init);
}
