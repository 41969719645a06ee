//! The traversal of a wasm file. The kind of a byte follows from the bytes before it, so both directions share it. It need not know every
//! instruction: the bytes of an unknown one are sorted as another kind, and restored all the same.

use crate::kinds::{Kind, Recent};

/// A file that is moved byte by byte, in the order of the file.
pub trait Moving {
    /// Moves the next byte of the file, which is of `kind`, and returns it.
    fn byte(&mut self, kind: Kind) -> u8;
    /// The opcode after the number that is next.
    fn opcode_after_number(&self) -> u8;
    /// The address of the next byte of the file.
    fn at(&self) -> usize;
    fn recent(&mut self) -> &mut Recent;
}

/// Moves a whole file.
pub fn walk(file: &mut impl Moving, length: usize) {
    let end = file.at() + length;
    bytes(file, Kind::Frame, 8);
    while file.at() < end {
        let section = file.byte(Kind::Frame);
        let size = number(file, Kind::Frame);
        if section == 10 {
            code(file);
        } else {
            bytes(file, Kind::Frame, size);
        }
    }
}

fn code(file: &mut impl Moving) {
    for _ in 0..number(file, Kind::Frame) {
        let length = number(file, Kind::Frame);
        let end = file.at() + length;
        file.recent().reset();
        for _ in 0..number(file, Kind::Declarations) {
            number(file, Kind::Declarations);
            file.byte(Kind::Declarations);
        }
        while file.at() < end {
            instruction(file);
        }
    }
}

fn instruction(file: &mut impl Moving) {
    let kind = match file.byte(Kind::Opcodes) {
        0x20 => Kind::ReadLocals,
        0x21 | 0x22 => Kind::WrittenLocals,
        0x41 | 0x42 => match file.opcode_after_number() {
            0x6a => Kind::Addends,
            0x71 => Kind::Masks,
            0x74 => Kind::Shifts,
            _ => Kind::Integers,
        },
        0x28..=0x3e => {
            number(file, Kind::Alignments);
            Kind::Offsets
        }
        0x10 => Kind::Calls,
        0x0c..=0x0f => Kind::Jumps,
        0x02..=0x04 => return bytes(file, Kind::Types, 1),
        0x43 => return bytes(file, Kind::Constants, 4),
        0x44 => return bytes(file, Kind::Constants, 8),
        0xfd => match number(file, Kind::Opcodes) {
            0..12 | 92 | 93 => {
                number(file, Kind::Alignments);
                Kind::VectorOffsets
            }
            12 | 13 => return bytes(file, Kind::Constants, 16),
            21..35 => return bytes(file, Kind::Constants, 1),
            _ => return,
        },
        _ => return,
    };
    number(file, kind);
}

#[inline(never)]
fn bytes(file: &mut impl Moving, kind: Kind, count: usize) {
    for _ in 0..count {
        file.byte(kind);
    }
}

/// LEB128.
#[inline(never)]
fn number(file: &mut impl Moving, kind: Kind) -> usize {
    let mut value = 0;
    let mut shift = 0_u32;
    loop {
        let byte = file.byte(kind);
        value |= ((byte & 127) as usize).wrapping_shl(shift);
        shift += 7;
        if byte < 128 {
            return value;
        }
    }
}
