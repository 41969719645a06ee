/**
 * What goes on inside the network at the place that is pointed at: the cell, its memory, what it looks back at, and all gates.
 */
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Inside } from "../../shared/protocol.js";
import type { AnySession } from "../run/view.js";
import { Cell } from "./cell.js";
import { Gates } from "./gates.js";
import { LooksBack } from "./looks-back.js";
import { Memory } from "./memory.js";
import { liveliest, placeOf, stepName, unitsByTime } from "./parts.js";
import { maxLines } from "./tab.js";

const tabs = ["Cell", "Memory", "Looks back", "Gates"] as const;

interface InsideProps {
  readonly session: AnySession;
  /** Beside the title. */
  readonly children?: ComponentChildren;
}

export function InsidePanel({ session, children }: InsideProps) {
  const { view, analysis } = session;
  const names = [...tabs, ...view.panels.map(({ name }) => name)];
  const [chosen, choose] = useState<string>(tabs[0]);
  const tab = names.includes(chosen) ? chosen : tabs[0];
  useEffect(() => session.showInfluence(tab === "Looks back"), [tab, session]);
  const inside = analysis.value?.inside;
  return (
    <section class="panel inside" data-panel="inside" aria-labelledby="inside-title">
      <div class="heading">
        <h2 id="inside-title">Inside</h2>
        {children}
      </div>
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
      <div
        id="inside-shown"
        class={inside && isOutside(session) ? "outside" : undefined}
        role="tabpanel"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as the pattern of tabs has it
        tabIndex={0}
        aria-labelledby={`tab-${slug(tab)}`}
      >
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
  const [chosen, setChosen] = useState<readonly number[]>([]);
  const shownLayer = Math.min(layer, inside.directions.length - 1);
  const hidden = inside.directions[shownLayer]?.hidden ?? 0;
  const possible = chosen.filter((unit) => unit < hidden);
  const { cursor, view, run } = session;
  // Nothing changes its place while the network trains.
  const steady = useRef<Steady | undefined>(undefined);
  const key = `${shownLayer} ${hidden}`;
  const isNew = steady.current?.key !== key;
  if (isNew || run.value.phase !== "running") {
    const before = isNew ? undefined : steady.current;
    const units = before?.units ?? liveliest(inside, shownLayer, maxLines);
    steady.current = { key, units, order: unitsByTime(inside, shownLayer) };
  }
  const { units: first, order } = steady.current as Steady;
  const units = possible.length ? possible : first;
  const Own = view.panels.find(({ name }) => name === tab)?.Panel;
  if (Own) return <Own session={session} />;
  const point = (step: number | undefined, isTap: boolean) => {
    cursor.at.value = step;
    if (isTap && step !== undefined) cursor.pinned.value = step;
  };
  const choose = (unit: number) => setChosen([unit, ...units.filter((other) => other !== unit)].slice(0, maxLines));
  const shared = {
    session,
    inside,
    layer: shownLayer,
    units,
    order,
    onUnit: choose,
    onLiveliest: () => setChosen(liveliest(inside, shownLayer, maxLines)),
    onStep: point,
  };
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
      {tab === "Cell" && <Cell {...shared} />}
      {tab === "Memory" && <Memory {...shared} />}
      {tab === "Looks back" && <LooksBack {...shared} />}
      {tab === "Gates" && <Gates {...shared} />}
    </>
  );
}

/** The units that are shown as long as nobody chooses others, and the order of all, for a layer. */
interface Steady {
  readonly key: string;
  readonly units: readonly number[];
  readonly order: readonly number[];
}

/** The step that is pointed at, which may be outside of what is shown. A place that was tapped in a longer text is not. */
function wantedOf({ cursor, at }: AnySession): number {
  const pinned = cursor.pinned.value ?? 0;
  return cursor.at.value ?? (pinned < 0 ? pinned : at.value);
}

const isOutside = (session: AnySession) => wantedOf(session) !== session.at.value;

/** The place in the sequence, moved by buttons as well as by pointing. */
function Steps({ session, inside }: { readonly session: AnySession; readonly inside: Inside }) {
  const { at, cursor, view } = session;
  const last = inside.reads.length - 1;
  const wanted = wantedOf(session);
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
        {placeOf(inside, wanted, view.stepName)}
        {!isOutside(session) && (
          <>
            : <b>{stepName(inside, wanted)}</b>
          </>
        )}
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
