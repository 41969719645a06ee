/** The syntax of comma-separated values: any cells are read back, and what is no table is refused with its line. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvRecords } from "../../ts/cli/io/csv-records.js";

/** Reads a text, or parts of one, each of whole lines. */
function read(...parts: string[]): unknown[][] {
  const found: unknown[][] = [];
  const records = new CsvRecords(({ line, cells }) => found.push([line, ...cells]));
  for (const part of parts) records.read(part);
  records.end();
  return found;
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

it("reads a text in any parts as a whole", () => {
  const record = fc.constantFrom(["1,2"], [""], ['"x', 'y",3'], ['"a""b",'], ["é,😀"], ["one cell"]);
  const lines = fc.array(record, { maxLength: 9 }).map((all) => all.flat());
  fc.assert(
    fc.property(lines, fc.array(fc.nat(11), { maxLength: 4 }), (rest, cuts) => {
      const all = ["", "a,b", ...rest];
      const places = [0, ...cuts.filter((cut) => cut < all.length).sort((a, b) => a - b), all.length];
      const parts = places.slice(1).map((to, i) => all.slice(places[i], to));
      const outcome = (...texts: string[]) => {
        try {
          return read(...texts);
        } catch (error) {
          return String(error);
        }
      };
      const texts = parts.filter(({ length }) => length > 0).map((some) => some.join("\n"));
      expect(outcome(...texts)).toEqual(outcome(all.join("\n")));
    }),
  );
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
