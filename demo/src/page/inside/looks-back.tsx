/**
 * How sensitive an answer is to each input: how strongly it would move if the input changed a little.
 */
import { TableBehind } from "../frame/table.js";
import { HeatmapFigure, Key } from "./heatmap.js";
import { stepName, stepNames, stepNumber } from "./parts.js";
import type { TabProps } from "./tab.js";

/** The inputs to list. */
const shown = 4;

export function LooksBack({ session, inside, onStep }: TabProps) {
  const { reads, taken, influence, series } = inside;
  const time = reads.length;
  if (!influence) return <p class="note">Computing …</p>;
  const at = session.at.value;
  const { stepName: kind } = session.view;
  const largest = reads.map((_, t) => Math.max(1e-9, ...influence.subarray(t * time, (t + 1) * time)));
  const share = (row: number, column: number) => (influence[row * time + column] as number) / (largest[row] as number);
  const asPercent = (row: number, column: number) => `${Math.round(100 * share(row, column))} %`;
  // What is still to come has none.
  const inputs = [...reads.keys()].filter((s) => share(at, s) > 0).sort((a, b) => share(at, b) - share(at, a));
  const answers = taken.map(({ text }) => text);
  return (
    <>
      <p class="note">
        Sensitivity: how strongly the answer <b>{answers[at]}</b> would move if an input changed a little, compared with
        the strongest.
      </p>
      <ol class="influences">
        {inputs.slice(0, shown).map((s, i) => (
          <li style={{ "--share": share(at, s) }}>
            <span>
              {stepName(inside, s)} ({stepNumber(inside, s, kind)})
            </span>
            <span>{i === 0 ? "strongest" : `${asPercent(at, s)} as strong`}</span>
          </li>
        ))}
      </ol>
      <HeatmapFigure
        id="attribution"
        class="square"
        title="Sensitivity of each answer (rows) to each input (columns)"
        map={{
          rows: time,
          columns: time,
          value: share,
          // Numbers are too long for labels.
          ...(!series && { rowLabels: answers, columnLabels: reads }),
          markedRow: at,
        }}
        words={(row, s) =>
          `answer at ${stepNumber(inside, row, kind)} (${answers[row]}) to ${stepName(inside, s)}: ${asPercent(row, s)} as strong as its strongest`
        }
        hint="Rows are answers, columns are inputs."
        onRow={onStep}
      />
      <Key low="0" high="the strongest of its row" />
      <TableBehind
        name="Table of the sensitivities"
        table={() => ({
          head: ["Answer", ...stepNames(inside)],
          rows: answers.map((text, row) => [
            `${row + 1} ${text}`,
            ...reads.map((_, s) => (influence[row * time + s] as number).toFixed(3)),
          ]),
        })}
      />
    </>
  );
}
