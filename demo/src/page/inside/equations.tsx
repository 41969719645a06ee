/**
 * The equations of a unit as a table.
 */
import { unitParts } from "../../../../ts/model/cells.js";
import type { Inside } from "../../shared/protocol.js";
import { signed } from "../frame/numbers.js";
import { formulasOf } from "./formulas.js";
import { memoryOf } from "./parts.js";

interface EquationsProps {
  readonly inside: Inside;
  readonly layer: number;
  readonly at: number;
  readonly unit: number;
}

export function Equations({ inside, layer, at, unit }: EquationsProps) {
  const memory = memoryOf(inside);
  return (
    <table class="equations" aria-label={`Unit ${unit} at step ${at + 1}`}>
      <tbody>
        {formulasOf(inside, layer, at, unit).map(({ part, words, numbers, value }) => (
          <tr class={part === memory ? "remembers" : undefined}>
            <th scope="row">{unitParts[part].name}</th>
            <td class="formula">
              {words}
              {numbers && <span class="numbers">{numbers}</span>}
            </td>
            <td>
              {signed(value)}
              <span
                class={`signed ${value < 0 ? "below" : "above"}`}
                style={{ "--size": Math.min(1, Math.abs(value)) }}
              />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
