/** The bench's arithmetic, and its way of talking to other processes, with a peer that only pretends. */
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { chosen } from "../../bench/arguments.mjs";
import { Crew, compareFresh, compareRepeated } from "../../bench/compare.mjs";
import { alphabet, messages, timeMajor } from "../../bench/data.mjs";
import { growthOf } from "../../bench/growth.mjs";
import { peers } from "../../bench/peers.mjs";
import { linesOf } from "../../bench/profile.mjs";
import { Peer } from "../../bench/protocol.mjs";
import { Report } from "../../bench/report.mjs";
import { checkOut, comparisonOf } from "../../bench/revision.mjs";
import { operations, rows, scalingRows } from "../../bench/rows.mjs";
import { compareSizes } from "../../bench/sizes.mjs";
import { isFlat, median, quantile, summarize, summarizeRatios } from "../../bench/statistics.mjs";
import { tableOf } from "../../bench/table.mjs";
import { isFull } from "../runs.js";

describe("statistics", () => {
  test("the median is the middle one, or between the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([7])).toBe(7);
  });

  test("a quantile has its share of the numbers below it", () => {
    const numbers = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(numbers, fc.double({ noNaN: true, min: 0, max: 1 }), (values, share) => {
        const value = quantile(values, share);
        expect(values.filter((other) => other < value).length).toBeLessThanOrEqual(share * (values.length - 1) + 1);
        expect(value).toBeGreaterThanOrEqual(Math.min(...values));
        expect(value).toBeLessThanOrEqual(Math.max(...values));
      }),
      { seed: 1 },
    );
  });

  test("the spread is quartiles, or the ends of few numbers", () => {
    expect(summarize([1, 2, 3, 4, 100])).toEqual({ median: 3, low: 2, high: 4, count: 5 });
    expect(summarize([1, 2, 9])).toEqual({ median: 2, low: 1, high: 9, count: 3 });
  });

  test("ratios are of the same round, also when one has fewer", () => {
    expect(summarizeRatios([2, 40], [1, 10, 1000])).toEqual({ median: 3, low: 2, high: 4, count: 2 });
    expect(summarizeRatios([2], [])).toBeUndefined();
  });

  test("times are flat when the last three agree", () => {
    expect(isFlat([9, 1, 1.01, 1.02])).toBe(true);
    expect(isFlat([1.2, 1.1, 1])).toBe(false);
    expect(isFlat([1, 1])).toBe(false);
  });
});

describe("the peers of this package", () => {
  const small = rows.filter(({ name }) =>
    /^step-h10-b1$|^gru-h10|^classify-|^forecaster-|^decrypt$|^generate-h128-l1$/.test(name),
  );

  test.each(peers.filter(({ name }) => /^rnn-wasm\/(?:simd128|core|nn)$/.test(name)))(
    "$name measures its rows, and says why it cannot measure others",
    async ({ command, env }) => {
      const peer = new Peer(command, env);
      onTestFinished(() => peer.close());
      const answers = new Map<string, unknown>();
      for (const row of small) answers.set(row.name, await peer.ask({ row, ms: 1 }, 20_000));
      for (const [name, answer] of answers)
        expect([name, answer]).toEqual([name, expect.not.objectContaining({ failed: expect.anything() })]);
      expect(answers.get("step-h10-b1")).toMatchObject({ count: expect.any(Number) });
    },
  );
});

describe("rows", () => {
  test("have unique names, and refer to the next smaller size", () => {
    for (const list of [rows, scalingRows]) {
      const names = list.map(({ name }) => name);
      expect(new Set(names).size).toBe(names.length);
      for (const { after } of list) if (after) expect(names).toContain(after);
    }
  });

  test("count the products of an update", () => {
    const sizes = { V: 2, E: 3, H: 4, T: 5, B: 6 };
    const forward = 2 * (2 * 16 * 3 + 30 * (16 * 4 + 4 * 2));
    expect(operations({ name: "", title: "", kind: "train", sizes })).toBe(3 * forward);
    expect(operations({ name: "", title: "", kind: "decrypt", sizes })).toBe(forward);
    expect(operations({ name: "", title: "", kind: "size" })).toBeUndefined();
    const gru = 2 * (2 * 12 * 3 + 30 * 12 * 4);
    expect(operations({ name: "", title: "", kind: "trainCell", sizes, cell: "gru" })).toBe(3 * (gru + 2 * 30 * 4 * 2));
    expect(operations({ name: "", title: "", kind: "classify", sizes, cell: "gru" })).toBe(3 * (gru + 2 * 6 * 4 * 2));
    const rows = { F: 2, H: 4, T: 5, B: 6 };
    const ofRows = 2 * 30 * (16 * (2 + 4) + 4 * 2);
    expect(operations({ name: "", title: "", kind: "forecastStep", sizes: rows })).toBe(3 * ofRows);
  });

  test("are chosen by name or by how it begins", () => {
    const names = ["step-a", "step-b", "stepping", "size"];
    expect(chosen(undefined, names, "only")).toEqual(names);
    expect(chosen("size,step", names, "only")).toEqual(["step-a", "step-b", "size"]);
    expect(() => chosen("steps", names, "only")).toThrow(
      "--only: expected some of step-a, step-b, stepping, size, got steps",
    );
  });
});

