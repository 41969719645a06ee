/**
 * Controls to train, pause, make one update and start over, the speed, and the current figures. They drive all runs on display.
 */
import { measuredAt } from "../run/measured.js";
import type { AnySession } from "../run/view.js";
import { Term } from "./glossary.js";
import { useKeys } from "./keys.js";
import { whole } from "./numbers.js";

const paces = [
  ["stretched", "slow start"],
  ["20", "20 / s"],
  ["200", "200 / s"],
  ["full", "full speed"],
] as const;

export function Transport({ sessions }: { readonly sessions: readonly [AnySession, ...AnySession[]] }) {
  const [session] = sessions;
  const { step } = session.run.value;
  const isRunning = sessions.some(({ run }) => run.value.phase === "running");
  const cannotTrain = sessions.some(({ run, isForeign }) => run.value.phase === "starting" || isForeign.value);
  const toggle = () => {
    for (const one of sessions) {
      if (isRunning) one.pause();
      else if (one.run.value.phase !== "finished" || sessions.length === 1) one.play();
    }
  };
  const stepOnce = () => {
    for (const one of sessions) one.step();
  };
  useKeys(cannotTrain ? {} : { " ": toggle, ".": stepOnce });
  const pace = String(session.pace.value);
  const setPace = (text: string) => session.setPace(text === "full" || text === "stretched" ? text : Number(text));
  const name = isRunning ? "Pause" : step === 0 ? "Train" : "Train on";
  return (
    <fieldset class="transport">
      <legend class="quiet">Training</legend>
      <button id="play" class="primary" type="button" aria-keyshortcuts="Space" disabled={cannotTrain} onClick={toggle}>
        {name}
      </button>
      <button id="step" type="button" aria-keyshortcuts="." disabled={cannotTrain} onClick={stepOnce}>
        Step
      </button>
      <button id="restart" type="button" onClick={() => session.restart()}>
        Start over
      </button>
      <label class="inline">
        <span class="quiet">Speed, in updates</span>
        <select id="pace" value={pace} onChange={(event) => setPace(event.currentTarget.value)}>
          {paces.map(([value, text]) => (
            <option value={value}>{text}</option>
          ))}
          {!paces.some(([value]) => value === pace) && <option value={pace}>{pace} / s</option>}
        </select>
      </label>
    </fieldset>
  );
}

/** Figures of the weights on display; those of the first run have ids. */
export function Figures({ session, isFirst = true }: { readonly session: AnySession; readonly isFirst?: boolean }) {
  const { view, run, selectedStep, analysis } = session;
  const { step } = run.value;
  const shown = selectedStep.value ?? step;
  const { loss, validation } = measuredAt(session, shown);
  const idOf = (name: string) => (isFirst ? `now-${name}` : undefined);
  const seen = analysis.value;
  const score = (seen && view.score.of?.(seen.seen)) ?? validation?.score;
  const scored = score === undefined ? "–" : view.score.format(score);
  return (
    <dl class="figures">
      <div>
        <dt>
          <Term of="update">Updates</Term>
        </dt>
        <dd>
          <span id={idOf("step")}>{whole(shown)}</span>
        </dd>
      </div>
      <div>
        <dt>
          <Term of="loss">{view.loss(analysis.value).name}</Term>
        </dt>
        <dd id={idOf("loss")}>{loss === undefined ? "–" : loss.toFixed(3)}</dd>
      </div>
      <div>
        <dt>
          <Term of="validation">{view.score.name}</Term>
        </dt>
        <dd id={idOf("score")}>{scored}</dd>
      </div>
    </dl>
  );
}
