/**
 * The size of a validation set.
 */
import { checkInteger, checkNumber, invalidOption } from "../errors/validate.js";

/** Checks the option `validation` where it is a number: below 1 a share, from 1 on a count. */
export function checkHeldBack(given: unknown): number {
  const value = checkNumber("validation", given, { min: 0 });
  return value < 1 ? value : checkInteger("validation", value, 1);
}

/**
 * How many of `count` are held back.
 * @param given the option `validation`, a number
 * @param what is counted, for errors
 */
export function heldBackCount(count: number, given: unknown, what: string): number {
  const size = checkHeldBack(given);
  if (size < 1) return heldBackOf(count, size);
  if (size >= count) throw invalidOption("validation", `fewer than the ${count} ${what}`, size);
  return size;
}

/** How many of `count` a share above 0 holds back: at least one, but not all, and none of a single one. */
export const heldBackOf = (count: number, share: number): number =>
  share > 0 && count > 1 ? Math.min(Math.max(Math.floor(count * share + 0.5), 1), count - 1) : 0;
