/**
 * The frame that all views have: data and things to try, the result with its timeline, the inside and tools.
 */
import { useEffect, useState } from "preact/hooks";
import { brokenParts, noInterventions } from "../../shared/interventions.js";
import { InsidePanel } from "../inside/inside.js";
import type { Lesson } from "../run/address.js";
import { triedIn } from "../run/tried.js";
import type { AnySession } from "../run/view.js";
import { Compare, LaneHeading } from "./compare.js";
import { Knobs } from "./knobs.js";
import { whole } from "./numbers.js";
import { sentenceOf } from "./sentence.js";
import { type Reference, Timeline } from "./timeline.js";
import { Tools } from "./tools.js";
import { Figures, Transport } from "./transport.js";
import { Tries } from "./tries.js";

export interface FrameProps {
  readonly session: AnySession;
  readonly linkTo: (more: { readonly model?: Uint8Array<ArrayBuffer>; readonly lesson?: Lesson }) => string;
  readonly reference?: Reference | undefined;
}

const sheets = ["data", "inside", "try"] as const;
type Sheet = (typeof sheets)[number];

export function Frame({ session, linkTo, reference }: FrameProps) {
  const { view, lesson } = session;
  const [sheet, setSheet] = useState<Sheet>();
  const [isOtherInside, lookInsideOther] = useState(false);
  const other = session.beside.value?.session;
  // What is read is seen above the sheet that shows how it is read.
  useEffect(() => {
    if (sheet === "inside") document.querySelector(".lane > figure")?.scrollIntoView({ block: "start" });
  }, [sheet]);
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
            {other && <p class="note">These settings are for both runs.</p>}
            <Data session={session} />
            <Knobs session={session} knobs={view.knobs(session.settings.value)} />
            <details class="more">
              <summary>More settings</summary>
              <Knobs session={session} knobs={view.more(session.settings.value)} />
            </details>
            <p class="note sources">{view.sources(session.settings.value)}</p>
          </section>
        )}
        {isShown("try") && <Tries session={session} />}
      </div>
      <section class="panel result" aria-labelledby="result-title">
        <div class="heading">
          <h1 id="result-title">{view.title(session.settings.value)}</h1>
          {isShown("compare") && <Compare session={session} />}
        </div>
        {question && <p class="question">{question}</p>}
        <Goal session={session} />
        <Status session={session} />
        <div class={other ? "lanes two" : "lanes"}>
          {sessions.map((one, i) => (
            <div class={`lane lane-${i}`} key={i}>
              {other && (
                <LaneHeading session={one} from={one === session ? other : session} isFirst={one === session} />
              )}
              <Result session={one} />
            </div>
          ))}
        </div>
        <div class="drive">
          <div class="drive-row">
            <Transport sessions={sessions} />
            {!other && <Figures session={session} />}
          </div>
          <Timeline sessions={sessions} reference={other ? undefined : reference} />
        </div>
      </section>
      <div class="side wide">
        {isShown("inside") && (
          <InsidePanel session={(isOtherInside && other) || session}>
            {other && <WhichRun isOther={isOtherInside} choose={lookInsideOther} />}
          </InsidePanel>
        )}
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

/** Which of two runs the inside is of. */
function WhichRun({ isOther, choose }: { readonly isOther: boolean; readonly choose: (isOther: boolean) => void }) {
  return (
    <fieldset class="guesses" aria-label="The inside of which run">
      {["first run", "second run"].map((name, i) => (
        <button type="button" aria-pressed={isOther === (i === 1)} onClick={() => choose(i === 1)}>
          {name}
        </button>
      ))}
    </fieldset>
  );
}

/** What is true of the weights on display. */
function Status({ session }: { readonly session: AnySession }) {
  const { run, errorMessage } = session;
  return (
    <>
      {/* For tests and scripts, the phase that they wait for. */}
      <p id="status" class="status" role="status" data-phase={run.value.phase}>
        {session.beside.value
          ? "Two runs train side by side. What you change is changed in both."
          : sentenceOf(session)}
      </p>
      <Broken session={session} />
      <Answered session={session} />
      <p id="trouble" class="trouble" role="alert">
        {errorMessage.value}
      </p>
    </>
  );
}

/** What is broken, where the result shows it. */
function Broken({ session }: { readonly session: AnySession }) {
  const parts = brokenParts(session.interventions.value, session.view.stepName);
  if (parts.length === 0) return null;
  return (
    <p id="broken" class="readline">
      <b>Broken:</b> {parts.join("; ")}.{" "}
      <button type="button" class="link" onClick={() => session.setInterventions(noInterventions)}>
        Undo
      </button>
    </p>
  );
}

/** The answer to what was tried. */
function Answered({ session }: { readonly session: AnySession }) {
  const tried = triedIn(session).value;
  if (!tried) return null;
  return (
    <p id="tried" class="readline" role="status">
      <b>{tried.verdict}</b> {tried.why}{" "}
      <button type="button" class="link" id="undo-try" onClick={tried.undo}>
        Back to how it was
      </button>
    </p>
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
