//! The kinds of bytes, which are also the order in which they are sorted, and the ranks of recent local indices.

/// The number of kinds.
pub const COUNT: usize = 16;
/// Bytes of each kind's length; the lengths precede the sorted bytes.
pub const LENGTH_BYTES: usize = 3;

#[derive(Clone, Copy, PartialEq)]
#[repr(usize)]
pub enum Kind {
    Opcodes,
    Offsets,
    VectorOffsets,
    ReadLocals,
    Constants,
    /// Integers before an addition, a mask or a shift have kinds of their own, below.
    Integers,
    /// Section headers, other sections than code, and the lengths of function bodies.
    Frame,
    Declarations,
    Types,
    Jumps,
    Calls,
    Alignments,
    WrittenLocals,
    Addends,
    Masks,
    Shifts,
}

impl Kind {
    /// Whether bytes are stored as their rank among the recent ones.
    pub fn is_ranked(self) -> bool {
        self == Kind::ReadLocals || self == Kind::WrittenLocals
    }
}

/// All bytes. In front is the one after the greatest that occurred, then come those that occurred last. Greater ones than the front one have
/// not moved: their rank is their value.
pub struct Recent([u8; 256]);

impl Recent {
    pub const fn new() -> Self {
        Recent([0; 256])
    }

    pub fn reset(&mut self) {
        for (byte, recent) in self.0.iter_mut().enumerate() {
            *recent = byte as u8;
        }
    }

    pub fn rank_of(&self, byte: u8) -> u8 {
        self.0.iter().take_while(|&&recent| recent != byte).count() as u8
    }

    /// The byte of a rank, which occurs now.
    pub fn occur(&mut self, rank: u8) -> u8 {
        let byte = self.0[rank as usize];
        if byte < self.0[0] {
            self.move_ahead(rank, 1);
        } else {
            self.move_ahead(rank, 0);
            if byte < 255 {
                self.move_ahead(byte + 1, 0);
            }
        }
        byte
    }

    #[inline(never)]
    fn move_ahead(&mut self, from: u8, to: u8) {
        let byte = self.0[from as usize];
        for i in (to as usize..from as usize).rev() {
            self.0[i + 1] = self.0[i];
        }
        self.0[to as usize] = byte;
    }
}
