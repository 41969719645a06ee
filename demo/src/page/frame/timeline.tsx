/**
 * The updates of a run from left to right: the loss, milestones, and a slider that shows the weights of any update.
 */
import { useSignal } from "@preact/signals";
import type { Curve } from "../../shared/curve.js";
import { axisWidth, type Line, LineChart, type LineRole, rightPadding } from "../draw/line-chart.js";
import { wordsAt } from "../run/at-update.js";
import type { AnySession } from "../run/view.js";
import { whole } from "./numbers.js";
import { Runs, roleOf } from "./runs.js";
import { TableBehind } from "./table.js";

/** The minimum number of updates on the axis. */
const minEnd = 128;

/** A curve from elsewhere, such as PyTorch's of the same run. */
export interface Reference {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly number[];
}

interface TimelineProps {
  readonly sessions: readonly [AnySession, ...AnySession[]];
  readonly reference?: Reference | undefined;
}

type LegendEntry = readonly [role: LineRole, name: string];

export function Timeline({ sessions, reference }: TimelineProps) {
  const [session, other] = sessions;
  const { view, run, curve, pastRuns, milestone, analysis, cursor } = session;
  const [strong, held] = [useSignal<LineRole | undefined>(undefined), useSignal<LineRole | undefined>(undefined)];
  // Beside two runs, only those that were chosen to stay.
  const past = other ? pastRuns.alike.value.filter(({ isPinned }) => isPinned) : pastRuns.alike.value;
  const last = Math.max(...sessions.map((one) => one.run.value.step));
  const end = niceEnd(Math.max(last, reference?.steps.at(-1) ?? minEnd, ...past.map((one) => one.curve.lastStep)));
  const shown = session.selectedStep.value ?? run.value.step;
  const { name, guessing } = view.loss(analysis.value);
  const lines: Line[] = [
    ...(reference ? [{ role: "torch", steps: reference.steps, values: reference.values } as const] : []),
    ...past.map((one): Line => ({ role: roleOf(one), ...validationsOf(one.curve) })),
    ...(guessing === undefined ? [] : [{ role: "chance", steps: [0, end], values: [guessing, guessing] } as const]),
    ...(other ? bothOf(other.curve.value.points, "otherFaint", "other") : []),
    ...bothOf(curve.value.points, "faint", "own"),
  ];
  const legend: LegendEntry[] = [
    ["own", other ? "validation: first run" : "validation"],
    ["faint", "each update's batch"],
    ...(other ? [["other", "validation: second run"] as const] : []),
    ...(reference ? [["torch", reference.name] as const] : []),
    ...(guessing === undefined ? [] : [["chance", `guessing: ${guessing.toFixed(2)}`] as const]),
  ];
  const words = wordsAt({
    update: cursor.update.value ?? shown,
    last: run.value.step,
    curve: curve.value.points,
    score: view.score,
    reference,
  });
  const goTo = (step: number) => {
    for (const one of sessions) {
      const steps = one.analysis.value?.kept ?? [];
      const nearest = steps.findLast((past) => past <= step) ?? steps[0];
      one.lookAt(step >= one.run.value.step || nearest === undefined ? undefined : nearest);
    }
  };
  return (
    <figure class="timeline" aria-label="Timeline">
      <LineChart
        height={116}
        end={end}
        lines={lines}
        xTitle="updates"
        yTitle={name.toLowerCase()}
        label={`${name} over the updates`}
        marked={shown}
        milestones={sessions.flatMap((one) => one.milestone.value ?? [])}
        pointed={cursor.update.value}
        // A row that is removed under the pointer is left without a word.
        strong={lines.find(({ role }) => role === (strong.value ?? held.value))?.role}
        onPoint={(update) => {
          cursor.update.value = update;
        }}
        onPress={goTo}
      />
      <p class="note" id="update-words" aria-hidden="true">
        {words}
      </p>
      <Scrubber session={session} goTo={goTo} end={end} shown={shown} words={words} />
      <div class="beneath">
        <ul class="legend">
          {legend.map(([role, text]) => (
            <li class={role}>{text}</li>
          ))}
          {milestone.value !== undefined && (
            <li class="milestone">
              {view.milestone}: update {whole(milestone.value)}
            </li>
          )}
        </ul>
        <TableBehind name="Table of the losses" table={() => tableOf(session, reference)} />
      </div>
      <Runs
        session={session}
        past={past}
        update={cursor.update.value ?? session.selectedStep.value ?? Number.POSITIVE_INFINITY}
        strong={strong}
        held={held}
      />
    </figure>
  );
}

