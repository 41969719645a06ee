/** Pearson's correlation; 0 where one of the two does not vary. */
export function correlationOf(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  let [product, squareA, squareB] = [0, 0, 0];
  for (const [t, value] of a.entries()) {
    const [da, db] = [value - meanA, (b[t] as number) - meanB];
    product += da * db;
    squareA += da * da;
    squareB += db * db;
  }
  const scale = Math.sqrt(squareA * squareB);
  return scale > 0 ? product / scale : 0;
}

export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
