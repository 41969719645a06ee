/**
 * The frame that all views have: data and things to try, the result with its timeline, the inside and tools.
 */
import { useState } from "preact/hooks";
import { InsidePanel } from "../inside/inside.js";
import type { Lesson } from "../run/address.js";
import type { AnySession, Comparison } from "../run/view.js";
import { Knobs } from "./knobs.js";
import { whole } from "./numbers.js";
import { type Reference, Timeline } from "./timeline.js";
import { Tools } from "./tools.js";
import { Figures, Transport } from "./transport.js";
import { Tries } from "./tries.js";

export interface FrameProps {
  readonly session: AnySession;
  /** The run beside it, if two are compared. */
  readonly other: AnySession | undefined;
  readonly compare: (comparison: Comparison<never> | undefined) => void;
  readonly linkTo: (more: { readonly model?: Uint8Array<ArrayBuffer>; readonly lesson?: Lesson }) => string;
  readonly reference?: Reference | undefined;
}

const sheets = ["data", "inside", "try"] as const;
type Sheet = (typeof sheets)[number];

export function Frame({ session, other, compare, linkTo, reference }: FrameProps) {
  const { view, lesson } = session;
  const [sheet, setSheet] = useState<Sheet>();
  const sessions: [AnySession, ...AnySession[]] = other ? [session, other] : [session];
  const { hidden, question, projector } = lesson.value;
  const isShown = (panel: string) => !hidden.includes(panel);
  const { Data, Result } = view;
  return (
    <main class={`frame${projector ? " projector" : ""}`} data-view={view.name} data-sheet={sheet}>
      <div class="side">
        {isShown("data") && (
          <section class="panel data" data-panel="data" aria-labelledby="data-title">
            <h2 id="data-title">Data</h2>
            <Data session={session} />
            <Knobs session={session} knobs={view.knobs(session.settings.value)} />
            <details class="more">
              <summary>More settings</summary>
              <Knobs session={session} knobs={view.more(session.settings.value)} />
            </details>
            <p class="note sources">{view.sources}</p>
          </section>
        )}
        {isShown("try") && <Tries session={session} />}
      </div>
      <section class="panel result" aria-labelledby="result-title">
        <div class="heading">
          <h1 id="result-title">{view.title}</h1>
          {isShown("compare") && <Compare session={session} other={other} compare={compare} />}
        </div>
        {question && <p class="question">{question}</p>}
        <Goal session={session} />
        <Status session={session} />
        <div class={other ? "lanes two" : "lanes"}>
          {sessions.map((one, i) => (
            <div class={`lane lane-${i}`} key={i}>
              {other && <h2 class="lane-name">{one.runName.value}</h2>}
              <Result session={one} />
            </div>
          ))}
        </div>
        <div class="drive">
          <div class="drive-row">
            <Transport sessions={sessions} />
            <Figures session={session} />
          </div>
          <Timeline sessions={sessions} reference={other ? undefined : reference} />
        </div>
      </section>
      <div class="side wide">
        {isShown("inside") && <InsidePanel session={session} />}
        <Tools session={session} linkTo={linkTo} isShown={isShown} />
      </div>
      <nav class="sheet-tabs" aria-label="More panels">
        {sheets.filter(isShown).map((name) => (
          <button
            type="button"
            aria-pressed={sheet === name}
            onClick={() => setSheet(sheet === name ? undefined : name)}
          >
            {name[0]?.toUpperCase()}
            {name.slice(1)}
          </button>
        ))}
      </nav>
    </main>
  );
}

function Compare({ session, other, compare }: Pick<FrameProps, "session" | "other" | "compare">) {
  const { comparisons } = session.view;
  if (comparisons.length === 0) return null;
  return (
    <label class="inline compare" data-panel="compare">
      <span>Compare</span>
      <select
        id="compare"
        value={other?.runName.value ?? ""}
        onChange={({ currentTarget: { value } }) =>
          compare(comparisons.find(({ name }) => name === value) as Comparison<never> | undefined)
        }
      >
        <option value="">one run</option>
        {comparisons.map(({ name }) => (
          <option value={name}>{name}</option>
        ))}
      </select>
    </label>
  );
}

/** What is true of the weights on display, in a sentence that changes only at milestones so that screen readers stay quiet. */
function Status({ session }: { readonly session: AnySession }) {
  const { run, analysis, selectedStep, errorMessage, view } = session;
  const { phase, ending } = run.value;
  const now = analysis.value;
  const isPast = selectedStep.value !== undefined;
  const says = now && (isPast ? !now.isNow : now.isNow) ? view.says(now, session) : "";
  const words: Readonly<Record<typeof phase, string>> = {
    starting: "Loading …",
    running: "Training.",
    pausing: "Paused.",
    paused: run.value.step === 0 ? (ending ?? "Not trained yet.") : (ending ?? "Paused."),
    finished: ending ?? "The run is over.",
    failed: errorMessage.value ? "The run failed." : "A setting or the data must be corrected first.",
  };
  const sentence = isPast ? `Earlier weights. ${says}` : `${words[phase]} ${says}`;
  return (
    <>
      {/* For tests and scripts, the phase that they wait for. */}
      <p id="status" class="status" role="status" data-phase={phase}>
        {sentence.trim()}
      </p>
      <p id="trouble" class="trouble" role="alert">
        {errorMessage.value}
      </p>
    </>
  );
}

function Goal({ session }: { readonly session: AnySession }) {
  const { lesson, milestone, run, view } = session;
  const { goal } = lesson.value;
  if (goal === undefined || !view.milestone) return null;
  const reached = milestone.value;
  const outcome =
    reached !== undefined
      ? reached < goal
        ? `Reached, after ${whole(reached)}.`
        : `It took ${whole(reached)}.`
      : run.value.step < goal
        ? ""
        : "Missed this time.";
  return (
    <p id="goal" class={`goal${reached !== undefined && reached < goal ? " reached" : ""}`}>
      Contest: {view.milestone} in fewer than {whole(goal)} updates. {outcome}
    </p>
  );
}
