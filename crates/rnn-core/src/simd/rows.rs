//! Walks over rows of matrices: one comparison for many elements, where indexing would leave one each.

use core::array::from_fn as array;

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
    // PERF: addresses that grow by themselves; an index would be multiplied, or folded into one address for all slices.
    let (mut a, mut b) = (a.map(<[A]>::as_ptr), b.map(<[B]>::as_ptr));
    // PERF: the end of one of them, because a counter of turns would be one more addition in each.
    let end = a[0].wrapping_add(len);
    while a[0] != end {
        // SAFETY: fewer turns were made than any slice has elements.
        visit(a.map(|a| unsafe { &*a }), b.map(|b| unsafe { &*b }));
        a = a.map(|a| a.wrapping_add(1));
        b = b.map(|b| b.wrapping_add(1));
    }
}

/// Walks a slice to read and N to write, `size` elements of each at a time, fewer at the end of the first.
///
/// PERF: one comparison for all of them; each slice that is cut by itself is one more in each block, and each element.
///
/// # Panics
/// When a slice to write ends before.
#[inline(always)]
pub fn along<T, const N: usize>(
    read: &[T],
    size: usize,
    write: [&mut [T]; N],
    mut visit: impl FnMut(&[T], [&mut [T]; N]),
) {
    assert!(write.iter().all(|to| read.len() <= to.len()));
    let mut write = write.map(<[T]>::as_mut_ptr);
    for block in read.chunks(size) {
        // SAFETY: the blocks up to here have as many elements as `read`, which no slice has fewer than; they are unique
        // borrows.
        visit(block, write.map(|to| unsafe { core::slice::from_raw_parts_mut(to, block.len()) }));
        write = write.map(|to| to.wrapping_add(block.len()));
    }
}

/// Walks blocks of N floats, each with four floats of W slices to write and of R slices to read, which are 0 where there is
/// none.
///
/// # Panics
/// When a slice ends before the blocks.
#[inline(always)]
pub fn blocks_in_lockstep<const N: usize, const W: usize, const R: usize>(
    blocks: &mut [[f32; N]],
    write: [&mut [f32]; W],
    read: [Option<&[f32]>; R],
    mut visit: impl FnMut(&mut [f32; N], [&mut [f32; LANES]; W], [&[f32; LANES]; R]),
) {
    static ZEROS: [f32; LANES] = [0.0; LANES];
    let units = blocks.len() * LANES;
    assert!(write.iter().all(|to| units <= to.len()) && read.iter().flatten().all(|from| units <= from.len()));
    // PERF: what is not there has the same address at each turn, instead of a branch.
    let by = read.map(|from| if from.is_some() { LANES } else { 0 });
    let (mut write, mut read) = (write.map(<[f32]>::as_mut_ptr), read.map(|from| from.unwrap_or(&ZEROS).as_ptr()));
    for block in blocks {
        // SAFETY: fewer turns were made than there are blocks, and the slices have four floats for each. Those to write are
        // unique borrows.
        visit(block, write.map(|to| unsafe { &mut *to.cast() }), read.map(|from| unsafe { &*from.cast() }));
        write = write.map(|to| to.wrapping_add(LANES));
        read = array(|i| read[i].wrapping_add(by[i]));
    }
}

/// Where `rows` rows end, at least one: `stride` floats apart from `start` on, each `len` long.
/// In twice the bits of usize, so that nothing wraps around and a safe function reads outside of its slice.
#[inline(always)]
pub(super) const fn end_of_rows(start: usize, rows: usize, stride: usize, len: usize) -> Wide {
    start as Wide + (rows as Wide - 1) * stride as Wide + len as Wide
}

/// Holds what sizes add up and multiply to.
#[cfg(target_pointer_width = "32")]
pub(super) type Wide = u64;
#[cfg(not(target_pointer_width = "32"))]
pub(super) type Wide = u128;

/// Rows of a matrix to read: `width` floats, and again every `stride` floats.
///
/// PERF: where they end is compared once, so that a row is an address.
#[derive(Clone, Copy)]
pub struct Rows<'a> {
    matrix: &'a [f32],
    stride: usize,
    width: usize,
    count: usize,
}

impl<'a> Rows<'a> {
    /// # Panics
    /// When the matrix ends before.
    #[inline(always)]
    pub fn new(matrix: &'a [f32], stride: usize, width: usize, count: usize) -> Self {
        assert!(count == 0 || end_of_rows(0, count, stride, width) <= matrix.len() as Wide);
        Self { matrix, stride, width, count }
    }

    /// # Panics
    /// When there are fewer.
    #[inline(always)]
    pub fn row(self, r: usize) -> &'a [f32] {
        assert!(r < self.count);
        let start = r * self.stride;
        // SAFETY: r ≤ count − 1, so the row ends within what `new` asserted.
        unsafe { self.matrix.get_unchecked(start..start + self.width) }
    }
}

/// As [`Rows`], to write.
pub struct RowsMut<'a> {
    matrix: &'a mut [f32],
    stride: usize,
    width: usize,
    count: usize,
}

