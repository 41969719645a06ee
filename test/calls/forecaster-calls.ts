/**
 * Calls of a forecaster in any order. After each it forecasts what a model that was never asked anything forecasts after the same rows, given
 * as a history.
 */
import fc from "fast-check";
import { type Forecaster, load, train } from "rnn-wasm";
import { expect } from "vitest";
import { days } from "../tasks/forecast/example-data.js";

/** A series without end, and what it is trained with. */
interface Start {
  readonly row: (index: number) => unknown;
  readonly options: object;
  /** A row that is refused. */
  readonly wrong: unknown;
}

const dates = days(400);
const wave = (index: number) => 20 + (index % 5) * (1 + (index % 3));

const priceOf = (index: number) => index % 4;

const starts: readonly Start[] = [
  { row: wave, options: { difference: "first", season: 5 }, wrong: Number.NaN },
  { row: (index) => [wave(index), -index], options: { mode: "direct", scale: "minmax", validation: 0 }, wrong: [1] },
  {
    row: (index) => ({ date: dates[index], sold: wave(index), price: priceOf(index) }),
    options: { time: "date", calendar: ["weekday"], known: ["price"], transform: "log", lags: [2] },
    wrong: { date: dates[399], sold: 1, price: 1 },
  },
];

const trainedRows = 40;
const rowsOf = ({ row }: Start, from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => row(from + i)) as never;

/** A model as trained, and its file, from which each sequence begins. */
export async function forecasterFiles(): Promise<Uint8Array[]> {
  const small = { hiddenSize: 3, horizon: 3, window: 8, maxSteps: 3, seed: 1 };
  return Promise.all(
    starts.map(async (start) => {
      const data = { series: rowsOf(start, 0, trainedRows) };
      return ((await train(data, { ...small, ...start.options } as never)) as Forecaster).save();
    }),
  );
}

/** What a call works on. */
interface World {
  readonly start: Start;
  readonly hasTimes: boolean;
  /** Rows that the model knows of. */
  rows: number;
  model: Forecaster;
}

/** Rows of the columns that are known ahead, which forecasts of so many steps need. */
const prices = (from: number, steps: number) => Array.from({ length: steps }, (_, i) => ({ price: priceOf(from + i) }));
const ahead = ({ hasTimes, rows }: World, steps: number) => hasTimes && { future: prices(rows, steps) };

type Use = (world: World, size: number) => void | Promise<void>;

const uses: Readonly<Record<string, Use>> = {
  observe(world, size) {
    world.model.observe(rowsOf(world.start, world.rows, world.rows + size));
    world.rows += size;
  },
  "observe a wrong row"({ model, start, rows }) {
    const given = [start.row(rows), start.wrong] as never;
    expect(() => model.observe(given)).toThrow(expect.objectContaining({ name: "RnnError" }));
  },
  "forecast another history"({ model, start, hasTimes }, size) {
    const options = { history: rowsOf(start, 0, 20 + size), ...(hasTimes && { future: prices(20 + size, 2) }) };
    expect(model.forecast(2, options as never)).toHaveLength(2);
  },
  intervals(world, size) {
    if (!world.model.intervals) return;
    const options = { levels: [80], ...ahead(world, size) };
    expect(world.model.forecast(size, options as never)).toHaveProperty("lower.80.length", size);
  },
  times({ model, hasTimes, rows }, size) {
    if (hasTimes) expect(model.times(size)).toEqual(dates.slice(rows, rows + size));
    else expect(() => model.times(size)).toThrow(expect.objectContaining({ code: "ERR_INVALID_OPTION" }));
  },
  async backtest({ model }, size) {
    const { origins } = await model.backtest({ origins: size });
    expect(origins).toHaveLength(size);
  },
  stream({ model, start }, size) {
    expect(model.stream().write(rowsOf(start, 0, 10 + size)).scores).toHaveLength(10 + size);
  },
  async "save and load"(world) {
    const file = world.model.save();
    world.model.dispose();
    expect(() => world.model.forecast()).toThrow(expect.objectContaining({ code: "ERR_DISPOSED" }));
    world.model = (await load(file)) as Forecaster;
  },
};

const sequence = fc.record({
  start: fc.nat(starts.length - 1),
  calls: fc.array(fc.tuple(fc.constantFrom(...Object.keys(uses)), fc.integer({ min: 1, max: 4 })), {
    minLength: 1,
    maxLength: 12,
  }),
});

/** So many sequences. Returns the number of calls. */
export async function callForecasters(files: readonly Uint8Array[], seed: number, numRuns: number): Promise<number> {
  let made = 0;
  const property = fc.asyncProperty(sequence, async ({ start: index, calls }) => {
    const start = starts[index] as Start;
    const [model, untouched] = (await Promise.all([0, 1].map(() => load(files[index] as Uint8Array)))) as Forecaster[];
    const world: World = {
      ...{ start, hasTimes: typeof start.row(0) === "object" && !Array.isArray(start.row(0)) },
      ...{ rows: trainedRows, model: model as Forecaster },
    };
    for (const [name, size] of calls) {
      await uses[name]?.(world, size);
      made++;
      const future = ahead(world, 3);
      const history = rowsOf(start, 0, world.rows);
      const wanted = untouched?.forecast(3, { history, ...future } as never);
      expect(world.model.forecast(3, { ...future } as never)).toEqual(wanted);
    }
    world.model.dispose();
    untouched?.dispose();
  });
  await fc.assert(property, { seed, numRuns });
  return made;
}
