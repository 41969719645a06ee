// Formats the table: a heading for each row, and below it a line for each peer.

/** Rounds to three significant digits. */
export const digits = (value) =>
  value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(3)));

/** Chooses a readable unit for a median in milliseconds. */
function scaled(unit, median) {
  if (unit !== "ms") return [unit, 1];
  if (median >= 1000) return ["s", 1e-3];
  return median < 1 ? ["µs", 1e3] : ["ms", 1];
}

/** Formats a median and its spread in a readable unit. */
export function spread({ median, low, high }, unit) {
  const [name, factor] = scaled(unit, median);
  const range = low === high ? "" : ` [${digits(low * factor)} – ${digits(high * factor)}]`;
  return [`${digits(median * factor)} ${name}`, range.trim()];
}

function ratio(summary) {
  if (summary === undefined) return ["", ""];
  const { median, low, high } = summary;
  return [digits(median), low === high ? "" : `[${digits(low)} – ${digits(high)}]`];
}

function cells(line) {
  const numbers = [...spread(line.time, line.unit), ...line.ratios.flatMap(ratio)];
  numbers.push(line.gflops === undefined ? "" : digits(line.gflops));
  numbers.push(line.share === undefined ? "" : `${Math.round(line.share * 100)} %`);
  const growth = line.growth && `${digits(line.growth.factor)} × ${line.growth.over}`;
  return [...numbers, [growth, line.note].filter(Boolean).join("; ")];
}

/** Lists the peers without numbers, one line per reason. */
function reasons(lines) {
  const peersOf = new Map();
  for (const { peer, reason } of lines)
    if (reason !== undefined) peersOf.set(reason, [...(peersOf.get(reason) ?? []), peer]);
  return [...peersOf].map(([reason, names]) => `  ${names.join(", ")}: ${reason}`);
}

/**
 * @param {readonly { row: import("./rows.mjs").Row, lines: readonly import("./report.mjs").Line[] }[]} report
 * @param {readonly string[]} baselines
 * @returns {string}
 */
export function tableOf(report, baselines) {
  const heads = [
    "time",
    "",
    ...baselines.flatMap((name) => [`÷ ${name.split("/").at(-1)}`, ""]),
    "GFLOP/s",
    "of peak",
    "",
  ];
  const groups = report.map(({ row, lines }) => ({
    heading: `${row.title}   (${row.name})`,
    measured: lines.filter(({ reason }) => reason === undefined).map((line) => [`  ${line.peer}`, ...cells(line)]),
    unmeasured: reasons(lines),
  }));
  const columns = ["", ...heads];
  const widths = columns.map((head, i) =>
    Math.max(head.length, ...groups.flatMap(({ measured }) => measured.map((filled) => filled[i].length))),
  );
  // Numbers are right-aligned, words left-aligned.
  const joined = (filled) =>
    filled
      .map((cell, i) => (columns[i] ? cell.padStart(widths[i]) : cell.padEnd(widths[i])))
      .join("  ")
      .trimEnd();
  const text = groups.flatMap(({ heading, measured, unmeasured }) => [heading, ...measured.map(joined), ...unmeasured]);
  return [joined(columns), ...text].join("\n");
}