impl<'a> RowsMut<'a> {
    /// # Panics
    /// When the matrix ends before.
    #[inline(always)]
    pub fn new(matrix: &'a mut [f32], stride: usize, width: usize, count: usize) -> Self {
        let Rows { stride, width, count, .. } = Rows::new(matrix, stride, width, count);
        Self { matrix, stride, width, count }
    }

    /// # Panics
    /// When there are fewer.
    #[inline(always)]
    pub fn row(&mut self, r: usize) -> &mut [f32] {
        assert!(r < self.count);
        let start = r * self.stride;
        // SAFETY: r ≤ count − 1, so the row ends within what `new` asserted.
        unsafe { self.matrix.get_unchecked_mut(start..start + self.width) }
    }
}

/// Walks the rows of N matrices in step, from the first or from the last one on: each with the one before it on this way.
///
/// PERF: where they lie is asked once for all of them.
///
/// # Panics
/// When rows of a matrix overlap, or one matrix has fewer than another.
#[inline(always)]
pub fn walk_mut<const N: usize>(
    matrices: [RowsMut; N],
    reverse: bool,
    mut visit: impl FnMut(usize, [&mut [f32]; N], Option<[&[f32]; N]>),
) {
    let count = matrices.first().map_or(0, |first| first.count);
    assert!(matrices.iter().all(|matrix| matrix.count == count && matrix.width <= matrix.stride));
    let (mut row, step) = if reverse { (count.wrapping_sub(1), usize::MAX) } else { (0, 1) };
    let widths = matrices.each_ref().map(|matrix| matrix.width);
    let by = matrices.each_ref().map(|matrix| matrix.stride.wrapping_mul(step));
    let mut rows = matrices.map(|matrix| matrix.matrix.as_mut_ptr().wrapping_add(row.wrapping_mul(matrix.stride)));
    let mut before = None;
    for _ in 0..count {
        // SAFETY: row < count, so all of them end within what `RowsMut::new` asserted, and the row before, which is at least
        // a row apart, shares nothing with it; matrices are unique borrows.
        let (here, last) = unsafe {
            let last = before.map(|last: [*const f32; N]| array(|n| core::slice::from_raw_parts(last[n], widths[n])));
            (array(|n| core::slice::from_raw_parts_mut(rows[n], widths[n])), last)
        };
        visit(row, here, last);
        before = Some(rows.map(<*mut f32>::cast_const));
        rows = array(|n| rows[n].wrapping_add(by[n]));
        row = row.wrapping_add(step);
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
    assert!(end_of_rows(start, R, stride, len) <= matrix.len() as Wide);
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
    let ends = end_of_rows(start, R, stride, NV * LANES) <= matrix.len() as Wide;
    assert!(ends && (R == 1 || stride >= NV * LANES));
    let matrix = matrix.as_mut_ptr();
    // SAFETY: r ≤ R − 1, so each row ends within what was asserted, and no two share a float; arrays of floats have the
    // alignment of a float.
    core::array::from_fn(|r| unsafe { &mut *matrix.add(start + r * stride).cast() })
}

/// Walks `rows` rows of 1 + P matrices at once: the first R floats of A's and the first NV vectors of the others'.
///
/// # Panics
/// When a matrix has fewer rows.
#[inline(always)]
pub fn rows_in_lockstep<const R: usize, const P: usize, const NV: usize>(
    (a, a_stride): (&[f32], usize),
    (d, d_stride): ([&[f32]; P], usize),
    rows: usize,
    mut visit: impl FnMut(&[f32; R], [&[[f32; LANES]; NV]; P]),
) {
    if rows == 0 {
        return;
    }
    assert!(end_of_rows(0, rows, a_stride, R) <= a.len() as Wide);
    let d_end = end_of_rows(0, rows, d_stride, NV * LANES);
    assert!(d.iter().all(|d| d_end <= d.len() as Wide));
    let (mut x, mut y) = (a.as_ptr(), d.map(<[f32]>::as_ptr));
    for _ in 0..rows {
        // SAFETY: fewer than `rows` turns were made, so all reads end within what was asserted; arrays of floats have the
        // alignment of a float.
        visit(unsafe { &*x.cast() }, y.map(|y| unsafe { &*y.cast() }));
        x = x.wrapping_add(a_stride);
        y = y.map(|y| y.wrapping_add(d_stride));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bounds that wrap around to something small: no row is there.
    #[test]
    #[should_panic(expected = "end_of_rows")]
    fn rows_whose_end_wraps_around_are_refused() {
        let _: [&[f32]; 2] = rows_at(&[0.0; 8], 0, usize::MAX - 3, 4);
    }

    #[test]
    #[should_panic(expected = "end_of_rows")]
    fn a_start_that_wraps_around_is_refused() {
        let _: [&[f32]; 1] = rows_at(&[0.0; 8], usize::MAX - 3, 0, 8);
    }

    #[test]
    #[should_panic(expected = "ends")]
    fn rows_to_write_whose_end_wraps_around_are_refused() {
        let _: [&mut [[f32; LANES]; 1]; 3] = rows_at_mut(&mut [0.0; 16], 0, usize::MAX / 2);
    }

    #[test]
    #[should_panic(expected = "ends")]
    fn rows_to_write_that_overlap_are_refused() {
        let _: [&mut [[f32; LANES]; 2]; 2] = rows_at_mut(&mut [0.0; 64], 0, 4);
    }

    #[test]
    #[should_panic(expected = "end_of_rows")]
    fn more_rows_than_there_are_are_refused() {
        rows_in_lockstep::<1, 1, 1>((&[0.0; 8], usize::MAX / 2 + 1), ([&[0.0; 8]], 0), 3, |_, _| ());
    }

    #[test]
    #[should_panic(expected = "end_of_rows")]
    fn rows_whose_matrix_is_too_short_are_refused() {
        Rows::new(&[0.0; 8], 4, 5, 2);
    }

    #[test]
    #[should_panic(expected = "r < self.count")]
    fn a_row_past_the_last_is_refused() {
        Rows::new(&[0.0; 8], 4, 4, 1).row(1);
    }

    #[test]
    #[should_panic(expected = "r < self.count")]
    fn a_row_to_write_past_the_last_is_refused() {
        RowsMut::new(&mut [0.0; 8], 4, 4, 1).row(1);
    }

    #[test]
    #[should_panic(expected = "matrix.width <= matrix.stride")]
    fn rows_to_walk_that_overlap_are_refused() {
        walk_mut([RowsMut::new(&mut [0.0; 8], 2, 4, 3)], false, |_, _, _| ());
    }

    #[test]
    #[should_panic(expected = "matrix.count == count")]
    fn matrices_of_different_lengths_are_refused() {
        let (first, second) = (&mut [0.0; 8], &mut [0.0; 8]);
        walk_mut([RowsMut::new(first, 4, 4, 2), RowsMut::new(second, 4, 4, 1)], false, |_, _, _| ());
    }

    #[test]
    #[should_panic(expected = "read.len() <= to.len()")]
    fn a_slice_that_ends_before_the_blocks_is_refused() {
        along(&[0.0; 8], 3, [&mut [0.0; 8][..], &mut [0.0; 7]], |_, _| ());
    }

    #[test]
    fn blocks_end_with_what_is_left() {
        let (mut first, mut second, mut sizes) = ([0; 6], [1; 5], Vec::new());
        along(&[1, 2, 3, 4, 5], 2, [&mut first[..], &mut second], |read, [first, second]| {
            first.copy_from_slice(read);
            second.iter_mut().zip(read).for_each(|(to, from)| *to += from);
            sizes.push((first.len(), second.len()));
        });
        assert_eq!((first, second), ([1, 2, 3, 4, 5, 0], [2, 3, 4, 5, 6]));
        assert_eq!(sizes, [(2, 2), (2, 2), (1, 1)]);
    }

    #[test]
    fn rows_are_where_they_should_be() {
        let matrix: Vec<f32> = (0..20).map(|i| i as f32).collect();
        assert_eq!(Rows::new(&matrix[2..], 7, 4, 3).row(2), &matrix[16..20]);
        assert_eq!(RowsMut::new(&mut matrix.clone()[2..], 7, 4, 3).row(1), &matrix[9..13]);
        assert_eq!(Rows::new(&[], 7, 0, 0).count, 0);
        let mut copy = matrix.clone();
        let mut rows = RowsMut::new(&mut copy, 7, 4, 3);
        rows.row(1).fill(0.5);
        assert_eq!(rows.row(1), [0.5; 4]);
        for (reverse, wanted) in [(false, [9.0, 0.0, 16.0, 7.0]), (true, [9.0, 14.0, 2.0, 7.0])] {
            let mut seen = Vec::new();
            let mut copy = matrix.clone();
            walk_mut([RowsMut::new(&mut copy, 7, 4, 3)], reverse, |_, [row], before| {
                seen.extend(before.map(|[before]| [row[2], before[2]]));
                row[2] = row[0];
            });
            assert_eq!(seen.as_flattened(), wanted);
        }
        assert_eq!(rows_at::<3>(&matrix, 2, 7, 4), [&matrix[2..6], &matrix[9..13], &matrix[16..20]]);
        let mut copy = matrix.clone();
        let [first, second] = rows_at_mut::<2, 1>(&mut copy, 1, 8);
        assert_eq!((first[0], second[0]), ([1.0, 2.0, 3.0, 4.0], [9.0, 10.0, 11.0, 12.0]));
        let mut seen = Vec::new();
        rows_in_lockstep::<1, 1, 1>((&matrix, 8), ([&matrix], 5), 3, |&[x], [&[y]]| seen.push((x, y[3])));
        assert_eq!(seen, [(0.0, 3.0), (8.0, 8.0), (16.0, 13.0)]);
        rows_in_lockstep::<1, 1, 1>((&[], 8), ([&[]], 5), 0, |_, _| seen.clear());
        assert_eq!(seen.len(), 3);
    }
}
