/**
 * Columns of a table that count its rows, or times in equal steps, and are no values: found by their names and numbers.
 */

/** What they are called. */
const counterName =
  /^([dt]?s?|id|(unnamed|row|index|time|date|epoch|year|quarter|month|week|day|hour|minute|second|step)(s|stamp|names?|_?time|\W.*)?)$/i;

/** What those are called that count rows. */
const rowCounter = /^(id|(unnamed|row|index).*|)$/i;

/** The counters that a table begins with, whose numbers only rise or only fall. One column is left. */
export function countersIn(columns: ReadonlyMap<string, Float64Array>, values: readonly string[] = []): string[] {
  const all = [...columns];
  const first = all.findIndex(
    ([name, numbers]) => !counterName.test(name) || values.includes(name) || !isMonotone(numbers),
  );
  return all.slice(0, first).map(([name]) => name);
}

/** Whether a counter has times. Rows that were left out, or are in another order, make no gap in time. */
export const hasTimes = ({ name, cells }: { readonly name: string; readonly cells: Float64Array }): boolean =>
  !rowCounter.test(name) || isEven(cells);

function isEven(numbers: Float64Array): boolean {
  const [first = 0, second = 0] = numbers;
  return second > first && numbers.every((number, i) => number === first + i * (second - first));
}

function isMonotone(numbers: Float64Array): boolean {
  const [first = 0, second = 0] = numbers;
  return numbers.every((number, i) => i === 0 || (number - (numbers[i - 1] as number)) * (second - first) > 0);
}
