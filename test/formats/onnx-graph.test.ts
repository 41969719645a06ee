/** The parts of ONNX files that no model of today needs, and what an export refuses to write. */
import { expect, it, test } from "vitest";
import { attribute } from "../../ts/formats/onnx/graph.js";
import { integer } from "../../ts/formats/onnx/protobuf.js";

it.each([0.5, Number.NaN, 2 ** 53])("refuses an attribute of %d, which is no integer that it can write", (given) => {
  expect(() => attribute("axis", given)).toThrow(expect.objectContaining({ code: "ERR_FORMAT" }));
});

test.each([
  [0, [8, 0]],
  [127, [8, 127]],
  [128, [8, 128, 1]],
  [2 ** 40, [8, 128, 128, 128, 128, 128, 32]],
  // Protocol buffers encode a negative number as its 64 bits.
  [-1, [8, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1]],
])("the integer %d in field 1", (value, bytes) => {
  expect(integer(1, value).flatMap((chunk) => [...chunk])).toEqual(bytes);
});
