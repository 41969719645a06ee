/** Tables of numbers: every form in and out, and the places that errors name. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readTable } from "../../ts/data/read-table.js";
import { writeRow, writeTable } from "../../ts/data/table.js";

const failing = (value: unknown, reading = {}, name = "series") => {
  try {
    readTable(value, name, reading);
  } catch (error) {
    const { code, message } = error as { code: string; message: string };
    return `${code} ${message}`;
  }
  throw new Error("nothing was thrown");
};

/** Rows of equal length. */
const matrices = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.array(fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: width, maxLength: width }), {
    minLength: 1,
    maxLength: 12,
  }),
);
const names = fc.uniqueArray(fc.oneof(fc.string(), fc.constantFrom("__proto__", "constructor", "10", "2", "length")), {
  minLength: 4,
  maxLength: 4,
});

describe("a table read and written", () => {
  test("rows, records and columns come back as they were", () => {
    fc.assert(
      fc.property(matrices, names, (rows, all) => {
        const width = rows[0]?.length ?? 0;
        const keys = Object.keys(Object.fromEntries(all.slice(0, width).map((key) => [key, 0])));
        const records = rows.map((row) => Object.fromEntries(keys.map((key, i) => [key, row[i]])));
        const columns = Object.fromEntries(keys.map((key, i) => [key, rows.map((row) => row[i])]));
        for (const given of [rows, records, columns]) {
          const { form, values, rows: count, gaps } = readTable(given, "series");
          expect([...values]).toEqual(rows.flat());
          expect(gaps).toBeUndefined();
          expect(writeTable(form, values, count)).toEqual(given);
        }
      }),
    );
  });

  test("lists of every kind come back as arrays", () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true })), (list) => {
        for (const given of [list, Float32Array.from(list), Float64Array.from(list)]) {
          const { form, values, rows } = readTable(given, "series");
          expect(writeTable(form, values, rows)).toEqual(list);
        }
      }),
    );
  });

  test("named columns go by name, whatever their order and form", () => {
    const expected = { layout: "records", columns: ["a", "b"] } as const;
    for (const given of [
      [
        { b: 2, a: 1 },
        { a: 3, b: 4 },
      ],
      { b: [2, 4], a: Float32Array.of(1, 3) },
    ])
      expect([...readTable(given, "series", { expected }).values]).toEqual([1, 2, 3, 4]);
  });

  test("a single row has the form of its table's rows", () => {
    const row = (layout: "list" | "rows" | "records" | "columns", columns: (string | number)[]) =>
      writeRow({ layout, columns }, [7, 8].slice(0, columns.length));
    expect(row("list", [0])).toBe(7);
    expect(row("rows", [0, 2])).toEqual([7, 8]);
    expect(row("records", ["a", "b"])).toEqual({ a: 7, b: 8 });
    expect(row("columns", ["a", "b"])).toEqual({ a: 7, b: 8 });
  });

  test("a column of dates is kept apart", () => {
    const records = readTable([{ day: "2024-01-01", x: 1 }], "series", { time: "day" });
    expect([records.form.columns, records.times]).toEqual([["x"], ["2024-01-01"]]);
    const rows = readTable([[1, "2024-01-01", 2]], "series", { time: 1 });
    expect([rows.form.columns, [...rows.values], rows.times]).toEqual([[0, 2], [1, 2], ["2024-01-01"]]);
    expect(readTable([{ x: 1 }], "series", { time: "day" }).times).toBeUndefined();
  });

  test("columns without names are told by their place in what is given", () => {
    const expected = { layout: "rows", columns: [2] } as const;
    expect([...readTable([[5], [6]], "future", { expected }).values]).toEqual([5, 6]);
  });
});

