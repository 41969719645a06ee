/**
 * By how many letters a model moves its inputs.
 */
import type { DecipherSeen } from "../../../shared/decipher/seen.js";
import type { Settings } from "../../../shared/decipher/settings.js";

/** [shift]: the share of predictions that are `shift` letters before the input; undefined if the alphabets differ. */
export function shiftsOf({ inputSymbols, outputSymbols, confusionMatrix }: DecipherSeen): number[] | undefined {
  const count = inputSymbols.length;
  if (count !== outputSymbols.length || inputSymbols.some((symbol, i) => symbol !== outputSymbols[i])) return undefined;
  const shifts = new Array<number>(count).fill(0);
  let total = 0;
  confusionMatrix.forEach((share, at) => {
    const distance = (Math.floor(at / count) - (at % count) + count) % count;
    shifts[distance] = (shifts[distance] as number) + share;
    total += share;
  });
  return total > 0 ? shifts.map((sum) => sum / total) : shifts;
}

/** The shifts that a cipher's key stands for; undefined for ciphers whose key is no shift. */
export function keyShifts({ task, key }: Settings, symbols: readonly string[]): ReadonlySet<number> | undefined {
  if (task === "caesar") return new Set([((Number(key) % symbols.length) + symbols.length) % symbols.length]);
  if (task === "vigenere") return new Set([...key].map((letter) => symbols.indexOf(letter)));
  return undefined;
}
