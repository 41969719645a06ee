// What was measured as numbers that can be read: spread, ratios, speed, share of the peak. How they are printed is table.mjs.
import { operations } from "./rows.mjs";
import { summarize, summarizeRatios } from "./statistics.mjs";

/**
 * What one peer's line in a row says; times in milliseconds, sizes in KB.
 *
 * @typedef {import("./statistics.mjs").Summary} Summary
 * @typedef {{ peer: string, samples: number[], unit: "ms" | "KB", note?: string, reason: string }} Unmeasured
 * @typedef {{ peer: string, samples: number[], unit: "ms" | "KB", note?: string, reason?: undefined, time: Summary,
 *   ratios: (Summary | undefined)[], gflops?: number, share?: number, growth?: { factor: number, over: string } }} Measured
 * @typedef {Unmeasured | Measured} Line
 */

/** Rows as they come in, and what they tell of each other. */
export class Report {
  /** @type {{ row: import("./rows.mjs").Row, lines: Line[] }[]} */
  rows = [];
  #baselines;
  #instructions;
  /** GFLOP/s by the instructions' name. */
  #peaks = new Map();

  /**
   * @param {readonly string[]} baselines the peers to which ratios are
   * @param {(peer: string) => string | undefined} instructions whose peak a peer's speed is a share of
   */
  constructor(baselines, instructions) {
    this.#baselines = baselines;
    this.#instructions = instructions;
  }

  /**
   * @param {import("./rows.mjs").Row} row
   * @param {readonly import("./compare.mjs").Result[]} results
   */
  add(row, results) {
    const baselines = this.#baselines.map((name) => results.find(({ peer }) => peer === name)?.times ?? []);
    const lines = results.map(({ peer, times, note, reason }) => {
      const line = { peer, samples: times, unit: row.kind === "size" ? "KB" : "ms", ...(note && { note }) };
      if (reason !== undefined || times.length === 0) return { ...line, reason: reason ?? "not measured" };
      const measured = {
        ...line,
        time: summarize(times),
        ratios: baselines.map((base) => summarizeRatios(times, base)),
      };
      return { ...measured, ...this.#speed(row, measured), ...this.#growth(row, measured) };
    });
    this.rows.push({ row, lines });
  }

  #speed(row, { peer, time }) {
    const work = operations(row);
    if (work === undefined) return {};
    const gflops = work / time.median / 1e6;
    const instructions = this.#instructions(peer);
    if (row.kind === "peak") {
      this.#peaks.set(instructions, gflops);
      return { gflops };
    }
    const peak = this.#peaks.get(instructions);
    return peak === undefined ? { gflops } : { gflops, share: gflops / peak };
  }

  /** The time over that of the row which this one is the next step of. */
  #growth({ after }, { peer, time }) {
    const before = this.rows.find(({ row }) => row.name === after)?.lines.find((line) => line.peer === peer)?.time;
    return before ? { growth: { factor: time.median / before.median, over: after } } : {};
  }
}
