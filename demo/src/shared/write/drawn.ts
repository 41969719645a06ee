/**
 * The probabilities by which symbols are drawn: as the package draws, at a temperature and from the likeliest ones only.
 * @param shares the network's probabilities
 * @param topK 0 for all
 */
export function drawnFrom(shares: readonly number[], temperature: number, topK: number): number[] {
  const ranks = shares.map((_, k) => k).sort((a, b) => (shares[b] as number) - (shares[a] as number));
  const kept = new Set(temperature === 0 ? ranks.slice(0, 1) : topK > 0 ? ranks.slice(0, topK) : ranks);
  const top = shares[ranks[0] as number] as number;
  // Relative to the likeliest, so that low temperatures do not underflow.
  const weights = shares.map((share, k) =>
    kept.has(k) ? (share / top) ** (temperature === 0 ? 1 : 1 / temperature) : 0,
  );
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => weight / sum);
}
