//! One row against a packed matrix: the products of a batch of one, of which there is one or two a step.
//!
//! PERF: the general product's bookkeeping, done 63 times in the tutorial's update, would be 0.8 µs of its 12.

use core::array::from_fn;

use super::tiles::{PANEL_VECTORS, ROW_PANELS};
use super::{Init, PANEL, Packed, PanelRow, View, ViewMut, full_panels, matmul};
use crate::simd::{F32x4, LANES, rows_in_lockstep};

/// Columns of the panels that are taken at once.
const PART: usize = ROW_PANELS * PANEL;

/// to = x · B + `from`, or what `to` holds without one.
///
/// PERF: inlined it is no faster, and makes the forward pass the largest function of the wasm, which V8 would optimize late.
#[inline(never)]
pub fn add_row_product(x: &[f32], b: Packed, from: Option<&[f32]>, to: &mut [f32]) {
    let (mut col, full) = (0, full_panels(b.m) * PANEL);
    while col + PART <= full {
        let to: &mut [f32; PART] = part(&mut to[col..]);
        let start: &[f32] = from.map_or(&*to, |from| &from[col..][..PART]);
        let start = start.as_chunks::<LANES>().0;
        let mut sums: [[F32x4; PANEL_VECTORS]; ROW_PANELS] =
            from_fn(|p| from_fn(|v| F32x4::load(&start[p * PANEL_VECTORS + v])));
        let panels: [&[f32]; ROW_PANELS] = from_fn(|p| &b.data[(col + p * PANEL) * b.k..]);
        rows_in_lockstep((x, 1), (panels, PANEL), b.k, |&[x], panels: [&PanelRow<PANEL_VECTORS>; ROW_PANELS]| {
            multiply(x, panels, &mut sums);
        });
        for (sum, to) in sums.as_flattened().iter().zip(to.as_chunks_mut::<LANES>().0) {
            sum.store(to);
        }
        col += PART;
    }
    if col < b.m {
        let init = from.map_or(Init::Keep, |from| Init::Row(&from[col..]));
        general(&x[..b.k], Packed { data: &b.data[col * b.k..], k: b.k, m: b.m - col }, &mut to[col..], init);
    }
}

fn part(to: &mut [f32]) -> &mut [f32; PART] {
    to.first_chunk_mut().expect("a row ends before its product")
}

/// sums += x · rows of panels.
#[inline(always)]
fn multiply<const P: usize, const NV: usize>(x: f32, panels: [&PanelRow<NV>; P], sums: &mut [[F32x4; NV]; P]) {
    let x = F32x4::splat(x);
    for (sum, panel) in sums.iter_mut().zip(panels) {
        for (sum, w) in sum.iter_mut().zip(panel.each_ref().map(F32x4::load)) {
            *sum = x.mul_add(w, *sum);
        }
    }
}

/// to = x · B, or to += x · B where it `keeps` what is there.
#[inline(always)]
pub fn row_product(x: &[f32], b: Packed, to: &mut [f32], keeps: bool) {
    match b.m {
        8 => one_panel::<2, 4>(x, b, to, keeps),
        12 => one_panel::<3, 6>(x, b, to, keeps),
        _ => general(x, b, to, if keeps { Init::Keep } else { Init::Zero }),
    }
}

/// A panel of NV vectors is all of B, whose rows are a multiple of 2; NW are two rows.
#[inline(always)]
fn one_panel<const NV: usize, const NW: usize>(x: &[f32], b: Packed, to: &mut [f32], keeps: bool) {
    let mut sums = [[F32x4::ZERO; NV]; 2];
    if keeps {
        sums[0] = from_fn(|v| F32x4::from_slice(&to[v * LANES..]));
    }
    rows_in_lockstep((x, 2), ([b.data], NW * LANES), b.k / 2, |x: &[f32; 2], [rows]: [&PanelRow<NW>; 1]| {
        let rows = rows.each_ref().map(F32x4::load);
        for (i, sum) in sums.iter_mut().enumerate() {
            let x = F32x4::splat(x[i]);
            for v in 0..NV {
                sum[v] = x.mul_add(rows[i * NV + v], sum[v]);
            }
        }
    });
    for (v, to) in to.as_chunks_mut::<LANES>().0.iter_mut().take(NV).enumerate() {
        (sums[0][v] + sums[1][v]).store(to);
    }
}

#[inline(never)]
fn general(x: &[f32], b: Packed, to: &mut [f32], init: Init) {
    let stride = to.len();
    matmul(View::rows(x, x.len()), b, &mut ViewMut::rows(to, stride), 1, init);
}
