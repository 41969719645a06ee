// Makes f32x4.pmin and f32x4.pmax of f32x4.relaxed_min and relaxed_max. Which operand of a relaxed one comes out where the other is NaN is the
// engine's choice; of pmin and pmax, it is always the first. All four are one instruction of an x86 processor. LLVM knows only the relaxed
// ones in a build with relaxed SIMD, so activations would need two more instructions to keep NaN (crates/rnn-core/src/simd/wasm.rs).
import { codeOf, endOfInstruction, localsOf, vectorPrefix } from "./code.mjs";
import { leb128, readLeb128 } from "./leb128.mjs";

/** From the relaxed opcode to the other one, which is as long. */
const pseudo = new Map([
  [0x10d, 0xea],
  [0x10e, 0xeb],
]);

/** @param {Uint8Array} wasm */
export function withPseudoBounds(wasm) {
  const edited = Buffer.from(wasm);
  for (const { start, end } of codeOf(edited)?.bodies ?? []) {
    for (let at = localsOf(edited, start).code; at < end; at = endOfInstruction(edited, at)) {
      const [opcode] = edited[at] === vectorPrefix ? readLeb128(edited, at + 1) : [];
      if (pseudo.has(opcode)) edited.set(leb128(pseudo.get(opcode)), at + 1);
    }
  }
  return edited;
}
