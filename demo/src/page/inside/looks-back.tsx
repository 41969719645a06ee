/**
 * Which inputs an answer hangs on.
 */
import { percent } from "../frame/numbers.js";
import { TableBehind } from "../frame/table.js";
import { HeatmapFigure, Key } from "./heatmap.js";
import { stepName, stepNames } from "./parts.js";
import type { TabProps } from "./tab.js";

export function LooksBack({ session, inside, onStep }: TabProps) {
  const { reads, says, influence } = inside;
  const time = reads.length;
  if (!influence) return <p class="note">Computing …</p>;
  const at = session.at.value;
  const largest = reads.map((_, t) => Math.max(1e-9, ...influence.subarray(t * time, (t + 1) * time)));
  const share = (row: number, column: number) => (influence[row * time + column] as number) / (largest[row] as number);
  const order = reads.map((_, s) => s).sort((a, b) => share(at, b) - share(at, a));
  return (
    <>
      <p class="note">
        Which inputs the answer <b>{says[at]?.[0]?.text}</b> hangs on: how much it would change with each of them.
      </p>
      <ol class="influences">
        {order.slice(0, 4).map((s) => (
          <li style={{ "--share": share(at, s) }}>
            <span>
              {stepName(inside, s)} ({session.view.stepName} {s + 1})
            </span>
            <span>{percent(share(at, s))}</span>
          </li>
        ))}
      </ol>
      <HeatmapFigure
        id="attribution"
        class="square"
        title="Influence of each input (columns) on each answer (rows)"
        map={{
          rows: time,
          columns: time,
          value: share,
          // Numbers are too long for labels.
          ...(!inside.series && { rowLabels: says.map(([first]) => first?.text ?? ""), columnLabels: reads }),
          marked: at,
        }}
        words={(row, s) =>
          `answer ${row + 1} (${says[row]?.[0]?.text}) by ${stepName(inside, s)}: ${percent(share(row, s))} of the largest`
        }
        hint="Rows are answers, columns are inputs."
        onColumn={onStep}
      />
      <Key low="0" high="the largest of its row" />
      <TableBehind
        name="Table of the influences"
        table={() => ({
          head: ["Answer", ...stepNames(inside)],
          rows: says.map(([first], row) => [
            `${row + 1} ${first?.text ?? ""}`,
            ...reads.map((_, s) => (influence[row * time + s] as number).toFixed(3)),
          ]),
        })}
      />
    </>
  );
}
