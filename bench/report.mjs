// Evaluates the measurements: spread, ratios, speed, share of the peak. table.mjs formats them.
import { operations } from "./rows.mjs";
import { summarize, summarizeRatios } from "./statistics.mjs";

/**
 * One peer's line in a row; times in milliseconds, sizes in KB.
 *
 * @typedef {import("./statistics.mjs").Summary} Summary
 * @typedef {{ peer: string, samples: number[], unit: "ms" | "KB", note?: string, reason: string }} Unmeasured
 * @typedef {{ peer: string, samples: number[], unit: "ms" | "KB", note?: string, reason?: undefined, time: Summary,
 *   ratios: (Summary | undefined)[], gflops?: number, share?: number, growth?: { factor: number, over: string } }} Measured
 * @typedef {Unmeasured | Measured} Line
 */

/** Collects rows and evaluates them. */
export class Report {
  /** @type {{ row: import("./rows.mjs").Row, lines: Line[] }[]} */
  rows = [];
  #baselines;
  #peakOf;

  /**
   * @param {readonly string[]} baselines the peers with which others are compared
   * @param {(peer: string) => string | undefined} peakOf the peer that measures a peer's peak speed
   */
  constructor(baselines, peakOf) {
    this.#baselines = baselines;
    this.#peakOf = peakOf;
  }

  /**
   * @param {import("./rows.mjs").Row} row
   * @param {readonly import("./compare.mjs").Result[]} results
   */
  add(row, results) {
    const timesOf = (name) => results.find(({ peer }) => peer === name)?.times ?? [];
    const baselines = this.#baselines.map(timesOf);
    const lines = results.map(({ peer, times, note, reason }) => {
      const line = { peer, samples: times, unit: row.kind === "size" ? "KB" : "ms", ...(note && { note }) };
      if (reason !== undefined || times.length === 0) return { ...line, reason: reason ?? "not measured" };
      const measured = {
        ...line,
        time: summarize(times),
        ratios: baselines.map((base) => summarizeRatios(times, base)),
      };
      return { ...measured, ...speed(row, measured, timesOf(this.#peakOf(peer))), ...this.#growth(row, measured) };
    });
    this.rows.push({ row, lines });
  }

  /** The ratio to the time of the next smaller size. */
  #growth({ after }, { peer, time }) {
    const before = this.rows.find(({ row }) => row.name === after)?.lines.find((line) => line.peer === peer)?.time;
    return before ? { growth: { factor: time.median / before.median, over: after } } : {};
  }
}

/** Operations per second, and their share of the peak in the same rounds. */
function speed(row, { samples, time }, peakTimes) {
  const work = operations(row);
  if (work === undefined) return {};
  const share = summarizeRatios(peakTimes, samples)?.median;
  return { gflops: work / time.median / 1e6, ...(share !== undefined && { share }) };
}
