/**
 * What goes on inside the network at the place that is pointed at: the cell, its memory, what it looks back at, and all gates.
 */
import { useEffect, useState } from "preact/hooks";
import { unitParts } from "../../../../ts/model/cells.js";
import { Canvas } from "../draw/canvas.js";
import { currentPalette } from "../draw/palette.js";
import { labelFont, type Surface } from "../draw/surface.js";
import { Term } from "../frame/glossary.js";
import { percent, signed } from "../frame/numbers.js";
import { TableBehind } from "../frame/table.js";
import type { AnySession } from "../run/view.js";
import { Cell } from "./cell.js";
import { HeatmapFigure, Key } from "./heatmap.js";
import { liveliest, memoryOf, readerOf, titleOf, unitsByTime } from "./parts.js";

type Inside = NonNullable<AnySession["analysis"]["value"]>["inside"];

const tabs = ["Cell", "Memory", "Looks back", "Gates"] as const;

export function InsidePanel({ session }: { readonly session: AnySession }) {
  const { view, analysis } = session;
  const names = [...tabs, ...view.panels.map(({ name }) => name)];
  const [chosen, choose] = useState<string>(tabs[0]);
  const tab = names.includes(chosen) ? chosen : tabs[0];
  useEffect(() => session.showInfluence(tab === "Looks back"), [tab, session]);
  const inside = analysis.value?.inside;
  return (
    <section class="panel inside" data-panel="inside" aria-labelledby="inside-title">
      <h2 id="inside-title">Inside</h2>
      <div class="tabs" role="tablist" aria-labelledby="inside-title" onKeyDown={moveBetweenTabs}>
        {names.map((name) => (
          <button
            type="button"
            role="tab"
            id={`tab-${slug(name)}`}
            aria-selected={name === tab}
            aria-controls="inside-shown"
            tabIndex={name === tab ? 0 : -1}
            onClick={() => choose(name)}
          >
            {name}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: as the pattern of tabs has it */}
      <div id="inside-shown" role="tabpanel" tabIndex={0} aria-labelledby={`tab-${slug(tab)}`}>
        {inside ? <Shown session={session} inside={inside} tab={tab} /> : <p class="note">Loading …</p>}
      </div>
    </section>
  );
}

const slug = (name: string) => name.toLowerCase().replaceAll(" ", "-");

function moveBetweenTabs(event: KeyboardEvent): void {
  const list = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>("[role=tab]")];
  const at = list.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: list.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const target = list[(next + list.length) % list.length];
  target?.focus();
  target?.click();
}

function Shown({
  session,
  inside,
  tab,
}: {
  readonly session: AnySession;
  readonly inside: Inside;
  readonly tab: string;
}) {
  const [layer, setLayer] = useState(inside.directions.length - 1);
  const [unit, setUnit] = useState<number>();
  const shownLayer = Math.min(layer, inside.directions.length - 1);
  const hidden = inside.directions[shownLayer]?.hidden ?? 0;
  const shownUnit = unit !== undefined && unit < hidden ? unit : liveliest(inside, shownLayer);
  const { at, cursor, view } = session;
  const Own = view.panels.find(({ name }) => name === tab)?.Panel;
  if (Own) return <Own session={session} />;
  const point = (step: number | undefined, isTap: boolean) => {
    cursor.at.value = step;
    if (isTap && step !== undefined) cursor.pinned.value = step;
  };
  const shared = { session, inside, layer: shownLayer, unit: shownUnit, onUnit: setUnit, onStep: point };
  return (
    <>
      <Steps session={session} inside={inside} />
      {inside.directions.length > 1 && tab !== "Looks back" && (
        <label class="inline">
          <span>Layer</span>
          <select id="layer" value={shownLayer} onChange={(event) => setLayer(Number(event.currentTarget.value))}>
            {inside.directions.map(({ name }, i) => (
              <option value={i}>{name}</option>
            ))}
          </select>
        </label>
      )}
      {tab === "Cell" && <Cell {...shared} at={at.value} onStep={(step) => point(step, true)} />}
      {tab === "Memory" && <Memory {...shared} />}
      {tab === "Looks back" && <LooksBack {...shared} />}
      {tab === "Gates" && <Gates {...shared} />}
    </>
  );
}

/** The place in the sequence, moved by buttons as well as by pointing. */
function Steps({ session, inside }: { readonly session: AnySession; readonly inside: Inside }) {
  const { at, cursor, view } = session;
  const last = inside.reads.length - 1;
  const go = (step: number) => {
    cursor.at.value = undefined;
    cursor.pinned.value = Math.max(0, Math.min(step, last));
  };
  return (
    <p class="steps">
      <button
        type="button"
        id="step-back"
        aria-label={`${view.stepName} before`}
        disabled={at.value <= 0}
        onClick={() => go(at.value - 1)}
      >
        ‹
      </button>
      <span id="step-shown">
        {view.stepName} {at.value + 1} of {last + 1}: <b>{inside.reads[at.value] ?? ""}</b>
      </span>
      <button
        type="button"
        id="step-on"
        aria-label={`next ${view.stepName}`}
        disabled={at.value >= last}
        onClick={() => go(at.value + 1)}
      >
        ›
      </button>
    </p>
  );
}

interface TabProps {
  readonly session: AnySession;
  readonly inside: Inside;
  readonly layer: number;
  readonly unit: number;
  readonly onUnit: (unit: number) => void;
  readonly onStep: (step: number | undefined, isTap: boolean) => void;
}

function Memory({ session, inside, layer, unit, onUnit, onStep }: TabProps) {
  const read = readerOf(inside, layer);
  const part = memoryOf(inside);
  const units = unitsByTime(inside, layer);
  const at = session.at.value;
  return (
    <>
      <p class="note">
        Everything that it knows about the steps before: the <Term of="state" /> of {units.length} units. A line is unit{" "}
        {unit}; press another row.
      </p>
      <Canvas
        label={`Memory of unit ${unit} over the steps`}
        class="unit-line"
        draw={(surface) =>
          drawLine(
            surface,
            inside.reads.map((_, t) => read(part, t, unit)),
            at,
          )
        }
      />
      <HeatmapFigure
        id="memory-map"
        class="tall"
        title={`Memory of all units over the steps, by when each is strongest`}
        map={{
          rows: units.length,
          columns: inside.reads.length,
          value: (row, t) => Math.max(-1, Math.min(1, read(part, t, units[row] as number))),
          columnLabels: inside.reads,
          marked: at,
        }}
        words={(row, t) => `unit ${units[row]} at ${inside.reads[t]}: ${signed(read(part, t, units[row] as number))}`}
        hint="Each row is a unit, each column a step."
        onColumn={onStep}
        onRow={(row) => onUnit(units[row] as number)}
      />
      <Key low="−1" high="1" />
      <TableBehind
        name="Table of the memory"
        table={() => ({
          head: ["Unit", ...inside.reads],
          rows: units.map((one) => [`${part} ${one}`, ...inside.reads.map((_, t) => signed(read(part, t, one)))]),
        })}
      />
    </>
  );
}

function drawLine(surface: Surface, values: readonly number[], at: number): void {
  const context = surface.begin();
  if (!context || values.length === 0) return;
  const { width, height } = surface;
  const { faint, muted, own, ink } = currentPalette();
  const top = Math.max(1, ...values.map(Math.abs));
  const x = (t: number) => ((t + 0.5) * width) / values.length;
  const y = (value: number) => height / 2 - (value / top) * (height / 2 - 8);
  context.fillStyle = faint;
  context.fillRect(0, height / 2, width, 1);
  context.fillRect(x(at) - 0.5, 0, 1, height);
  context.strokeStyle = own;
  context.lineWidth = 2;
  context.beginPath();
  for (const [t, value] of values.entries()) context.lineTo(x(t), y(value));
  context.stroke();
  context.fillStyle = ink;
  context.beginPath();
  context.arc(x(at), y(values[at] ?? 0), 3.5, 0, 2 * Math.PI);
  context.fill();
  context.fillStyle = muted;
  context.font = labelFont(10);
  context.fillText(top.toFixed(1), 2, 10);
  context.fillText(`−${top.toFixed(1)}`, 2, height - 3);
}

function LooksBack({ session, inside, onStep }: TabProps) {
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
              {reads[s]} ({session.view.stepName} {s + 1})
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
          rowLabels: says.map(([first]) => first?.text ?? ""),
          columnLabels: reads,
          marked: at,
        }}
        words={(row, s) =>
          `answer ${row + 1} (${says[row]?.[0]?.text}) by ${reads[s]}: ${percent(share(row, s))} of the largest`
        }
        hint="Rows are answers, columns are inputs."
        onColumn={onStep}
      />
      <Key low="0" high="the largest of its row" />
      <TableBehind
        name="Table of the influences"
        table={() => ({
          head: ["Answer", ...reads],
          rows: says.map(([first], row) => [
            `${row + 1} ${first?.text ?? ""}`,
            ...reads.map((_, s) => (influence[row * time + s] as number).toFixed(3)),
          ]),
        })}
      />
    </>
  );
}

