/**
 * The runs whose curves are in the chart: in what they differ, and their values at the update that is pointed at.
 */
import type { Signal } from "@preact/signals";
import type { Curve } from "../../shared/curve.js";
import type { LineRole } from "../draw/line-chart.js";
import { valuesAt } from "../run/at-update.js";
import type { RunConditions } from "../run/comparison.js";
import { differences } from "../run/differences.js";
import type { PastRun } from "../run/past-runs.js";
import type { AnySession } from "../run/view.js";
import { conditionsOf } from "./compare.js";

export const roleOf = ({ color }: PastRun) => `run${color}` as LineRole;

interface RunsProps {
  readonly session: AnySession;
  /** Earlier runs in the chart. */
  readonly past: readonly PastRun[];
  /** The update to show values of. */
  readonly update: number;
  /** The line that stands out: while a row is pointed at or has the focus, or after its name was pressed. */
  readonly strong: Signal<LineRole | undefined>;
  readonly held: Signal<LineRole | undefined>;
}

interface Row extends RunConditions {
  readonly role: LineRole;
  readonly name: string;
  readonly curve: Curve;
  readonly differs: string;
  readonly past?: PastRun;
}

export function Runs({ session, past, update, strong, held }: RunsProps) {
  const { view, beside, curve, pastRuns } = session;
  const other = beside.value?.session;
  if (past.length === 0 && !other) return null;
  const now = conditionsOf(session);
  const differs = (run: RunConditions) => differences(view, run, now).join(", ") || "nothing";
  const rows: readonly Row[] = [
    { ...now, role: "own", name: other ? "First run" : "This run", curve: curve.value.points, differs: "" },
    ...(other ? [rowOf(other, differs)] : []),
    ...past.map(
      (run): Row => ({ ...run, role: roleOf(run), name: `Run ${run.number}`, differs: differs(run), past: run }),
    ),
  ];
  return (
    <div class="runs-frame">
      <table class="runs">
        <caption class="quiet">Runs of the same task</caption>
        <thead>
          <tr>
            {["Run", "What differs", "Validation", view.score.name].map((text) => (
              <th scope="col">{text}</th>
            ))}
            <td />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ role, name, curve: points, differs: difference, past: run }) => (
            <tr
              key={role}
              class={(strong.value ?? held.value) === role ? "strong" : undefined}
              onPointerEnter={() => {
                strong.value = role;
              }}
              onPointerLeave={() => {
                strong.value = undefined;
              }}
              onFocusIn={() => {
                strong.value = role;
              }}
              onFocusOut={() => {
                strong.value = undefined;
              }}
            >
              <th scope="row">
                <button
                  type="button"
                  class={`link run-name ${role}`}
                  aria-pressed={held.value === role}
                  onClick={() => {
                    held.value = held.value === role ? undefined : role;
                  }}
                >
                  {name}
                </button>
              </th>
              <td>{difference}</td>
              {valuesAt(points, update, view.score).map((text) => (
                <td>{text}</td>
              ))}
              <td>
                {run && (
                  <>
                    <button
                      type="button"
                      class="link"
                      aria-pressed={run.isPinned}
                      aria-label={`Pin run ${run.number}`}
                      disabled={!run.isPinned && !pastRuns.canPin}
                      onClick={() => pastRuns.pin(run.number, !run.isPinned)}
                    >
                      {run.isPinned ? "pinned" : "pin"}
                    </button>{" "}
                    <button
                      type="button"
                      class="link"
                      aria-label={`Delete run ${run.number}`}
                      onClick={() => {
                        pastRuns.remove(run.number);
                        strong.value = undefined;
                      }}
                    >
                      delete
                    </button>
                  </>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function rowOf(other: AnySession, differs: (run: RunConditions) => string): Row {
  const run = conditionsOf(other);
  return { ...run, role: "other", name: "Second run", curve: other.curve.value.points, differs: differs(run) };
}
