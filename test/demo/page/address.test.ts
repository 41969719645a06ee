/** The page's state in its address, and back. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesOf, readCommon, readFlat, readRoute, textOf, writeAddress } from "../../../demo/src/page/run/address.js";
import { suggestedFor, tasks } from "../../../demo/src/shared/decipher/settings.js";
import { possibleWith } from "../../../demo/src/shared/interventions.js";
import { cellNames, nonlinearities, type UnitPart, unitParts } from "../../../ts/model/cells.js";
import { codePoint } from "../../code-points.js";
import { runs } from "../../runs.js";

const words = { cell: cellNames, nonlinearity: nonlinearities, task: tasks };
const queryDefaults = { message: "THIS-IS-A-SECRET" };

/** Reads an address of Decipher as the page does. */
function read(fragment: string) {
  const { view, given } = readRoute(fragment);
  const task = tasks.find((name) => name === given.get("task")) ?? "caesar";
  const settings = readFlat(given, suggestedFor(task), words);
  return { view, settings, query: readFlat(given, queryDefaults), ...readCommon(given, settings) };
}

type State = Omit<ReturnType<typeof read>, "view">;
const write = (state: State) =>
  writeAddress(
    "decipher",
    state,
    { settings: suggestedFor(state.settings.task), query: queryDefaults },
    { task: "caesar" },
  );

const anyText = fc.string({ unit: codePoint, maxLength: 20 });
const anyPart = fc.constantFrom(...(Object.keys(unitParts) as UnitPart[]));
const anyState = fc
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
      query: fc.record({ message: anyText }),
      pace: fc.oneof(fc.constantFrom("full" as const, "stretched" as const), fc.integer({ min: 1 })),
      interventions: fc.record({
        gates: fc.dictionary(anyPart, fc.constantFrom("high", "low")),
        forget: fc.boolean(),
        cut: fc.array(fc.nat()),
      }),
      lesson: fc
        .record({
          hidden: fc.array(fc.stringMatching(/^[a-z]+$/)),
          goal: fc.option(fc.integer({ min: 1 }), { nil: undefined }),
          question: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
          projector: fc.boolean(),
        })
        .map(({ goal, question, ...lesson }) => ({ ...lesson, ...(goal && { goal }), ...(question && { question }) })),
      variant: fc.constantFrom("auto", "simd128", "relaxed"),
      model: fc.option(
        fc.uint8Array({ minLength: 1 }).map((bytes) => new Uint8Array(bytes)),
        { nil: undefined },
      ),
    }),
  )
  // An address of a cell says nothing of what only others have.
  .map((state) => ({ ...state, interventions: possibleWith(state.settings, state.interventions) }) as unknown as State);

test("whatever the state: what is written is what is read", () => {
  fc.assert(
    fc.property(anyState, (state) => {
      expect(read(write(state))).toEqual({ view: "decipher", ...state });
    }),
    { seed: 1, numRuns: runs(500, 50) },
  );
});

describe("an address", () => {
  test("names its view only where all is as the page suggests it", () => {
    expect(write(read(""))).toBe("#/decipher");
    expect(read("#/decipher?task=vigenere").settings).toEqual(suggestedFor("vigenere"));
    expect(write(read("#/decipher?task=vigenere"))).toBe("#/decipher?task=vigenere");
  });

  test.each([
    ["", "", 0],
    ["#/names", "names", 0],
    ["#/write?prompt=a%20b&draw=2", "write", 2],
  ])("%j is a route to %j", (fragment, view, size) => {
    const route = readRoute(fragment);
    expect([route.view, route.given.size]).toEqual([view, size]);
  });

  test("that means nothing is passed over, part by part", () => {
    const nonsense =
      "#/decipher?task=nothing&seed=many&cell=dog&nonlinearity=sign&pace=-3&hold=x9z1&cut=a,1.5,2&goal=0&variant=mmx&model=%25&lr=0.1&what=ever";
    const nothing = read("#/decipher");
    expect(read(nonsense)).toEqual({
      ...nothing,
      settings: { ...suggestedFor("caesar"), lr: 0.1 },
      interventions: { ...nothing.interventions, cut: [2] },
    });
  });

  test("has gates by a letter and a digit", () => {
    const { interventions } = read("#/decipher?hold=i1f0&forget");
    expect(interventions).toEqual({ gates: { i: "high", f: "low" }, forget: true, cut: [] });
    expect(read("#/decipher?cell=gru&hold=z0i1&cut=2").interventions).toEqual({
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
