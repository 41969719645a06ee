/**
 * Forecasters of series of every form, with gaps, dates and strange values, any options, and any histories and futures: an answer, or an
 * error that has a code.
 */
import fc from "fast-check";
import { type Forecaster, load, startTraining } from "rnn-wasm";
import { within } from "../calls/world.js";
import { anyOption, judge, shown } from "./values.js";

const count = fc.oneof({ weight: 6, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.constantFrom(0, 1, 2, 90) });

/** Numbers that series are made of: mostly ordinary, some at the ends of what a float holds, some missing. */
const value = fc.oneof(
  { weight: 12, arbitrary: fc.double({ min: -9, max: 99, noNaN: true }) },
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 1, 2, -1) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>(null, undefined, Number.NaN, 1e300, -1e300, 5e-324, Infinity, "1") },
);
const plain = fc.oneof(fc.double({ min: 0.1, max: 99, noNaN: true }), fc.constantFrom(1, 2, 3));
const cells = fc.oneof(plain, plain, value);

const date = (row: number, step: number) => new Date(Date.UTC(2024, 0, 1) + row * step * 3_600_000);
const written = [
  (row: number) => date(row, 24).toISOString().slice(0, 10),
  (row: number) => date(row, 1),
  (row: number) => new Date(Date.UTC(2024, row, 1)).toISOString().slice(0, 10),
  (row: number) => 5 * row,
  (row: number) => (row === 7 ? "no date" : date(row, 24).toISOString()),
];

/** Series of every form: lists, typed arrays, rows, records with dates or without, and columns. */
const rows = (cell: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(count, fc.nat(8), fc.nat(written.length - 1), fc.infiniteStream(cell))
    .map(([length, form, times, values]) => {
      const next = () => values.next().value;
      const column = () => Array.from({ length }, next);
      const dates = Array.from({ length }, (_, row) => written[times]?.(row));
      if (form < 2) return column();
      if (form === 2) return Float64Array.from(column() as number[]);
      if (form === 3) return Float32Array.from(column() as number[]);
      if (form === 4) return Array.from({ length }, () => [next(), next()]);
      if (form === 5) return { a: column(), b: column() };
      if (form === 6) return { when: dates, a: column() };
      return dates.map((when) => ({ when, a: next(), b: next(), ...(form === 8 && next() === 1 && { c: 1 }) }));
    });

const series = fc.oneof({ weight: 6, arbitrary: rows(cells) }, { weight: 1, arbitrary: anyOption });
const data = fc.oneof(
  { weight: 5, arbitrary: rows(plain).map((series) => ({ series })) },
  { weight: 5, arbitrary: series.map((series) => ({ series })) },
  { weight: 2, arbitrary: fc.array(series, { maxLength: 3 }).map((panel) => ({ panel })) },
  {
    weight: 1,
    arbitrary: fc.dictionary(fc.constantFrom("x", "y", "0", "__proto__"), series).map((panel) => ({ panel })),
  },
  { weight: 1, arbitrary: fc.constantFrom({ panel: "ab" }, { series: [1], panel: [] }, { series: null }) },
);

const often = (usual: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 12, arbitrary: usual }, { weight: 1, arbitrary: anyOption });
const named = fc.constantFrom<unknown>("a", "b", "when", 0, 1, 2, "c");
const columnNames = often(fc.array(named, { maxLength: 2 }));

const each: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  targets: columnNames,
  known: columnNames,
  time: often(fc.constant("when")),
  calendar: often(fc.array(fc.constantFrom("hour", "weekday", "month", "yearday"), { maxLength: 2 })),
  timeZone: often(fc.constantFrom("UTC", "Europe/Berlin", "America/Nowhere")),
  horizon: often(fc.integer({ min: 1, max: 9 })),
  season: often(fc.integer({ min: 2, max: 12 })),
  mode: often(fc.constantFrom("recursive", "direct")),
  difference: often(fc.constantFrom("none", "first", "season", "both", "auto")),
  transform: often(fc.constantFrom("none", "log", "log1p")),
  lags: often(fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 })),
  window: often(fc.integer({ min: 1, max: 20 })),
  stride: often(fc.integer({ min: 1, max: 9 })),
  scale: often(fc.constantFrom("standard", "minmax", "robust", "none")),
  missing: often(fc.constantFrom("error", "carry")),
  loss: often(fc.constantFrom("mse", "mae", "huber", "gaussian")),
  validation: often(fc.constantFrom(0, 0.1, 0.5, 3, 12)),
  until: often(fc.constantFrom({ mae: 1 }, { loss: 0.5 }, {})),
  cell: often(fc.constantFrom("lstm", "gru", "rnn")),
  bidirectional: often(fc.boolean()),
  optimizer: often(fc.constantFrom("adam", "sgd")),
  lr: often(fc.constantFrom(0.01, 1, 1e9)),
};
/** A few of these: of many, some would always contradict each other. */
const few = (all: Readonly<Record<string, fc.Arbitrary<unknown>>>, maxLength: number) =>
  fc
    .uniqueArray(fc.constantFrom(...Object.keys(all)), { maxLength })
    .chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, all[name] as fc.Arbitrary<unknown>]))));