interface ScrubberProps {
  readonly session: AnySession;
  /** Shows the weights after an update, or the nearest before it that were kept. */
  readonly goTo: (step: number) => void;
  readonly end: number;
  readonly shown: number;
  /** What is known of the update on display. */
  readonly words: string;
}

function Scrubber({ session, goTo, end, shown, words }: ScrubberProps) {
  const { analysis, selectedStep, run } = session;
  const kept = analysis.value?.kept ?? [];
  const last = run.value.step;
  const isPast = selectedStep.value !== undefined;
  // Arrow keys move from one kept update to the next.
  const move = (event: KeyboardEvent) => {
    const at = kept.findLastIndex((step) => step <= shown);
    const next = { ArrowLeft: kept[Math.max(0, at - 1)], ArrowRight: kept[at + 1] ?? last, Home: kept[0], End: last }[
      event.key
    ];
    if (next === undefined) return;
    event.preventDefault();
    goTo(next);
  };
  return (
    <div class={`scrub${isPast ? " past" : ""}`}>
      <input
        id="scrubber"
        type="range"
        aria-label="Show the weights after update"
        style={{ "--before": `${axisWidth - 8}px`, "--beside": `${axisWidth + rightPadding - 16}px` }}
        min={0}
        max={end}
        step={1}
        value={shown}
        aria-valuetext={isPast ? words : `Now. ${words}`}
        disabled={kept.length < 2}
        onInput={(event) => goTo(Number(event.currentTarget.value))}
        onKeyDown={move}
      />
      <p class="scrubbed">
        <output id="scrubbed" for="scrubber">
          {isPast ? `You are looking at update ${whole(shown)} of ${whole(last)}.` : "Drag to look at earlier weights."}
        </output>
        <button
          id="back-to-now"
          type="button"
          class="link"
          disabled={!isPast}
          onClick={() => goTo(Number.POSITIVE_INFINITY)}
        >
          Back to now
        </button>
      </p>
    </div>
  );
}

const validationsOf = (curve: Curve) => ({
  steps: curve.validations.map(({ step }) => step),
  values: curve.validations.map(({ loss }) => loss),
});

const bothOf = (curve: Curve, faint: LineRole, strong: LineRole): Line[] => [
  { role: faint, steps: curve.points.map(({ step }) => step), values: curve.points.map(({ loss }) => loss) },
  { role: strong, ...validationsOf(curve) },
];

/** A round number of updates that is not smaller. */
function niceEnd(steps: number): number {
  const unit = 2 ** Math.max(6, Math.floor(Math.log2(steps)) - 2);
  return Math.ceil(steps / unit) * unit;
}

function tableOf({ curve, view }: AnySession, reference: Reference | undefined) {
  const { points, validations } = curve.value.points;
  const theirs = new Map(reference?.steps.map((step, i) => [step, reference.values[i] as number]));
  const held = new Map(validations.map((point) => [point.step, point]));
  const steps = [...new Set([...points, ...validations].map(({ step }) => step))].sort((a, b) => a - b);
  const losses = new Map(points.map(({ step, loss }) => [step, loss]));
  const text = (value: number | undefined) => value?.toFixed(4) ?? "";
  return {
    head: ["Update", "Batch", "Validation", view.score.name, ...(reference ? [reference.name] : [])],
    rows: steps.map((step) => {
      const point = held.get(step);
      return [
        whole(step),
        text(losses.get(step)),
        text(point?.loss),
        point ? view.score.format(point.score) : "",
        ...(reference ? [text(theirs.get(step))] : []),
      ];
    }),
  };
}
