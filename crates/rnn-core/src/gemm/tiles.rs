//! The sizes of panels, tiles and chunks, which depend on one another, in one place.
//!
//! A `tunable` size can be tried without an edit: `RNN_CORE_DEPTH=128 bash build.sh`. The assertions refuse, at compile
//! time, what would spill registers, leave a cache or break a layout. A size changes results by no more than
//! their rounding.

use crate::simd::LANES;

/// A size, or what the environment says when the crate is compiled, under the size's name after `RNN_CORE_`.
macro_rules! tunable {
    ($(#[$doc:meta])* $visibility:vis $name:ident = $value:expr) => {
        $(#[$doc])*
        $visibility const $name: usize = match option_env!(concat!("RNN_CORE_", stringify!($name))) {
            Some(text) => size_of_text(text),
            None => $value,
        };
    };
}

const fn size_of_text(text: &str) -> usize {
    match usize::from_str_radix(text, 10) {
        Ok(size) if size > 0 => size,
        _ => panic!("a size of RNN_CORE_… is a whole number above 0"),
    }
}

/// Columns of a full panel: the layout of weights.
pub const PANEL: usize = 12;
/// Vectors of a full panel's row.
pub(super) const PANEL_VECTORS: usize = PANEL / LANES;
/// Rows of a tile of a full panel.
///
/// PERF: a product that is rounded by itself takes a register more, which three rows do not have: their loop would keep a
/// sum in memory, and be half as fast.
pub(super) const PANEL_ROWS: usize = if cfg!(target_feature = "relaxed-simd") { 3 } else { 2 };
/// Rows of the tallest tile, of a narrower panel.
pub const TILE_ROWS: usize = 4;

tunable! {
    /// K of one pass: a panel of this depth (12 KB) and its rows stay in L1.
    pub(super) DEPTH = 256
}
tunable! {
    /// Rows of one pass over all panels: with DEPTH columns they stay in L2.
    pub(super) ROW_CHUNK = 64
}
tunable! {
    /// Panels that one row is multiplied with at once.
    /// PERF: one row gives one accumulator a vector. Two panels are 6 chains, and 6 + 6 + 1 registers.
    pub(super) ROW_PANELS = 2
}
tunable! {
    /// Rows that a weight's gradient sums before the next columns are taken: 6 KB of a packed panel.
    pub(super) SUM_ROWS = 128
}
tunable! {
    /// Rows of a weight from which its gradient's right operand is packed: for fewer, packing costs more than it gains.
    pub(super) PACK_FROM = 24
}
tunable! {
    /// Floats of logits that a head works on at once: half of L1.
    pub HEAD_FLOATS = 4096
}
tunable! {
    /// Rows of a head's chunk, at least. The three products of a chunk stream the weight, so that a wide one is read
    /// again for few rows: 48 rows of 1024 classes are 192 KB, which L2 still holds.
    pub HEAD_MIN_ROWS = 48
}
tunable! {
    /// Rows of a head's chunk, at most.
    pub HEAD_MAX_ROWS = 120
}
tunable! {
    /// Units whose activations are made in one go, of rows that lie side by side: their gates and states stay in L1.
    pub LONG_ROW = 384
}
tunable! {
    /// Floats of the products of all symbols that are kept with the weights; those of a larger alphabet are kept as far
    /// as a batch has room for them.
    pub TABLE_FLOATS = 1 << 20
}

/// Vector registers that V8 has to give.
const REGISTERS: usize = 15;
/// Bytes of the smallest caches of processors in use.
const L1: usize = 32 << 10;
const L2: usize = 256 << 10;

const fn bytes(rows: usize, columns: usize) -> usize {
    rows * columns * size_of::<f32>()
}

const _: () = {
    assert!(PANEL_VECTORS == 3, "what full panels leave is panels of one and two vectors");
    assert!(PANEL_ROWS <= 3 && TILE_ROWS == 4, "the tiles for fewer rows are written for what 3 and 4 leave over");

    // Accumulators, the row of a panel, and the broadcasts: V8 loads all of a turn first, or one after another.
    assert!(PANEL_ROWS * PANEL_VECTORS + PANEL_VECTORS + PANEL_ROWS <= REGISTERS, "the widest tile spills");
    assert!(TILE_ROWS * 2 + 2 < REGISTERS, "the tallest tile spills");
    assert!(ROW_PANELS * 2 * PANEL_VECTORS < REGISTERS, "the tile of one row spills");

    assert!(bytes(DEPTH, PANEL) + bytes(TILE_ROWS, DEPTH) <= L1, "a panel and its rows leave L1");
    assert!(bytes(SUM_ROWS, PANEL + 16) <= L1, "a packed panel and the lines of its left operand leave L1");
    assert!(bytes(ROW_CHUNK, DEPTH) <= L2, "a chunk of rows leaves L2");
    assert!(HEAD_FLOATS * size_of::<f32>() <= L1, "a chunk of logits leaves L1");

    assert!(
        ROW_CHUNK.is_multiple_of(TILE_ROWS) && HEAD_MIN_ROWS.is_multiple_of(TILE_ROWS),
        "a chunk ends in short tiles"
    );
    assert!(HEAD_MAX_ROWS.is_multiple_of(TILE_ROWS) && HEAD_MIN_ROWS <= HEAD_MAX_ROWS, "a chunk ends in short tiles");
};
