/**
 * What simple rules need for a symbol of a text, in bits: the frequencies of its symbols, and of symbols after the one before.
 */
export function baselinesOf(text: string): { readonly frequencies: number; readonly pairs: number } {
  const symbols = [...text];
  const counts = new Map<string, number>();
  const pairs = new Map<string, number>();
  for (const [i, symbol] of symbols.entries()) {
    counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
    if (i > 0) pairs.set(`${symbols[i - 1]}${symbol}`, (pairs.get(`${symbols[i - 1]}${symbol}`) ?? 0) + 1);
  }
  const sizes = counts.size;
  const bits = (symbol: string) => -Math.log2(((counts.get(symbol) ?? 0) + 1) / (symbols.length + sizes));
  const pairBits = (before: string, symbol: string) =>
    -Math.log2(((pairs.get(`${before}${symbol}`) ?? 0) + 1) / ((counts.get(before) ?? 0) + sizes));
  let [single, paired] = [0, 0];
  for (const [i, symbol] of symbols.entries()) {
    single += bits(symbol);
    paired += i > 0 ? pairBits(symbols[i - 1] as string, symbol) : bits(symbol);
  }
  return { frequencies: single / symbols.length, pairs: paired / symbols.length };
}

/** The longest part of `text` that `known` contains, as [start, end). */
export function longestCopy(text: string, known: string): readonly [start: number, end: number] {
  let best: readonly [number, number] = [0, 0];
  for (let start = 0, end = 0; start < text.length; start++) {
    end = Math.max(end, start);
    while (end < text.length && known.includes(text.slice(start, end + 1))) end++;
    if (end - start > best[1] - best[0]) best = [start, end];
  }
  return best;
}
