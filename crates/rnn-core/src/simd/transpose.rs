//! Rows that become columns.

use super::rows::{Wide, end_of_rows};
use super::{F32x4, LANES};

/// Writes the first `width` floats of four rows as the first four columns of `width` rows, which lie `stride` floats
/// apart. The width is a multiple of four.
///
/// PERF: one comparison for each slice.
///
/// # Panics
/// When a slice ends before.
#[inline(always)]
pub fn transpose(rows: [&[f32]; LANES], to: &mut [f32], stride: usize, width: usize) {
    if width == 0 {
        return;
    }
    assert!(rows.iter().all(|row| width <= row.len()) && width.is_multiple_of(LANES));
    assert!(end_of_rows(0, width, stride, LANES) <= to.len() as Wide);
    let (mut from, mut to) = (rows.map(<[f32]>::as_ptr), to.as_mut_ptr());
    for _ in 0..width / LANES {
        // SAFETY: the turns so far read and wrote fewer than `width` columns and rows, which end within what was asserted;
        // arrays of floats have the alignment of a float.
        let rows = from.map(|row| F32x4::load(unsafe { &*row.cast() }));
        for column in F32x4::transpose(rows) {
            column.store(unsafe { &mut *to.cast() });
            to = to.wrapping_add(stride);
        }
        from = from.map(|row| row.wrapping_add(LANES));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use core::array::from_fn;

    #[test]
    #[should_panic(expected = "width <= row.len()")]
    fn rows_to_transpose_that_are_too_short_are_refused() {
        transpose([&[0.0; 8], &[0.0; 8], &[0.0; 8], &[0.0; 7]], &mut [0.0; 32], 4, 8);
    }

    #[test]
    #[should_panic(expected = "end_of_rows")]
    fn columns_past_the_end_of_a_matrix_are_refused() {
        transpose([&[0.0; 8]; 4], &mut [0.0; 31], 4, 8);
    }

    #[test]
    fn four_rows_become_four_columns() {
        let rows: [[f32; 8]; 4] = from_fn(|r| from_fn(|c| (10 * r + c) as f32));
        let mut to = [-1.0; 8 * 5];
        transpose(rows.each_ref().map(|row| &row[..]), &mut to, 5, 8);
        for (c, row) in to.chunks(5).enumerate() {
            assert_eq!(row, [c as f32, (10 + c) as f32, (20 + c) as f32, (30 + c) as f32, -1.0]);
        }
        transpose([&[]; 4], &mut [], 5, 0);
    }
}
