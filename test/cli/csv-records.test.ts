/** The syntax of comma-separated values: any cells are read back, and what is no table is refused with its line. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { eachCsvRecord } from "../../ts/cli/io/csv-records.js";

function read(text: string): unknown[][] {
  const records: unknown[][] = [];
  eachCsvRecord(text, ({ line, cells }) => records.push([line, ...cells]));
  return records;
}

it("reads cells with commas, quotes and line breaks, and skips empty lines", () => {
  expect(read("a,b\n1,2\n")).toEqual([
    [1, "a", "b"],
    [2, "1", "2"],
  ]);
  expect(read('a,b\n"x\ny",2\n3,4')).toEqual([
    [1, "a", "b"],
    [3, "x\ny", "2"],
    [4, "3", "4"],
  ]);
  expect(read('a,b\r\n\r\n1,"x""y"\r\n')).toEqual([
    [1, "a", "b"],
    [3, "1", 'x"y'],
  ]);
  expect(read("a\r1\r2")).toEqual([
    [1, "a"],
    [2, "1"],
    [3, "2"],
  ]);
  expect(read("\n\na,b\n,\n")).toEqual([
    [3, "a", "b"],
    [4, "", ""],
  ]);
  expect(read("")).toEqual([]);
});

it("reads any cells back", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "é", "😀", ",", '"', "\r", "\n", " "), maxLength: 6 });
  const table = fc
    .integer({ min: 2, max: 4 })
    .chain((width) => fc.array(fc.array(text, { minLength: width, maxLength: width })));
  fc.assert(
    fc.property(table, fc.constantFrom("\n", "\r\n", "\r"), fc.boolean(), (rows, end, isEnded) => {
      const lines = rows.map((row) =>
        row.map((value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value)).join(","),
      );
      const file = lines.join(end) + (isEnded && lines.length > 0 ? end : "");
      expect(read(file).map(([_, ...cells]) => cells)).toEqual(rows);
    }),
  );
});

describe("refuses", () => {
  it.each([
    ["another number of cells", "a,b\n1,2,3\n", "3 cells in line 2, where the header has 2"],
    ["a quote that is not closed", 'a,b\n"1,2\n', "a quote that is not closed"],
    ["a quote within a cell", 'a,b\n1,x"y\n', "a quote that is not closed"],
    ["text after a quoted cell", 'a,b\n"1"x,2\n', "3 cells in line 2, where the header has 2"],
  ])("%s", (_, text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
