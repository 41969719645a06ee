/**
 * The size of a validation set.
 */

/** How many of `count` a share above 0 holds back: at least one, but not all, and none of a single one. */
export const heldBackOf = (count: number, share: number): number =>
  share > 0 && count > 1 ? Math.min(Math.max(Math.floor(count * share + 0.5), 1), count - 1) : 0;
