//! Walks over rows of matrices: one comparison for many elements, where indexing would leave one each.

use super::LANES;

/// Walks several slices at once, as far as the shortest goes.
///
/// PERF: one comparison a turn for all of them; indexing, and zipping more than two, leave one each.
#[inline(always)]
pub fn lockstep<'a, A, B, const R: usize, const P: usize>(
    a: [&'a [A]; R],
    b: [&'a [B]; P],
    mut visit: impl FnMut([&'a A; R], [&'a B; P]),
) {
    let len = a.iter().map(|a| a.len()).chain(b.iter().map(|b| b.len())).min().unwrap_or(0);
    for k in 0..len {
        // SAFETY: `k` is below the length of every slice.
        visit(a.map(|a| unsafe { a.get_unchecked(k) }), b.map(|b| unsafe { b.get_unchecked(k) }));
    }
}

/// R rows of a matrix: `len` floats from `start` on, and again every `stride` floats.
///
/// PERF: one comparison for all of them.
///
/// # Panics
/// When the matrix ends before.
#[inline(always)]
pub fn rows_at<const R: usize>(matrix: &[f32], start: usize, stride: usize, len: usize) -> [&[f32]; R] {
    assert!(start + (R - 1) * stride + len <= matrix.len());
    core::array::from_fn(|r| {
        // SAFETY: r ≤ R − 1, so the row ends within what was asserted.
        unsafe { matrix.get_unchecked(start + r * stride..start + r * stride + len) }
    })
}

/// As [`rows_at`], R rows of NV vectors to write.
///
/// # Panics
/// When the matrix ends before, or rows overlap.
#[inline(always)]
pub fn rows_at_mut<const R: usize, const NV: usize>(
    matrix: &mut [f32],
    start: usize,
    stride: usize,
) -> [&mut [[f32; LANES]; NV]; R] {
    assert!(start + (R - 1) * stride + NV * LANES <= matrix.len() && (R == 1 || stride >= NV * LANES));
    let matrix = matrix.as_mut_ptr();
    // SAFETY: r ≤ R − 1, so each row ends within what was asserted, and no two share a float; arrays of floats have the
    // alignment of a float.
    core::array::from_fn(|r| unsafe { &mut *matrix.add(start + r * stride).cast() })
}

/// Walks `rows` rows of two matrices at once: the first R floats and the first NV vectors of each.
///
/// # Panics
/// When a matrix has fewer rows.
#[inline(always)]
pub fn rows_in_lockstep<const R: usize, const NV: usize>(
    (a, a_stride): (&[f32], usize),
    (d, d_stride): (&[f32], usize),
    rows: usize,
    mut visit: impl FnMut(&[f32; R], &[[f32; LANES]; NV]),
) {
    let Some(before) = rows.checked_sub(1) else { return };
    assert!(before * a_stride + R <= a.len() && before * d_stride + NV * LANES <= d.len());
    for row in 0..rows {
        // SAFETY: `row ≤ before`, so both reads end within what was asserted.
        let (x, y) = unsafe { (a.as_ptr().add(row * a_stride), d.as_ptr().add(row * d_stride)) };
        // SAFETY: as above; arrays of floats have the alignment of a float.
        visit(unsafe { &*x.cast() }, unsafe { &*y.cast() });
    }
}
