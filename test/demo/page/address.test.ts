/** The page's state in its address, and back. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Address,
  bytesOf,
  defaultMessage,
  readAddress,
  textOf,
  writeAddress,
} from "../../../demo/src/page/state/address.js";
import { possibleWith } from "../../../demo/src/shared/interventions.js";
import { suggestedFor, tasks } from "../../../demo/src/shared/settings.js";
import { cellNames, nonlinearities, type UnitPart, unitParts } from "../../../ts/model/cells.js";
import { codePoint } from "../../code-points.js";
import { runs } from "../../runs.js";

const anyText = fc.string({ unit: codePoint, maxLength: 20 });
const anyPart = fc.constantFrom(...(Object.keys(unitParts) as UnitPart[]));
const anyAddress: fc.Arbitrary<Address> = fc
  .constantFrom(...tasks)
  .chain((task) =>
    fc.record({
      settings: fc.record({
        task: fc.constant(task),
        key: anyText,
        seed: fc.nat(),
        cell: fc.constantFrom(...cellNames),
        nonlinearity: fc.constantFrom(...nonlinearities),
        embeddingDim: fc.nat(),
        hiddenSize: fc.integer(),
        numLayers: fc.nat(),
        bidirectional: fc.boolean(),
        lr: fc.double({ noNaN: true, noDefaultInfinity: true }).map((lr) => (Object.is(lr, -0) ? 0 : lr)),
        batchSize: fc.nat(),
        messageLength: fc.nat(),
      }),
      message: anyText,
      pace: fc.oneof(fc.constant("full" as const), fc.integer({ min: 1 })),
      interventions: fc.record({
        gates: fc.dictionary(anyPart, fc.constantFrom("high", "low")),
        forget: fc.boolean(),
        cut: fc.array(fc.nat()),
      }),
      lesson: fc
        .record({
          hidden: fc.array(fc.stringMatching(/^[a-z]+$/)),
          goal: fc.option(fc.integer({ min: 1 }), { nil: undefined }),
        })
        .map(({ hidden, goal }) => (goal === undefined ? { hidden } : { hidden, goal })),
      variant: fc.constantFrom("auto", "simd128", "relaxed"),
      model: fc.option(
        fc.uint8Array({ minLength: 1 }).map((bytes) => new Uint8Array(bytes)),
        { nil: undefined },
      ),
    }),
  )
  // An address of a cell says nothing of what only others have.
  .map((address) => ({ ...address, interventions: possibleWith(address.settings, address.interventions) }));

test("whatever the state: what is written is what is read", () => {
  fc.assert(
    fc.property(anyAddress, (address) => {
      expect(readAddress(writeAddress(address))).toEqual(address);
    }),
    { seed: 1, numRuns: runs(500, 100) },
  );
});

describe("an address", () => {
  test("is empty where all is as the page suggests it", () => {
    expect(writeAddress(readAddress(""))).toBe("");
    expect(readAddress("").message).toBe(defaultMessage);
    expect(readAddress("#task=vigenere").settings).toEqual(suggestedFor("vigenere"));
  });

  test("that means nothing is passed over, part by part", () => {
    const nonsense =
      "#task=nothing&seed=many&cell=dog&nonlinearity=sign&pace=-3&hold=x9z1&cut=a,1.5,2&goal=0&variant=mmx&model=%25&lr=0.1&what=ever";
    const read = readAddress(nonsense);
    expect(read).toEqual({
      ...readAddress(""),
      settings: { ...suggestedFor("caesar"), lr: 0.1 },
      interventions: { ...readAddress("").interventions, cut: [2] },
    });
  });

  test("has gates by a letter and a digit", () => {
    const { interventions } = readAddress("#hold=i1f0&forget");
    expect(interventions).toEqual({ gates: { i: "high", f: "low" }, forget: true, cut: [] });
    expect(readAddress("#cell=gru&hold=z0i1&cut=2").interventions).toEqual({
      gates: { z: "low" },
      forget: false,
      cut: [2],
    });
  });
});

test("bytes are letters that an address may have, and no other text is bytes", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      expect(textOf(bytes)).toMatch(/^[\w-]*$/);
      expect(bytesOf(textOf(bytes))).toEqual(new Uint8Array(bytes));
    }),
    { seed: 1 },
  );
  const large = new Uint8Array(100_000).map((_, i) => i % 251);
  expect(bytesOf(textOf(large))).toEqual(large);
  expect(bytesOf("%&")).toBeUndefined();
});
