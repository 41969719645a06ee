/**
 * Two runs side by side that differ in one thing: which, and what is said of each.
 */
import { changed, type RunConditions } from "../run/comparison.js";
import { differences } from "../run/differences.js";
import type { AnySession } from "../run/view.js";
import { sentenceOf } from "./sentence.js";
import { Figures } from "./transport.js";

export const conditionsOf = ({ settings, interventions }: AnySession): RunConditions => ({
  settings: settings.value,
  interventions: interventions.value,
});

export function Compare({ session }: { readonly session: AnySession }) {
  const { comparisons } = session.view;
  const { comparison } = session.beside.value ?? {};
  if (comparisons.length === 0) return null;
  const now = conditionsOf(session);
  return (
    <label class="compare" data-panel="compare">
      <span class="quiet">Compare</span>
      <select
        id="compare"
        value={comparison?.name ?? ""}
        onChange={({ currentTarget: { value } }) => session.compare(comparisons.find(({ name }) => name === value))}
      >
        <option value="">{comparison ? "one run again" : "Compare …"}</option>
        {comparisons.map((one) => (
          <option
            value={one.name}
            // What the run has already is no change.
            disabled={one !== comparison && differences(session.view, changed(one, now), now).length === 0}
          >
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}

interface LaneHeadingProps {
  readonly session: AnySession;
  /** The run beside it. */
  readonly from: AnySession;
  readonly isFirst: boolean;
}

export function LaneHeading({ session, from, isFirst }: LaneHeadingProps) {
  const found = differences(session.view, conditionsOf(session), conditionsOf(from));
  return (
    <div class="lane-heading">
      <h2 class="lane-name">
        {isFirst ? "First run" : "Second run"}: {found.join(", ") || "the same settings"}
      </h2>
      <Figures session={session} isFirst={isFirst} />
      <p class="status" role="status">
        {found.length
          ? sentenceOf(session)
          : "Both runs are the same now. Change a setting, or compare something else."}
      </p>
      {!isFirst && (
        <p class="trouble" role="alert">
          {session.errorMessage.value}
        </p>
      )}
    </div>
  );
}
