/** What the page shows of models of every cell and task is what they compute. */
import { ciphers, type Forecaster, train } from "rnn-wasm";
import { init } from "rnn-wasm/nn";
import { beforeAll, describe, expect, test } from "vitest";
import { formulasOf } from "../../../demo/src/page/inside/formulas.js";
import { Held, type Interventions, noInterventions } from "../../../demo/src/shared/interventions.js";
import type { Inside } from "../../../demo/src/shared/protocol.js";
import { insideOf, tokensOf } from "../../../demo/src/worker/inside.js";
import { compute, embedded, networkOf } from "../../../demo/src/worker/network.js";
import { subjects } from "../../../demo/src/worker/subjects.js";
import { pureGatesOf } from "../../../ts/model/cells.js";

const cipher = ciphers.vigenere({ key: "KEY" });
const message = "SECRET";
const time = message.length;

beforeAll(() => init());

/** As close as two ways to compute in single precision are. */
const close = 5e-6;

function expectClose(found: ArrayLike<number>, wanted: ArrayLike<number>, what?: string): void {
  expect(found.length, what).toBe(wanted.length);
  const most = Math.max(0, ...Array.from(found, (value, i) => Math.abs(value - (wanted[i] as number))));
  expect(most, what).toBeLessThan(close);
}

describe.each([
  ["lstm", undefined, "ifgoch"],
  ["gru", undefined, "rznh"],
  ["rnn", "tanh", "h"],
  ["rnn", "relu", "h"],
] as const)("of %s (%s)", (cell, nonlinearity, parts) => {
  const options = { cell, nonlinearity, hiddenSize: 6, seed: 1, maxSteps: 50 };

  test("gates, states and answers are those of the package, in each layer and direction", async () => {
    const model = await train(cipher, { ...options, bidirectional: true, numLayers: 2 });
    const network = networkOf(model);
    const seen = compute(network, embedded(network, tokensOf([...message], model.alphabet)));
    expect(seen.parts.join("")).toBe(parts);
    expect(seen.directions.map(({ name }) => name)).toEqual([
      "layer 1, from the start",
      "layer 1, from the end",
      "layer 2, from the start",
      "layer 2, from the end",
    ]);
    for (const [index, { values, hidden }] of seen.directions.entries()) {
      const trace = model.trace(message).layers[index >> 1]?.directions[index & 1];
      for (const [i, part] of seen.parts.entries())
        expectClose(values.subarray(i * time * hidden, (i + 1) * time * hidden), trace?.[part]?.data ?? [], part);
    }
    const { inside } = insideOf(network, {
      rows: embedded(network, tokensOf([...message], model.alphabet)),
      reads: [...message],
      influence: false,
      answersAt: ({ outputs, numOutputs }, t) => [{ text: String(outputs[t * numOutputs]), share: 1 }],
    });
    expect(inside.says).toHaveLength(time);
  });

  test("the sums that are shown add up for every unit, direction and intervention", async () => {
    const model = await train(cipher, { ...options, bidirectional: true });
    const held = { cell, nonlinearity: nonlinearity ?? "tanh" } as const;
    const changes: Partial<Interventions>[] = [{}, { forget: true }, { cut: [1, 2] }];
    for (const gate of pureGatesOf(cell)) changes.push({ gates: { [gate]: "high" } }, { gates: { [gate]: "low" } });
    for (const change of changes) {
      const interventions = { ...noInterventions, ...change };
      const network = networkOf(model);
      const { inside } = insideOf(
        { ...network, weights: new Held().apply(network.weights, held, interventions) },
        {
          rows: embedded(network, tokensOf([...message], model.alphabet)),
          reads: [...message],
          isAlone: interventions.forget,
          influence: false,
          answersAt: () => [],
        },
      );
      expectSums(inside, JSON.stringify(change));
    }
  });

  test("steps that are not shown are read all the same", async () => {
    const model = await train(cipher, options);
    const network = networkOf(model);
    const rows = embedded(network, tokensOf([...message], model.alphabet));
    const read = (readBefore: number) =>
      insideOf(network, {
        rows,
        reads: [...message].slice(readBefore),
        readBefore,
        influence: true,
        answersAt: ({ outputs, numOutputs }, t) => [{ text: String(outputs[t * numOutputs]), share: 1 }],
      }).inside;
    const [all, some] = [read(0), read(2)];
    expect(some.says).toEqual(all.says.slice(2));
    const [first] = formulasOf(some, 0, 0, 1);
    expect(first?.value).toBeCloseTo(formulasOf(all, 0, 2, 1)[0]?.value ?? 0, 5);
    const shown = time - 2;
    expectClose(
      some.influence ?? [],
      Array.from({ length: shown * shown }, (_, at) => {
        const [t, s] = [Math.floor(at / shown) + 2, (at % shown) + 2];
        return all.influence?.[t * time + s] as number;
      }),
    );
  });

  test("what decided a letter is the letters up to it; without memory, the letter alone", async () => {
    const model = await train(cipher, options);
    const influence = (forget: boolean) => {
      const { inside } = look(
        "decipher",
        model,
        { message: cipher.decrypt(message) },
        { ...options, task: "vigenere", key: "KEY", messageLength: 8 },
        forget,
      );
      const answers = inside.says.map(([first]) => first?.text).join("");
      expect(answers).toBe(
        forget ? [...message].map((letter) => model.decrypt(letter)).join("") : model.decrypt(message),
      );
      return Array.from({ length: time * time }, (_, at) => (inside.influence?.[at] as number) > 0);
    };
    const places = Array.from({ length: time * time }, (_, at) => [Math.floor(at / time), at % time] as const);
    expect(influence(false)).toEqual(places.map(([t, s]) => s <= (t as number)));
    expect(influence(true)).toEqual(places.map(([t, s]) => s === t));
  });
});

