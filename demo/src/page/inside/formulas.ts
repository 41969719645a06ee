/**
 * The equations of each cell with the numbers of a unit, which add up as they are shown.
 */
import type { CellName, UnitPart } from "../../../../ts/model/cells.js";
import type { Inside } from "../../shared/protocol.js";
import { signed } from "../frame/numbers.js";
import { readerOf, stepBefore } from "./parts.js";

export interface Formula {
  readonly part: UnitPart;
  readonly words: string;
  /** What the value is the sum or the product of. */
  readonly numbers?: string;
  readonly value: number;
}

/** What a formula needs to know of a unit at a step. */
interface At {
  readonly now: (part: UnitPart) => number;
  /** The value of a state before the step, or why there is none. */
  readonly before: (part: UnitPart) => { readonly text: string; readonly value: number | undefined };
}

const sum = (kept: number, added: number) => `= ${signed(kept)} ${added < 0 ? "−" : "+"} ${signed(Math.abs(added))}`;

const formulas: Readonly<
  Record<CellName, (at: At) => readonly (readonly [UnitPart, words: string, numbers?: string])[]>
> = {
  lstm({ now, before }) {
    const { text, value } = before("c");
    const added = now("i") * now("g");
    const shown = Math.tanh(now("c"));
    return [
      ["f", "f, how much of the memory it keeps"],
      ["i", "i, how much of the candidate it takes in"],
      ["g", "g, what it would remember"],
      ["c", `c, memory: f · ${text} + i · g`, sum(value === undefined ? now("c") - added : now("f") * value, added)],
      ["o", "o, how much of the memory it shows"],
      [
        "h",
        "h = o · tanh(c), what it shows",
        `= ${signed(now("o"))} · ${shown < 0 ? `(${signed(shown)})` : signed(shown)}`,
      ],
    ];
  },
  gru({ now, before }) {
    const { text, value } = before("h");
    const added = (1 - now("z")) * now("n");
    return [
      ["r", "r, how much of the memory the candidate sees"],
      ["z", "z, how much of the memory it keeps"],
      ["n", "n, what it would remember"],
      [
        "h",
        `h, memory: z · ${text} + (1 − z) · n`,
        sum(value === undefined ? now("h") - added : now("z") * value, added),
      ],
    ];
  },
  rnn: ({ before }) => [
    ["h", `h, its memory, from the input and the units’ h before; its own was ${before("h").text}`],
  ],
};

export function formulasOf(inside: Inside, layer: number, step: number, unit: number): Formula[] {
  const read = readerOf(inside, layer);
  const cell: CellName = inside.parts.includes("c") ? "lstm" : inside.parts.includes("z") ? "gru" : "rnn";
  const earlier = stepBefore(inside, layer, step);
  const isUnknown = earlier === undefined && !inside.forgets && inside.readBefore > 0;
  const now = (part: UnitPart) => read(part, step, unit);
  const before: At["before"] = (part) => {
    if (isUnknown) return { text: `${part} before`, value: undefined };
    if (earlier === undefined) return { text: inside.forgets ? "0 (forgotten)" : "0 (the start)", value: 0 };
    const value = read(part, earlier, unit);
    return { text: value <= -0.005 ? `(${signed(value)})` : signed(value), value };
  };
  return formulas[cell]({ now, before }).map(([part, words, numbers]) => ({
    part,
    words,
    value: now(part),
    ...(numbers !== undefined && { numbers }),
  }));
}
