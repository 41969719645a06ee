/**
 * Interventions during training: forget the state, hold gates, cut units.
 */
import { pureGatesOf, type UnitPart, unitParts } from "../../../../ts/model/cells.js";
import { type Hold, type Interventions, noInterventions, silencerOf } from "../../shared/interventions.js";
import { holdWords } from "../run/differences.js";
import type { AnySession } from "../run/view.js";
import { Term } from "./glossary.js";

/** The number of units with a checkbox; in wider models the first ones. */
const maxUnits = 64;

export function BreakIt({ session }: { readonly session: AnySession }) {
  const interventions = session.interventions.value;
  const settings = session.settings.value;
  const hidden = Math.min(maxUnits, session.analysis.value?.inside.directions[0]?.hidden ?? settings.hiddenSize);
  const change = (patch: Partial<Interventions>) => session.setInterventions({ ...interventions, ...patch });
  const { comparison } = session.beside.value ?? {};
  const isAny = JSON.stringify(interventions) !== JSON.stringify(noInterventions);
  return (
    <form class="break" onSubmit={(event) => event.preventDefault()}>
      {comparison && (
        <p class="note">
          What is broken here is broken in both runs.{comparison.forget && " The second run forgets its state anyway."}
        </p>
      )}
      <label class="check">
        <input
          name="forget"
          type="checkbox"
          checked={interventions.forget}
          onChange={(event) => change({ forget: event.currentTarget.checked })}
        />
        forget the state at every {session.view.stepName}
      </label>
      <div class="fields">
        {pureGatesOf(settings.cell).map((gate) => (
          <GateSwitch
            gate={gate}
            hold={interventions.gates[gate]}
            change={(gates) => change({ gates: { ...interventions.gates, ...gates } })}
          />
        ))}
      </div>
      {silencerOf(settings) && (
        <fieldset>
          <legend>
            Cut <Term of="unit">units</Term>
          </legend>
          <div class="units">
            {Array.from({ length: hidden }, (_, unit) => (
              <label class="unit">
                <input
                  name="cut"
                  type="checkbox"
                  value={unit}
                  checked={interventions.cut.includes(unit)}
                  onChange={(event) =>
                    change({
                      cut: event.currentTarget.checked
                        ? [...interventions.cut, unit]
                        : interventions.cut.filter((other) => other !== unit),
                    })
                  }
                />
                {unit}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <p class="note">
        Training goes on with the other weights. Each change resets the state of the optimizer.
        {!session.view.trainsForgetful && " What forgets its state here is only shown: training keeps it."}
      </p>
      <button
        type="button"
        id="undo-breaking"
        disabled={!isAny}
        onClick={() => session.setInterventions(noInterventions)}
      >
        Undo all
      </button>
    </form>
  );
}

interface SwitchProps {
  readonly gate: UnitPart;
  readonly hold: Hold | undefined;
  readonly change: (gates: Partial<Record<UnitPart, Hold>>) => void;
}

function GateSwitch({ gate, hold, change }: SwitchProps) {
  return (
    <label class="field">
      <span>{unitParts[gate].name}</span>
      <select
        name={gate}
        value={hold ?? "learned"}
        onChange={({ currentTarget: { value } }) => change({ [gate]: value === "learned" ? undefined : value })}
      >
        <option value="learned">learned</option>
        {(["high", "low"] as const).map((one) => (
          <option value={one}>{holdWords(gate, one)}</option>
        ))}
      </select>
    </label>
  );
}
