/** The times of a forecaster's rows: how they continue, what a calendar reads of them, and which are refused. */
import { type Forecaster, train } from "rnn-wasm";
import { describe, expect, it } from "vitest";
import { days, mean, plainly, saying } from "./example-data.js";

describe("times", () => {
  const rows = days(60).map((date, i) => ({ date, sales: i }));

  it("continue", async () => {
    const model = await saying({ series: rows }, { time: "date" });
    expect(model.times(2)).toEqual(["2024-03-01", "2024-03-02"]);
    expect(model.times(1, { history: rows.slice(0, 3) as never })).toEqual(["2024-01-04"]);
    model.observe(days(2, "2024-03-01").map((date) => ({ date, sales: 1 })) as never);
    expect(model.times(1)).toEqual(["2024-03-03"]);
    expect(() => model.observe([{ date: "2024-03-09", sales: 1 }] as never)).toThrow(/"2024-03-03", a day after/);
    expect(() => model.times(1, { histroy: [] } as never)).toThrow(/^times: .*did you mean history\?/);
    expect(() => model.times(1, null as never)).toThrow(/^times: expected an object .*got null/);
  });

  it("that lack a row are filled where gaps are carried", async () => {
    const some = rows.filter((_, i) => i !== 20 && i !== 57);
    const model = await saying({ series: some }, { time: "date", missing: "carry", difference: "season", season: 3 });
    expect(model.forecast(3)).toEqual([{ sales: 56 }, { sales: 58 }, { sales: 59 }]);
  });

  it("go on in the time zone of the last row", async () => {
    const hours = Array.from({ length: 60 }, (_, i) => {
      const offset = i < 26 ? 1 : 2;
      const time = new Date(Date.UTC(2024, 2, 29, 23 + i + offset)).toISOString().slice(0, 19);
      return { time: `${time}+0${offset}:00`, x: i % 5 };
    });
    const model = await saying({ series: hours }, { time: "time" });
    expect(model.times(1)).toEqual(["2024-04-01T13:00:00+02:00"]);
  });

  it("are as precise as any of them", async () => {
    const hours = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2024, 0, 1, i)).toISOString());
    const short = hours.map((time, x) => ({ time: time.slice(0, 16).replace("T", " ").replace(" 00:00", ""), x }));
    expect(short[24]?.time).toBe("2024-01-02");
    expect((await saying({ series: short }, { time: "time" })).times(1)).toEqual(["2024-01-03 12:00"]);
    const mixed = days(60).map((day, x) => ({ time: x < 30 ? day : `${day}T00:00:00Z`, x }));
    expect((await saying({ series: mixed }, { time: "time" })).times(1)).toEqual(["2024-03-01T00:00:00Z"]);
  });

  it("have the zones of databases", async () => {
    for (const zone of ["+00", " UTC", " +0000", "-07", "+05:30"]) {
      const hours = Array.from({ length: 40 }, (_, i) => ({
        time: `2024-01-0${1 + Math.floor(i / 24)} ${String(i % 24).padStart(2, "0")}:00:00${zone}`,
        x: i % 5,
      }));
      expect((await saying({ series: hours }, { time: "time" })).times(1)).toEqual([`2024-01-02 16:00:00${zone}`]);
    }
  });

  it("that are dates without hyphens are refused, gaps or not", async () => {
    const reading = (times: readonly unknown[], missing: "carry" | "error") =>
      saying({ series: times.map((time, x) => ({ time, x })) }, { time: "time", missing });
    const months = Array.from({ length: 30 }, (_, i) => (2020 + Math.floor(i / 12)) * 100 + 1 + (i % 12));
    const daily = days(60).map((day) => Number(day.replaceAll("-", "")));
    const weekly = daily.filter((_, i) => i % 7 === 0);
    for (const missing of ["carry", "error"] as const) {
      const hint = "(a number without hyphens is no date)";
      await expect(reading(months, missing)).rejects.toThrow(`[12].time: expected "2021-01" ${hint}, got 202101`);
      await expect(reading(daily, missing)).rejects.toThrow(`[31].time: expected "2024-02-01" ${hint}, got 20240201`);
      await expect(reading(weekly, missing)).rejects.toThrow(`[5].time: expected "2024-02-05" ${hint}, got 20240205`);
    }
    const counts = Array.from({ length: 40 }, (_, i) => 202001 + i + (i > 20 ? 3 : 0));
    expect((await reading(counts, "carry")).times(1)).toEqual([202044]);
  });

  it("are named where no option does, and if they are none", async () => {
    const series = days(40).map((day, x) => ({ date: new Date(day), x }));
    const hint = "expected a number, got a value of type Date; times need the option `time`";
    await expect(train({ series } as never, {})).rejects.toThrow(`series[0].date: ${hint}, which names their column`);
    const broken = series.map((row, i) => (i === 7 ? { ...row, date: new Date(Number.NaN) } : row));
    const wanted = "expected a valid time like 2024-01-01T00:00:00.000Z, got an invalid Date";
    await expect(train({ series: broken }, { time: "date" })).rejects.toThrow(`series[7].date: ${wanted}`);
  });

  it("of what is known ahead follow the series, and may be left out", async () => {
    const known = rows.map((row, i) => ({ ...row, sale: i % 5 }));
    const options = { ...plainly, time: "date", known: ["sale"], missing: "carry", seed: 1 } as const;
    const model = await train({ series: known }, options);
    const ask = (future: object) => model.forecast(2, { future } as never) as unknown;
    expect(ask([{ sale: 1 }, { sale: 1 }])).not.toEqual(ask([{ sale: 4 }, { sale: 4 }]));
    const dated = (from: string) => days(2, from).map((date) => ({ date, sale: 1 }));
    expect(ask(dated("2024-03-01"))).toEqual(ask([{ sale: 1 }, { sale: 1 }]));
    expect(() => ask(dated("2024-02-29"))).toThrow(/^future\[0\]\.date: expected "2024-03-01", a day after/);
    expect(ask([{ sale: null }, { sale: null }])).toEqual(ask([{ sale: 4 }, { sale: 4 }]));
  });

  it("that are local midnights are refused with a reason", async () => {
    const midnights = Array.from({ length: 60 }, (_, i) => new Date(Date.UTC(2024, 2, i, i < 32 ? 23 : 22)));
    const series = midnights.map((date, x) => ({ date, x }));
    await expect(saying({ series }, { time: "date" })).rejects.toEqual(
      expect.objectContaining({
        code: "ERR_INVALID_OPTION",
        message: expect.stringMatching(
          /^series\[32\]\.date: expected 2024-04-01T23:00:00\.000Z, a day after .*local days of 23 .*, got 2024-04-01T22:/,
        ),
      }),
    );
  });

  it("of a calendar are dates, near 1970 too, or milliseconds", async () => {
    const hour = 3_600_000;
    const forecastOf = async (time: (i: number) => unknown) => {
      const series = Array.from({ length: 60 }, (_, i) => ({ t: time(i), x: i % 5 }));
      const options = { ...plainly, maxSteps: 2, time: "t", calendar: ["hour"], seed: 1 };
      const model = (await train({ series } as never, options as never)) as unknown as Forecaster;
      return { model, found: model.forecast(3) as unknown };
    };
    const { model, found } = await forecastOf((i) => new Date(i * hour));
    expect((await forecastOf((i) => new Date(i * hour).toISOString())).found).toEqual(found);
    expect((await forecastOf((i) => new Date((i + 5) * hour))).found).not.toEqual(found);
    // The same hours of the day, 20,000 days later.
    const later = 20_000 * 24 * hour;
    expect((await forecastOf((i) => later + i * hour)).found).toEqual(found);
    expect((await forecastOf((i) => i * hour)).found).toEqual(found);
    const history = [{ t: later / 1000, x: 1 }];
    expect(() => model.forecast(1, { history } as never)).toThrow(
      /^history\[0\]\.t: expected .* \(seconds times 1000\)/,
    );
  });

  it("tell the weekday", async () => {
    const busy = (date: string) => (new Date(date).getUTCDay() % 6 === 0 ? 8 : 0);
    const data = days(140).map((date) => ({ date, sales: busy(date) }));
    const options = { time: "date", calendar: ["weekday"], horizon: 7, window: 10, difference: "none" } as const;
    const model = await train({ series: data }, {
      ...options,
      hiddenSize: 8,
      lr: 0.02,
      seed: 1,
      maxSteps: 150,
      validation: 0,
    } as never);
    const found = (model as unknown as Forecaster).forecast(7) as { sales: number }[];
    const dates = days(7, "2024-05-20");
    expect(mean(found.map(({ sales }, i) => Math.abs(sales - busy(dates[i] as string))))).toBeLessThan(1.5);
  });
});
