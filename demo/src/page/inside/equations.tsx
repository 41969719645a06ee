/**
 * The equations of each cell with the numbers of a unit.
 */
import { type UnitPart, unitParts } from "../../../../ts/model/cells.js";
import type { Inside } from "../../shared/protocol.js";
import { signed } from "../frame/numbers.js";
import { memoryOf, type PartReader } from "./parts.js";

interface EquationsProps {
  readonly inside: Inside;
  readonly at: number;
  readonly read: PartReader;
  readonly unit: number;
}

type Equation = readonly [part: UnitPart, formula: string];

/** Given the value of a part one step before. */
const equations: Readonly<Record<"lstm" | "gru" | "rnn", (before: (part: UnitPart) => string) => readonly Equation[]>> =
  {
    lstm: (before) => [
      ["f", "f, how much of the memory it keeps"],
      ["i", "i, how much of the candidate it takes in"],
      ["g", "g, what it would remember"],
      ["c", `c = f · ${before("c")} + i · g, memory`],
      ["o", "o, how much of the memory it shows"],
      ["h", "h = o · tanh(c), what it shows"],
    ],
    gru: (before) => [
      ["r", "r, how much of the memory the candidate sees"],
      ["z", "z, how much of the memory it keeps"],
      ["n", "n, what it would remember"],
      ["h", `h = z · ${before("h")} + (1 − z) · n, memory`],
    ],
    rnn: (before) => [["h", `h, its memory, from the input and ${before("h")} before`]],
  };

export function Equations({ inside, at, read, unit }: EquationsProps) {
  const before = (part: UnitPart) => signed(at > 0 ? read(part, at - 1, unit) : 0);
  const cell = inside.parts.includes("c") ? "lstm" : inside.parts.includes("z") ? "gru" : "rnn";
  const memory = memoryOf(inside);
  return (
    <table class="equations" aria-label={`Unit ${unit} at step ${at + 1}`}>
      <tbody>
        {equations[cell](before).map(([part, formula]) => {
          const value = read(part, at, unit);
          return (
            <tr class={part === memory ? "remembers" : undefined}>
              <th scope="row">{unitParts[part].name}</th>
              <td class="formula">{formula}</td>
              <td>
                {signed(value)}
                <span
                  class={`signed ${value < 0 ? "below" : "above"}`}
                  style={{ "--size": Math.min(1, Math.abs(value)) }}
                />
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
