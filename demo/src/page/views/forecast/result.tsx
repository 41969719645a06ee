/**
 * The series with its forecast, and how large its error is beside that of a simple rule.
 */
import { useState } from "preact/hooks";
import { valueText } from "../../../shared/forecast/series.js";
import type { ForecastSeen, Prepared } from "../../../shared/forecast/settings.js";
import { TableBehind } from "../../frame/table.js";
import { SeriesChart } from "./chart.js";
import { type ForecastSession, preparedOf } from "./prepared.js";

export function Result({ session }: { readonly session: ForecastSession }) {
  const { analysis, settings, run, cursor, at } = session;
  const [moved, setMoved] = useState<number>();
  const prepared = preparedOf(session);
  if (!prepared) return null;
  const { series, seen: visible, validationRows, rule } = prepared;
  const count = series.values.length;
  const cut = moved ?? visible.length;
  // An earlier look may be of another series.
  const seen = analysis.value?.seen.cut === cut ? analysis.value.seen : undefined;
  const from = seen?.insideFrom ?? 0;
  const step = cursor.at.value ?? cursor.pinned.value;
  // The row that is pointed at, also where the inside shows nothing: before its window.
  const row = Math.max(0, Math.min(count - 1, from + (step ?? at.value)));
  const point = (given: number | undefined, isTap: boolean) => {
    const pointedStep = given === undefined ? undefined : given - from;
    cursor.at.value = pointedStep;
    if (isTap && pointedStep !== undefined) cursor.pinned.value = pointedStep;
  };
  const move = (to: number, isDone: boolean) => {
    setMoved(isDone ? undefined : to);
    // What had been trained is trained again.
    if (isDone && to !== visible.length) session.restart({ ...settings.value, hidden: count - to }, run.value.step > 0);
  };
  return (
    <figure class="series-figure">
      <SeriesChart
        series={series}
        validationRows={validationRows}
        cut={cut}
        cuts={[Math.max(Math.ceil(count / 2), 2 * settings.value.window), count - 1]}
        onCut={move}
        rule={moved === undefined ? rule.values : undefined}
        seen={seen}
        at={seen && row}
        onRow={point}
        label={`${series.name}: ${cut} visible and ${count - cut} hidden values, and the forecast of the hidden ones`}
      />
      <ul class="legend">
        <li class="ink-dotted">what came</li>
        <li class="interval">forecast and its 80 % interval</li>
        <li class="other-dashed">rule: {rule.name}</li>
      </ul>
      <p class={seen ? "readline" : "note"}>{seen ? wordsOf(session, prepared, seen, row) : "Loading the network …"}</p>
      <div class="row">
        <p class="note">Mean error on the hidden values{series.unit && `, in ${series.unit}`}:</p>
        <dl class="errors">
          <div class={seen && analysis.value?.step !== 0 && seen.error < rule.error ? "better" : ""}>
            <dt>network</dt>
            <dd id="error">{seen ? valueText(seen.error) : "–"}</dd>
          </div>
          <div>
            <dt>rule</dt>
            <dd id="rule-error">{valueText(rule.error)}</dd>
          </div>
        </dl>
      </div>
      <TableBehind name="Table of the forecast" table={() => seen && tableOf(prepared, seen)} />
    </figure>
  );
}

/** What is known of a row. */
function wordsOf({ analysis }: ForecastSession, { series, rule }: Prepared, seen: ForecastSeen, row: number) {
  const ahead = row - seen.cut;
  const says = analysis.value?.inside.says[row - seen.insideFrom]?.[0]?.text;
  const [predicted, ruled] = [seen.mean[ahead], rule.values[ahead]];
  return (
    <>
      {series.times[row]}: <b>{valueText(series.values[row] ?? Number.NaN)}</b>
      {series.unit && ` ${series.unit}`}
      {predicted !== undefined && ruled !== undefined
        ? `; hidden. The forecast is ${valueText(predicted)}, the rule says ${valueText(ruled)}.`
        : says
          ? `; for the next ${series.row} it expects ${says}.`
          : "."}
    </>
  );
}

const tableOf = ({ series, rule }: Prepared, { cut, mean, band }: ForecastSeen) => ({
  head: [series.row, "Truth", "Forecast", "Rule", ...(band ? ["80 % from", "to"] : [])],
  rows: mean.map((value, i) => [
    series.times[cut + i] ?? "",
    ...[series.values[cut + i], value, rule.values[i], ...(band ? [band.lower[i], band.upper[i]] : [])].map((number) =>
      number === undefined ? "–" : valueText(number),
    ),
  ]),
});