describe("data", () => {
  test("are the same for everyone", () => {
    const { original, encrypted } = messages({ V: 27, T: 3, B: 2 });
    // peers/pytorch.py draws these.
    expect([...original]).toEqual([9, 21, 2, 5, 19, 19]);
    expect([...encrypted]).toEqual([...original].map((letter) => (letter + 13) % 27));
    expect([...timeMajor(original, { T: 3, B: 2 })]).toEqual([9, 5, 21, 19, 2, 19]);
  });

  test("an alphabet has as many letters as asked for", () => {
    for (const size of [2, 27, 64, 1024]) expect(new Set(alphabet(size)).size).toBe(size);
  });
});

const fake = [process.execPath, fileURLToPath(new URL("fake-peer.mjs", import.meta.url))];
const row = (name: string, kind = "train") => ({ name, title: name, kind });
const settings = { minCount: 1, blockMs: 5, rounds: 4, warmUpMs: 20, budgetMs: 1e4, minRounds: 1, limitMs: 1e4 };

describe("peers", () => {
  const crew = new Crew(() => new Peer(fake));
  afterEach(() => crew.close());

  test("take turns, and prepare a row once", async () => {
    const order: string[] = [];
    const watched = new Crew((name: string) => {
      const peer = new Peer(fake);
      const ask = peer.ask.bind(peer);
      peer.ask = (command, limit) => {
        order.push(name);
        return ask(command, limit);
      };
      return peer;
    });
    const results = await compareRepeated(watched, row("a"), ["A", "B", "C"], settings);
    expect(order.slice(-12).join("")).toBe("ABCCBAABCCBA");
    for (const { times, note, reason } of results) {
      expect({ count: times.length, note, reason }).toEqual({ count: 4, note: "1 0", reason: undefined });
      for (const time of times) expect(time).toBeGreaterThan(0);
    }
    const again = await compareRepeated(watched, row("b"), ["A"], settings);
    expect(again[0]?.note).toBe("2 1");
    await watched.close();
  });

  test("that cannot run, fail, die or hang are reported, and the others continue", async () => {
    const outcome = async (name: string, kind?: string, limitMs = 30_000) => {
      const [result] = await compareRepeated(crew, row(name, kind), ["A"], { ...settings, limitMs });
      return result?.reason;
    };
    expect(await outcome("declines")).toBe("no gradient of a lookup");
    expect(await outcome("anything", "loop")).toBe("counts nothing of the kind");
    expect(await outcome("breaks")).toBe("fails: TypeError: no such shape");
    expect(await outcome("dies")).toBe("fails: it ended with 3");
    expect(await outcome("hangs", undefined, 1000)).toBe("fails: no answer in 1 s");
    expect(await outcome("works")).toBeUndefined();
  });

  test("that are slow have fewer turns", async () => {
    const slow = { ...settings, warmUpMs: 1, budgetMs: 12, minRounds: 2 };
    const [result] = await compareRepeated(crew, row("a"), ["A"], slow);
    expect(result?.times.length).toBe(2);
  });

  test("restart for rows that need a fresh process", async () => {
    const together = (["process", "import", "call"] as const).map((from) => ({ ...row(from, "tutorial"), from }));
    const [whole, imported, called] = await compareFresh(crew, together, ["A"], { ...settings, rounds: 2 });
    expect(imported?.[0]).toEqual({ peer: "A", times: [30, 30], note: "1408 updates" });
    expect(called?.[0]?.times).toEqual([20, 20]);
    for (const time of whole?.[0]?.times ?? []) expect(time).toBeGreaterThan(20);
  });
});

test("what a page downloads is measured for each entry", async () => {
  const pages = isFull ? ["rnn-wasm/simd128", "rnn-wasm/relaxed", "rnn-wasm/nn"] : ["rnn-wasm/nn"];
  const results = await compareSizes([...pages, "rnn-wasm/workers-2"]);
  expect(results.map(({ reason }) => reason)).toEqual([...pages.map(() => undefined), "a page loads no such thing"]);
  // The wasm alone is more than 25 KB; a chunk that is not asked for, or all of dist/, would be outside of this.
  for (const { times } of results.slice(0, pages.length)) {
    expect(times[0]).toBeGreaterThan(40);
    expect(times[0]).toBeLessThan(100);
  }
});

