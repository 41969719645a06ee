/**
 * Turns a line that was drawn into a series.
 */
export type DrawnPoint = readonly [x: number, y: number];

/** The values of a drawn series. */
export const drawnCount = 120;

/** The least part of the width that a line has to cover. */
const leastWidth = 0.25;

/**
 * Values at equal distances along a line. A line that turns back is replaced there, as a pen would overwrite it.
 * @param points in the order in which they were drawn; x from 0 to 1, y upward
 * @returns undefined if the line is too short
 */
export function valuesOf(points: readonly DrawnPoint[], count = drawnCount): number[] | undefined {
  const line: DrawnPoint[] = [];
  for (const point of points) {
    while (line.length && (line.at(-1) as DrawnPoint)[0] >= point[0]) line.pop();
    line.push(point);
  }
  const [first, last] = [line[0], line.at(-1)];
  if (!first || !last || last[0] - first[0] < leastWidth) return undefined;
  return Array.from({ length: count }, (_, i) => {
    const x = first[0] + ((last[0] - first[0]) * i) / (count - 1);
    const at = Math.max(
      1,
      line.findIndex((point) => point[0] >= x - 1e-9),
    );
    const [[x0, y0], [x1, y1]] = [line[at - 1] as DrawnPoint, line[at] as DrawnPoint];
    return y0 + ((x - x0) / (x1 - x0)) * (y1 - y0);
  });
}