/** Numbers of two decimals. */
const numberIn = (text: string) => Number(text.replace("−", "-").replace(/[()]/g, ""));

/** The terms of a sum as they are shown, each rounded. */
function expectSums(inside: Inside, what: string): void {
  for (const [layer, { hidden, isReverse }] of inside.directions.entries()) {
    for (let step = 0; step < time; step++) {
      for (let unit = 0; unit < hidden; unit++) {
        const formulas = formulasOf(inside, layer, step, unit);
        const of = (part: string) => formulas.find((one) => one.part === part)?.value ?? 0;
        const memory = formulas.find(({ words }) => words.includes(", memory"));
        if (!memory) {
          // A plain cell's state is no sum of two numbers of this unit.
          expect(inside.parts).toEqual(["h"]);
          const isFirst = step === (isReverse ? time - 1 : 0);
          const end = inside.forgets
            ? /was 0 \(forgotten\)$/
            : isFirst
              ? /was 0 \(the start\)$/
              : /was \(?−?\d\.\d\d\)?$/;
          expect(formulas[0]?.words, what).toMatch(end);
          continue;
        }
        const [, kept = "", sign, added = ""] = /^= (\S+) ([+−]) (\S+)$/.exec(memory.numbers ?? "") ?? [];
        const sum = numberIn(kept) + (sign === "+" ? 1 : -1) * numberIn(added);
        expect(Math.abs(sum - memory.value), what).toBeLessThan(0.0101);
        // What is kept is the gate times the memory before it, as the formula says it.
        const [, keeper, before = ""] = /: (\w) · (0 \([a-z ]+\)|\S+) \+/.exec(memory.words) ?? [];
        const isFirst = step === (isReverse ? time - 1 : 0);
        expect(before, what).toMatch(inside.forgets ? /^0 \(forgotten\)$/ : isFirst ? /^0 \(the start\)$/ : /^\(?−?\d/);
        const value = before.startsWith("0 (") ? 0 : numberIn(before);
        expect(Math.abs(of(keeper as string) * value - numberIn(kept)), what).toBeLessThan(0.0101);
      }
    }
  }
}

/** What a view of the page sees of a model. */
function look(
  name: keyof typeof subjects,
  model: unknown,
  query: object,
  settings: object,
  forget = false,
): { readonly inside: Inside; readonly seen: never } {
  const subject = subjects[name];
  const request = { settings, query, forget, influence: true, isAtRest: true };
  return subject.look(model as never, subject.prepare(settings as never, ownText), request as never) as never;
}

const ownText = Array.from({ length: 90 }, (_, t) => String(50 + t + 9 * Math.sin(t))).join("\n");

test.each([
  ["airline", "first"],
  ["airline", "season"],
  ["seattle", "none"],
  ["own", "first"],
] as const)(
  "a forecast of %s by differences (%s): the answers beyond the border are the forecast",
  async (source, difference) => {
    const settings = {
      source,
      difference,
      hidden: 12,
      window: 12,
      hiddenSize: 4,
      seed: 1,
      cell: "lstm",
      nonlinearity: "tanh",
      lr: 0.01,
    };
    const subject = subjects.forecast;
    const prepared = subject.prepare(settings as never, ownText);
    const request = {
      settings,
      interventions: { gates: {}, forget: false, cut: [] },
      from: "random",
      score: undefined,
    };
    const { data, options } = subject.plan(prepared, request as never);
    const model = (await train(
      data as never,
      { ...options, patience: undefined, epochs: undefined, maxSteps: 5 } as never,
    )) as unknown as Forecaster;
    const { inside, seen } = look("forecast", model, {}, settings) as unknown as {
      inside: Inside;
      seen: { mean: number[] };
    };
    const { series, ownFrom = 0, reads } = inside;
    const shown = inside.says.slice(ownFrom - 1, -1).map(([first]) => Number(first?.text.replaceAll(",", "")));
    expect(shown).toHaveLength(12);
    for (const [i, value] of shown.entries()) expect(value / (seen.mean[i] as number)).toBeCloseTo(1, 3);
    // Each is read in the next step, as the change that was answered.
    expect(reads.slice(ownFrom)).toEqual(inside.says.slice(ownFrom - 1, -1).map(([first]) => first?.text));
    expect(series?.readAs.slice(ownFrom)).toEqual(series?.answeredAs.slice(ownFrom - 1, -1));
    expect(series?.rows).toBe((series?.firstRow ?? 0) + reads.length);
    expect(series?.form).toMatch(
      { first: /^a change of …$/, season: /^a change of … from \d+ \w+s before$/, none: /deviations/ }[difference],
    );
    if (source === "airline") expect(series?.readAs[0]).toMatch(/^[+−][\d.]+ %$/);
    // Without memory, a step reads its own input only.
    const alone = look("forecast", model, {}, settings, true) as unknown as {
      inside: Inside;
      seen: { mean: number[] };
    };
    expect(alone.inside.forgets).toBe(true);
    const without = alone.inside.says.slice(ownFrom - 1, -1).map(([first]) => Number(first?.text.replaceAll(",", "")));
    for (const [i, value] of without.entries()) expect(value / (alone.seen.mean[i] as number)).toBeCloseTo(1, 3);
  },
);

test("a name: the shares after each letter are those of its beginnings", async () => {
  const labeled = ["anna a", "anno o", "otto o", "otta a", "lina a", "lino o"].map(
    (line) => line.split(" ") as [string, string],
  );
  const model = await train({ labeled }, { hiddenSize: 5, seed: 1, maxSteps: 20, validation: 0 });
  const given = Array.from({ length: 3 }, () => labeled.map((pair) => pair.join("\t")))
    .flat()
    .join("\n");
  const subject = subjects.names;
  const settings = { source: "own", perLabel: 99, without: "" } as never;
  const request = { settings, query: { name: "otta" }, forget: false, influence: false, isAtRest: true } as never;
  const { seen } = subject.look(model as never, subject.prepare(settings, given), request);
  const { shares, heldBack, confusion } = seen as {
    shares: number[][];
    heldBack: { all: number; wrong: number };
    confusion: number[][];
  };
  expectClose(shares.flat(), model.explain("otta").prefixes?.data ?? []);
  const counted = confusion.flat().reduce((sum, count) => sum + count, 0);
  expect(counted).toBeGreaterThan(0);
  const right = confusion.reduce((sum, row, i) => sum + (row[i] as number), 0);
  expect(heldBack).toEqual({ all: counted, wrong: counted - right });
});

test("a text: what could follow is what the model says, and copies are found", async () => {
  const text = "the cat sat on the mat. ".repeat(30);
  const model = await train({ text }, { hiddenSize: 16, seed: 1, maxSteps: 40, validation: 0, batchSize: 4, bptt: 16 });
  const subject = subjects.write;
  const settings = { source: "own" } as never;
  const query = { prompt: "the ", temperature: 0, topK: 0, draw: 1 };
  const request = { settings, query, forget: false, influence: false, isAtRest: true } as never;
  const { inside, seen } = subject.look(model as never, subject.prepare(settings, text), request);
  const [first] = inside.says[3] ?? [];
  const [wanted] = model.next("the ", { top: 1 });
  expect(first?.text.replace("␣", " ")).toBe(wanted?.symbol);
  expect(first?.share).toBeCloseTo(wanted?.probability as number, 4);
  const { symbols, given, copied, units, next } = seen as {
    next: { drawn: number }[][];
    symbols: string[];
    given: number;
    copied: [number, number];
    units: Units;
  };
  // At temperature 0 the likeliest is always taken.
  expect(next[3]?.map(({ drawn }) => drawn)).toEqual([1, 0, 0, 0, 0]);
  expect(given).toBe(4);
  // The answer that counts is the letter that follows in the text, from the prompt on its own.
  expect(inside.taken.map(({ text }) => text.replace("␣", " ")).join("")).toBe(symbols.slice(1, 49).join(""));
  expect(inside.ownFrom).toBe(4);
  expect(text).toContain(symbols.slice(...copied).join(""));
  // The text begins as what is written does, so its units remember the same there.
  expect(units.symbols.slice(0, 4).join("")).toBe("the ");
  expectClose(units.values.subarray(0, 4 * units.hidden), memoryIn(inside).subarray(0, 4 * units.hidden));
});

interface Units {
  symbols: string[];
  hidden: number;
  values: Float32Array;
}

/** The cell states of an LSTM's layer, [t][unit]. */
function memoryIn({ parts, directions, reads }: Inside): Float32Array {
  const { values = new Float32Array(), hidden = 0 } = directions[0] ?? {};
  const from = parts.indexOf("c") * reads.length * hidden;
  return values.subarray(from, from + reads.length * hidden);
}

test("units of names forget what was before: each is read as if it were alone", async () => {
  const subject = subjects.write;
  const settings = { source: "towns" } as never;
  const known = subject.prepare(settings, undefined) as { data: { items: readonly string[] } };
  const [first = "", second = ""] = known.data.items;
  const model = await train({ items: [...known.data.items] }, { hiddenSize: 4, seed: 1, maxSteps: 5, validation: 0 });
  const query = { prompt: second, temperature: 0, topK: 0, draw: 1 };
  const request = { settings, query, forget: false, influence: false, isAtRest: true } as never;
  const { inside, seen } = subject.look(model as never, known, request) as { inside: Inside; seen: { units: Units } };
  const { symbols, hidden, values } = seen.units;
  const from = [...first].length + 1;
  expect(symbols.slice(0, from + [...second].length + 1).join("")).toBe(`\n${first}\n${second}`);
  const size = ([...second].length + 1) * hidden;
  expectClose(values.subarray(from * hidden, from * hidden + size), memoryIn(inside).subarray(0, size));
});