describe("missing values", () => {
  const nothing = fc.constantFrom(null, undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY);

  test("each is named by its path", () => {
    const paths: [unknown, string][] = [
      [[0, 1, null], "series[2]"],
      [[[0], [undefined]], "series[1][0]"],
      [[{ wind: 1 }, { wind: Number.NaN }], "series[1].wind"],
      [[{ "wind speed": null }], 'series[0]["wind speed"]'],
      [{ wind: [1, null] }, "series.wind[1]"],
      [Object.assign(Array(3), { 0: 1, 2: 3 }), "series[1]"],
    ];
    for (const [given, path] of paths)
      expect(failing(given)).toMatch(
        new RegExp(`^ERR_INVALID_NUMBER ${path.replace(/[[\].]/g, "\\$&")}: expected a n`),
      );
    expect(failing([1, Number.NEGATIVE_INFINITY], { missing: "error" }, "panel[1]")).toBe(
      'ERR_INVALID_NUMBER panel[1][1]: expected a number, got -Infinity; missing: "carry" fills it',
    );
  });

  test("or they repeat the value before them, at the beginning the first one, and are marked", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.integer(), nothing), { minLength: 1 }), (list) => {
        const isThere = (x: unknown): x is number => typeof x === "number" && Number.isFinite(x);
        const first = list.find(isThere) ?? Number.NaN;
        const { values, gaps } = readTable(list, "series", { missing: "carry" });
        let last = first;
        list.forEach((x, i) => {
          if (isThere(x)) last = x;
          expect([values[i], gaps?.[i] ?? 0]).toEqual([last, isThere(x) ? 0 : 1]);
        });
      }),
    );
  });

  test("or the value before the table", () => {
    const { values } = readTable([null, 4, null], "series", { missing: "carry", before: [9] });
    expect([...values]).toEqual([9, 4, 4]);
  });

  test("text is never a gap", () => {
    expect(failing([1, "2"], { missing: "carry" })).toBe('ERR_INVALID_NUMBER series[1]: expected a number, got "2"');
  });
});

test("what is no table, or another one, is named", () => {
  expect(failing("123")).toMatch(/^ERR_INVALID_OPTION series: expected numbers .* got "123"$/);
  expect(failing(Int32Array.of(1))).toMatch(/^ERR_INVALID_OPTION series: .*Float64Array\.from\(\)/);
  for (const given of [undefined, 5, {}, new Map(), { a: 5 }])
    expect(failing(given)).toMatch(/^ERR_INVALID_OPTION ser/);
  expect(failing([[1, 2], [3]])).toBe("ERR_SHAPE series[1]: expected a row of 2 numbers, got 1");
  expect(failing([[1, 2], null])).toBe("ERR_SHAPE series[1]: expected a row of 2 numbers, got null");
  expect(failing([{ a: 1, b: 2 }, { a: 1 }])).toContain(
    "ERR_INVALID_NUMBER series[1].b: expected a number, got undefined",
  );
  expect(failing([{ price: 1 }, { prize: 1 }])).toBe(
    'ERR_SHAPE series[1]: expected the column "price", got one called "prize"; did you mean "price"?',
  );
  for (const given of [[{}], [[]]])
    expect(failing(given)).toBe("ERR_SHAPE series: expected a column of numbers, got none");
  expect(failing([{ a: 1 }, [1]])).toMatch(/^ERR_SHAPE series\[1\]: expected a row with the column "a"/);
  expect(failing({ a: [1, 2], b: [1] })).toBe("ERR_SHAPE series.b: expected 2 numbers, as in series.a, got 1");
  const expected = { layout: "records", columns: ["a", "b"] };
  expect(failing([{ a: 1 }], { expected })).toBe(
    'ERR_SHAPE series: expected the columns "a", "b", got none called "b"',
  );
  expect(failing([1, 2], { expected })).toBe('ERR_SHAPE series: expected rows with the columns "a", "b", got numbers');
  expect(failing([[1, 2]], { expected: { layout: "list", columns: [0] } })).toBe(
    "ERR_SHAPE series: expected numbers, got rows of 2 numbers",
  );
});
