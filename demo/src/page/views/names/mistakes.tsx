/**
 * Which languages of held-back names are taken for which.
 */
import { TableBehind } from "../../frame/table.js";
import { HeatmapFigure, Key } from "../../inside/heatmap.js";
import type { NamesSession } from "./session.js";
import { wordsFor } from "./words.js";

export function Mistakes({ session }: { readonly session: NamesSession }) {
  const seen = session.analysis.value?.seen;
  if (!seen) return null;
  const { confusion, labels } = seen;
  const { one, many, label: kind } = wordsFor(session.settings.value);
  const totals = confusion.map((row) =>
    Math.max(
      1,
      row.reduce((sum, count) => sum + count, 0),
    ),
  );
  const share = (row: number, column: number) => (confusion[row]?.[column] ?? 0) / (totals[row] as number);
  return (
    <>
      <p class="note">
        Held-back {many}: the {kind} of each (rows), and what the network says (columns).
      </p>
      <HeatmapFigure
        id="confusion"
        class="square"
        title={`The ${kind} of held-back ${many} (rows) and answers (columns)`}
        map={{
          rows: labels.length,
          columns: labels.length,
          value: share,
          rowLabels: labels,
          columnLabels: labels.map((label) => label.slice(0, 3)),
        }}
        words={(row, column) =>
          `${labels[row]} taken for ${labels[column]}: ${counted(confusion[row]?.[column] ?? 0, one)}`
        }
        hint={`Point at a cell to see how many ${many} it stands for.`}
      />
      <Key low="0" high="all of the row" />
      <TableBehind
        name="Table of the answers"
        table={() => ({
          head: ["Truth", ...labels],
          rows: labels.map((label, row) => [label, ...(confusion[row] ?? []).map(String)]),
        })}
      />
    </>
  );
}

const counted = (count: number, one: string) => `${count} ${one}${count === 1 ? "" : "s"}`;