test("the table has medians, ratios, speed, growth, and a reason where there is nothing", () => {
  const report = new Report(["ours"], (peer: string) => (peer === "ours" ? "peak" : undefined));
  const sizes = { V: 27, E: 5, H: 10, T: 32, B: 1 };
  report.add({ ...row("small"), sizes }, [
    { peer: "ours", times: [0.01, 0.01] },
    { peer: "peak", times: [0.003, 0.0034] },
    { peer: "theirs", times: [1, 2], note: "fused" },
    { peer: "others", times: [], reason: "no LSTM" },
    { peer: "more", times: [], reason: "no LSTM" },
  ]);
  report.add({ ...row("large"), sizes, after: "small" }, [{ peer: "ours", times: [0.04] }]);
  const lines = tableOf(report.rows, ["ours"]).split("\n");
  const cells = lines.map((line) => line.trim().split(/ {2,}/));
  expect(cells[2]).toEqual(["ours", "10 µs", "1", "16.1", "32 %"]);
  expect(cells[4]).toEqual(["theirs", "1.5 ms", "[1 – 2]", "150", "[100 – 200]", "0.107", "fused"]);
  expect(lines[5]).toBe("  others, more: no LSTM");
  expect(cells[7]).toEqual(["ours", "40 µs", "1", "4.03", "4 × small"]);
});

test("the profile is of differences between steps of one round", () => {
  const round = { whole: 0.02, half: 0.012, one: 0.004, oneSymbol: 0.018, oneClass: 0.019 };
  // A round that is slow throughout changes no median.
  const slow = Object.fromEntries(Object.entries(round).map(([name, time]) => [name, 10 * time]));
  const lines = linesOf([round, slow, round]).split("\n");
  expect(lines.map((line) => line.trim().split("  ")[0])).toEqual(["20 µs", "4 µs", "0.5 µs", "2 µs", "1 µs"]);
});

describe("another commit", () => {
  test("is compared by blocks of the same rounds", () => {
    const report = new Report([], () => undefined);
    report.add(row("small"), [
      { peer: "rnn-wasm/relaxed", times: [1, 2, 3] },
      { peer: "abc1234/relaxed", times: [1, 1, 2] },
    ]);
    report.add(row("new"), [
      { peer: "rnn-wasm/relaxed", times: [1] },
      { peer: "abc1234/relaxed", times: [], reason: "not measured in that commit" },
    ]);
    const revision = { name: "abc1234", peers: [{ name: "abc1234/relaxed" }] };
    expect(comparisonOf(report.rows, revision, "a processor").split("\n")).toEqual([
      "This commit beside abc1234, in the same rounds, on a processor",
      "                          now  abc1234  now ÷ abc1234",
      "small  rnn-wasm/relaxed  2 ms     1 ms            1.5  [1 – 2]",
    ]);
  });

  test("that is none is refused", async () => {
    const refused = checkOut("no-such-commit", []);
    await expect(refused).rejects.toThrow("--compare: expected a commit of this repository, got no-such-commit");
  });
});

test("the table of growth has each size that was varied, what twice of it costs, and what others gain", () => {
  const report = new Report(["slower", "ours"], () => "peak/ours");
  const sizes = { V: 27, E: 5, H: 10, T: 32, B: 4 };
  const add = (name: string, more: object, ours: number, others: number, after?: string) =>
    report.add({ ...row(name), sizes: { ...sizes, ...more }, ...(after && { after }) }, [
      { peer: "ours", times: [ours, ours] },
      { peer: "two", ...(others ? { times: [others, others] } : { times: [], reason: "no halves" }) },
      { peer: "peak/ours", times: [0.1] },
    ]);
  add("h-10", { H: 10 }, 1, 2);
  add("h-40", { H: 40 }, 9, 6, "h-10");
  add("b-1", { B: 1 }, 0.5, 0);
  add("b-2", { B: 2 }, 1, 0.8, "b-1");
  add("b-4", { B: 4 }, 2, 1, "b-2");
  add("alone", {}, 5, 5);
  expect(growthOf(report.rows, ["slower", "ours"]).split("\n")).toEqual([
    "H   (V 27  E 5  T 32  B 4)       10      40",
    "  ours                         1 ms    9 ms",
    "    for twice the H                     3 ×",
    "  two                          2 ms    6 ms",
    "    for twice the H                  1.73 ×",
    "    times as fast as ours     0.5 ×   1.5 ×",
    "B   (V 27  E 5  H 10  T 32)       1       2       4",
    "  ours                       500 µs    1 ms    2 ms",
    "    for twice the B                     2 ×     2 ×",
    "  two                                800 µs    1 ms",
    "    for twice the B                          1.25 ×",
    "    times as fast as ours            1.25 ×     2 ×",
  ]);
});
