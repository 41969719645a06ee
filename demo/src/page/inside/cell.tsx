/**
 * The cell at the step that is pointed at: the step before and after beside it, what is handed from one to the next, and one unit's numbers.
 */
import { type UnitPart, unitParts } from "../../../../ts/model/cells.js";
import type { Inside } from "../../shared/protocol.js";
import { Term } from "../frame/glossary.js";
import { percent, signed } from "../frame/numbers.js";
import { type PartReader, readerOf } from "./parts.js";

interface CellProps {
  readonly inside: Inside;
  readonly at: number;
  readonly layer: number;
  readonly unit: number;
  readonly onUnit: (unit: number) => void;
  readonly onStep: (step: number) => void;
}

export function Cell({ inside, at, layer, unit, onUnit, onStep }: CellProps) {
  const read = readerOf(inside, layer);
  const direction = inside.directions[layer];
  if (!direction || inside.reads.length === 0) return <p class="note">Nothing to read yet.</p>;
  return (
    <>
      <Unrolled inside={inside} at={at} read={read} unit={unit} onStep={onStep} />
      <p class="unit-choice">
        <label class="inline">
          <span>
            One <Term of="unit" /> in numbers:
          </span>
          <select id="unit" value={unit} onChange={(event) => onUnit(Number(event.currentTarget.value))}>
            {Array.from({ length: direction.hidden }, (_, i) => (
              <option value={i}>unit {i}</option>
            ))}
          </select>
        </label>
      </p>
      <Equations inside={inside} at={at} read={read} unit={unit} />
    </>
  );
}

const [width, columnWidth, boxWidth] = [372, 124, 84];

function Unrolled({
  inside,
  at,
  read,
  unit,
  onStep,
}: Omit<CellProps, "layer" | "onUnit"> & { readonly read: PartReader }) {
  const { reads, says, parts } = inside;
  const memory: UnitPart = parts.includes("c") ? "c" : "h";
  const steps = [at - 1, at, at + 1];
  return (
    <svg class="unrolled" viewBox={`0 0 ${width} 238`} role="img" aria-label={describe(inside, at)}>
      <title>{describe(inside, at)}</title>
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerUnits="userSpaceOnUse"
          markerWidth="9"
          markerHeight="9"
          orient="auto"
        >
          <path d="M0 0 8 4 0 8z" class="tip" />
        </marker>
      </defs>
      <text x="4" y="14" class="hint">
        it answers
      </text>
      <text x="4" y="234" class="hint">
        it reads
      </text>
      {steps.map((step, i) => {
        const x = i * columnWidth + columnWidth / 2;
        const isThere = step >= 0 && step < reads.length;
        const [answer] = says[step] ?? [];
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the buttons above the picture do the same
          <g class={`step${i === 1 ? " here" : ""}${isThere ? "" : " absent"}`} onClick={() => isThere && onStep(step)}>
            <text x={x} y="34" class="says">
              {isThere ? short(answer?.text ?? "") : ""}
            </text>
            <text x={x} y="50" class="share">
              {isThere && answer && answer.share < 1 ? percent(answer.share) : ""}
            </text>
            {isThere && <path d={`M${x} 82V60`} class="flow" marker-end="url(#arrow)" />}
            <rect x={x - boxWidth / 2} y="84" width={boxWidth} height="76" rx="8" class="box" />
            <text x={x} y="103" class="name">
              {isThere ? "cell" : step < 0 ? "nothing yet" : "the end"}
            </text>
            {isThere && (
              <UnitBar
                x={x}
                y={116}
                value={read(memory, step, unit)}
                label={`${memory} = ${signed(read(memory, step, unit))}`}
              />
            )}
            {isThere && <path d={`M${x} 190V164`} class="flow" marker-end="url(#arrow)" />}
            <text x={x} y="212" class="reads">
              {isThere ? short(reads[step] ?? "") : ""}
            </text>
          </g>
        );
      })}
      {[0, 1].map((i) => (
        <g>
          <path
            d={`M${i * columnWidth + columnWidth / 2 + boxWidth / 2} 132h${columnWidth - boxWidth - 3}`}
            class="memory"
            marker-end="url(#arrow)"
          />
        </g>
      ))}
      <text x={columnWidth} y="176" class="remembers">
        memory
      </text>
      <text x={2 * columnWidth} y="176" class="remembers">
        memory
      </text>
    </svg>
  );
}

/** A number between −1 and 1 as a bar from the middle. */
function UnitBar({
  x,
  y,
  value,
  label,
}: {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly label: string;
}) {
  const half = boxWidth / 2 - 10;
  const length = Math.min(1, Math.abs(value)) * half;
  return (
    <>
      <rect x={x - half} y={y} width={2 * half} height="8" class="track" />
      <rect x={value < 0 ? x - length : x} y={y} width={length} height="8" class={value < 0 ? "below" : "above"} />
      <text x={x} y={y + 26} class="value">
        {label}
      </text>
    </>
  );
}

const short = (text: string) => ([...text].length > 9 ? `${[...text].slice(0, 8).join("")}…` : text);

function describe({ reads, says }: Inside, at: number): string {
  const [answer] = says[at] ?? [];
  return `Step ${at + 1} of ${reads.length}: the cell reads ${reads[at]} and its memory of the steps before, answers ${answer?.text}, and hands its memory to the next step.`;
}

interface Row {
  readonly name: string;
  readonly formula: string;
  readonly value: number;
}

/** The equations of each cell with the numbers of a unit. */
function Equations({
  inside,
  at,
  read,
  unit,
}: Pick<CellProps, "inside" | "at" | "unit"> & { readonly read: PartReader }) {
  const now = (part: UnitPart) => read(part, at, unit);
  const before = (part: UnitPart) => (at > 0 ? read(part, at - 1, unit) : 0);
  const has = (part: UnitPart) => inside.parts.includes(part);
  const gate = (part: UnitPart, text: string): Row => ({ name: unitParts[part].name, formula: text, value: now(part) });
  const rows: Row[] = has("c")
    ? [
        gate("f", "f, how much of the memory it keeps"),
        gate("i", "i, how much of the candidate it takes in"),
        gate("g", "g, what it would remember"),
        { ...gate("c", ""), formula: `c = f · ${signed(before("c"))} + i · g` },
        gate("o", "o, how much of the memory it shows"),
        { ...gate("h", ""), formula: "h = o · tanh(c)" },
      ]
    : has("z")
      ? [
          gate("r", "r, how much of the memory the candidate sees"),
          gate("z", "z, how much of the memory it keeps"),
          gate("n", "n, what it would remember"),
          { ...gate("h", ""), formula: `h = z · ${signed(before("h"))} + (1 − z) · n` },
        ]
      : [{ ...gate("h", ""), formula: `h, from the input and ${signed(before("h"))} before` }];
  return (
    <table class="equations" aria-label={`Unit ${unit} at step ${at + 1}`}>
      <tbody>
        {rows.map(({ name, formula, value }) => (
          <tr>
            <th scope="row">{name}</th>
            <td class="formula">{formula}</td>
            <td class={value < 0 ? "below" : "above"}>{signed(value)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