const options = few(each, 4);

/** Whatever trains is small and soon over; a run that goes on is aborted. */
const small = { hiddenSize: 2, batchSize: 4, maxSteps: 2, seed: 1 };
const patienceMs = 200;
const aborted = new Error("long enough");

/** The option that series with a column of times need. */
const timesOf = (data: unknown) => (/"when"/.test(shown(data)) ? { time: "when" } : {});

async function trained(data: unknown, given: object): Promise<Forecaster | undefined> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(aborted), patienceMs);
  try {
    const run = startTraining(
      data as never,
      { ...small, ...timesOf(data), ...given, signal: controller.signal } as never,
    );
    return (await within("training", run.result)) as unknown as Forecaster;
  } catch (error) {
    if (error !== aborted) judge(error, () => `train(${shown(data)}, ${shown(given)})`);
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Stands for the first of the model's own series, which always fits. */
const ownSeries = "the series itself";
const again = fc.oneof(
  { weight: 3, arbitrary: fc.constant(ownSeries) },
  { weight: 1, arbitrary: series },
  { weight: 1, arbitrary: rows(plain) },
);
const steps = often(fc.constantFrom<unknown>(undefined, 1, 2, 5, 13));
const asked: Readonly<Record<string, fc.Arbitrary<unknown>>> = {
  levels: often(fc.constantFrom<unknown>([80], [80, 95], [99.9], [], [0])),
  history: again,
  future: again,
  samples: often(fc.constantFrom<unknown>(1, 20, 0)),
  seed: often(fc.nat(9)),
  horizon: often(fc.nat(9)),
  stride: often(fc.nat(9)),
  origins: often(fc.nat(9)),
  series: often(fc.constantFrom<unknown>(0, 1, "x", "y")),
};
const calls = ["forecast", "times", "observe", "backtest", "evaluate", "stream", "config", "save"] as const;
const call = fc.tuple(fc.constantFrom(...calls), steps, few(asked, 5), again);

/** Those of the options that have these names; sometimes all, so that others are refused as well. */
const only = (all: Readonly<Record<string, unknown>>, names: readonly string[]): never =>
  (all["seed"] === 1 ? all : Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)))) as never;

type Call = readonly [name: string, steps: unknown, options: object, rows: unknown];

async function ask(model: Forecaster, own: unknown, [name, steps, options, rows]: Call): Promise<void> {
  const filled = (value: unknown) => (value === ownSeries ? own : value);
  const given = Object.fromEntries(Object.entries(options).map(([name, value]) => [name, filled(value)]));
  const more = filled(rows);
  if (name === "forecast") {
    const answer = model.forecast(steps as never, only(given, ["levels", "history", "future", "samples", "seed"]));
    // NaN and Infinity are no numbers of JSON.
    if (JSON.stringify(answer).includes("null")) throw new Error(`forecast: ${shown(answer)}`);
  }
  if (name === "times") model.times(steps as never, only(given, ["history"]));
  if (name === "observe") model.observe(more, ...([given["series"]] as never));
  if (name === "backtest") await model.backtest(only(given, ["horizon", "stride", "origins"]));
  if (name === "evaluate")
    await model.evaluate((given["series"] === 0 ? { panel: [more] } : { series: more }) as never);
  if (name === "stream") {
    const stream = model.stream(only(given, ["history", "series"]));
    stream.write(more);
    stream.write(given["future"] as never);
  }
  if (name === "config") void [model.config, model.horizon, model.intervals, model.stateDict()];
  if (name === "save") (await load(model.save(), { task: "forecast" })).forecast(steps as never);
}

/** So many runs; what they left is asked for more. Returns how many left a model, and how many calls these answered. */
export async function fuzzForecasting(seed: number, numRuns: number): Promise<{ models: number; answers: number }> {
  let [models, answers] = [0, 0];
  const property = fc.asyncProperty(data, options, fc.array(call, { maxLength: 6 }), async (data, options, calls) => {
    const model = await trained(data, options);
    if (!model) return;
    models++;
    const { series: own = Object.values(Object(data).panel)[0] } = data as { series?: unknown };
    for (const one of calls)
      try {
        await within(one[0], ask(model, own, one));
        answers++;
      } catch (error) {
        judge(error, () => `${shown(one)} of train(${shown(data)}, ${shown(options)})`);
      }
    model.dispose();
  });
  await fc.assert(property, { seed, numRuns });
  return { models, answers };
}