function Gates({ session, inside, layer, onUnit, onStep }: TabProps) {
  const read = readerOf(inside, layer);
  const units = unitsByTime(inside, layer);
  const at = session.at.value;
  return (
    <>
      <p class="note">
        All <Term of="gate">gates</Term> and states: a row is a unit, those first that act early; a column is a step.
      </p>
      <div class="gates">
        {inside.parts.map((part) => (
          <div class="gate" key={part}>
            <h3>{titleOf(part)}</h3>
            <HeatmapFigure
              id={`gate-${part}`}
              class="gate-map"
              title={titleOf(part)}
              map={{
                rows: units.length,
                columns: inside.reads.length,
                value: (row, t) => Math.max(-1, Math.min(1, read(part, t, units[row] as number))),
                marked: at,
              }}
              words={(row, t) =>
                `unit ${units[row]}, ${inside.reads[t]}: ${signed(read(part, t, units[row] as number))}`
              }
              hint={unitParts[part].low === 0 ? "0 … 1" : "−1 … 1"}
              onColumn={onStep}
              onRow={(row) => onUnit(units[row] as number)}
            />
          </div>
        ))}
      </div>
      <Key low="−1" high="1" />
      <TableBehind
        name="Table of the gates and states"
        table={() => ({
          head: ["Unit", ...inside.reads],
          rows: inside.parts.flatMap((part) =>
            [...units]
              .sort((a, b) => a - b)
              .map((one) => [`${part} ${one}`, ...inside.reads.map((_, t) => signed(read(part, t, one)))]),
          ),
        })}
      />
    </>
  );
}
