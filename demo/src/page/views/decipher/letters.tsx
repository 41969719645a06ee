/**
 * What the model takes each letter for, and the key that follows from it.
 */

import { useState } from "preact/hooks";
import { barAt, drawBars } from "../../draw/bars.js";
import { Canvas } from "../../draw/canvas.js";
import { percent } from "../../frame/numbers.js";
import { TableBehind } from "../../frame/table.js";
import { HeatmapFigure, Key } from "../../inside/heatmap.js";
import type { DecipherSession } from "./session.js";
import { keyShifts, shiftsOf } from "./shifts.js";

export function Shifts({ session }: { readonly session: DecipherSession }) {
  const { analysis, settings } = session;
  const [pointed, point] = useState<number>();
  const seen = analysis.value?.seen;
  const marked = seen && keyShifts(settings.value, seen.inputSymbols);
  const shifts = marked && shiftsOf(seen);
  if (!seen || !shifts) return null;
  const isWord = settings.value.task === "vigenere";
  const labels = seen.inputSymbols.map((symbol, i) => (isWord ? symbol : String(i)));
  return (
    <figure class="figure" id="shifts-panel">
      <figcaption>
        <h2>The key that appears</h2>
      </figcaption>
      <Canvas
        label="How often it moves letters by each shift"
        draw={(surface) => drawBars(surface, { shares: shifts, labels, marked })}
        onPoint={(place, surface) => point(place && barAt(surface, shifts.length, place.x))}
      />
      <p class="readline">
        {pointed === undefined
          ? isWord
            ? "How far it moves letters back, by the key’s letters. The key is in bold."
            : "How far it moves letters back. The key is in bold."
          : `Back by ${isWord ? `${labels[pointed]}, ` : ""}${pointed}: ${percent(shifts[pointed] ?? 0)} of its answers.`}
      </p>
      <TableBehind
        name="Table of the shifts"
        table={() => ({
          head: ["Shift", "Share"],
          rows: shifts.map((share, i) => [labels[i] as string, percent(share)]),
        })}
      />
    </figure>
  );
}

export function Matrix({ session }: { readonly session: DecipherSession }) {
  const seen = session.analysis.value?.seen;
  if (!seen) return null;
  const { input, inputSymbols, outputSymbols, confusionMatrix } = seen;
  const columns = outputSymbols.length;
  const read = inputSymbols.indexOf(input[session.at.value] ?? "");
  const share = (row: number, column: number) => confusionMatrix[row * columns + column] as number;
  return (
    <figure class="figure" id="matrix-panel">
      <figcaption>
        <h2>What it takes each letter for</h2>
      </figcaption>
      <HeatmapFigure
        id="matrix"
        class="square"
        title="What it takes each input letter (rows) for (columns)"
        map={{
          rows: inputSymbols.length,
          columns,
          value: share,
          rowLabels: inputSymbols,
          columnLabels: outputSymbols,
          // The letter that is pointed at in the message.
          markedRow: read < 0 ? undefined : read,
        }}
        words={(row, column) => `${inputSymbols[row]} read as ${outputSymbols[column]}: ${percent(share(row, column))}`}
        hint="Rows are read, columns are written."
      />
      <Key low="0" high="100 %" />
      <TableBehind
        name="Table of the probabilities"
        table={() => ({
          head: ["Read", ...outputSymbols],
          rows: inputSymbols.map((symbol, row) => [
            symbol,
            ...outputSymbols.map((_, column) => (share(row, column) < 0.005 ? "" : share(row, column).toFixed(2))),
          ]),
        })}
      />
    </figure>
  );
}
