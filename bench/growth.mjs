// Formats how time grows: for each size that was varied a line of its values, followed by the times of each peer.
import { spelled } from "./rows.mjs";
import { digits, spread } from "./table.mjs";

/**
 * @typedef {readonly { row: import("./rows.mjs").Row, lines: readonly import("./report.mjs").Line[] }[]} Rows
 * @typedef {{ size: string, values: number[], rows: Rows }} Sweep one size grows from row to row, and all others stay
 */

/** @param {Rows} rows @returns {Sweep[]} */
function sweepsOf(rows) {
  const chains = [];
  for (const each of rows) {
    const chain = chains.find((chain) => chain.at(-1).row.name === each.row.after);
    if (chain) chain.push(each);
    else chains.push([each]);
  }
  return chains
    .filter((chain) => chain.length > 1)
    .map((chain) => {
      const [first, second] = chain.map(({ row }) => row.sizes);
      const size = Object.keys(first).find((name) => first[name] !== second[name]);
      return { size, values: chain.map(({ row }) => row.sizes[size]), rows: chain };
    });
}

const times = (factor) => (factor === undefined ? "" : `${digits(factor)} ×`);

/** A peer's lines: its times, the factor by which they grow when the size doubles, and its speed relative to the baseline. */
function linesOf(peer, { size, values, rows }, baselines) {
  const found = rows.map(({ lines }) => lines.find((line) => line.peer === peer && line.reason === undefined));
  const growth = found.map((line, i) => {
    const before = found[i - 1];
    return line && before && (line.time.median / before.time.median) ** (1 / Math.log2(values[i] / values[i - 1]));
  });
  const gains = found.map((line) => line?.ratios.at(-1) && 1 / line.ratios.at(-1).median);
  const lines = [
    [`  ${peer}`, ...found.map((line) => (line ? spread(line.time, line.unit)[0] : ""))],
    [`    for twice the ${size}`, ...growth.map(times)],
    [
      `    times as fast as ${baselines.at(-1).split("/").at(-1)}`,
      ...(peer === baselines.at(-1) ? [] : gains.map(times)),
    ],
  ];
  return lines.filter(([, ...cells]) => cells.some(Boolean));
}

function groupOf(sweep, baselines) {
  const [{ row, lines }] = sweep.rows;
  const { [sweep.size]: _, ...others } = row.sizes;
  const peers = lines.map(({ peer }) => peer).filter((peer) => !peer.startsWith("peak/"));
  return [
    [`${sweep.size}   (${spelled(others)})`, ...sweep.values.map(String)],
    ...peers.flatMap((peer) => linesOf(peer, sweep, baselines)),
  ];
}

/**
 * @param {Rows} rows
 * @param {readonly string[]} baselines those of the report; others are compared with the last one
 * @returns {string}
 */
export function growthOf(rows, baselines) {
  const lines = sweepsOf(rows).flatMap((sweep) => groupOf(sweep, baselines));
  const width = (column) => Math.max(...lines.map((line) => line[column]?.length ?? 0));
  const padded = (cell, column) => (column ? cell.padStart(width(column)) : cell.padEnd(width(column)));
  return lines.map((line) => line.map(padded).join("  ").trimEnd()).join("\n");
}
