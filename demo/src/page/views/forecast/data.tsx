/**
 * The series: one of the page's, the user's own numbers, or one that is drawn.
 */
import { prepare, suggestedForOwn } from "../../../shared/forecast/settings.js";
import { Source } from "../../frame/source.js";
import { anySession } from "../../run/view.js";
import { DrawSeries } from "./draw-series.js";
import { type ForecastSession, preparedOf } from "./prepared.js";

export function Data({ session }: { readonly session: ForecastSession }) {
  const learn = (text: string) => {
    const settings = { ...suggestedForOwn(text), seed: session.settings.value.seed };
    prepare(settings, text);
    session.learn(text, settings);
  };
  const period = preparedOf(session)?.period;
  return (
    <>
      <Source
        session={anySession(session)}
        label="Learns from"
        choices={[
          ["airline", "Airline passengers"],
          ["waves", "Two waves"],
          ["seattle", "Temperatures, Seattle"],
        ]}
        own={{ choice: "Your series", label: "Your numbers: one a line, or CSV", learn }}
      />
      {session.settings.value.source === "own" && (
        <p class="note" id="period">
          {period
            ? `It repeats about every ${period.rows} rows: its autocorrelation there is ${period.correlation.toFixed(2)}. So the rule is the value of ${period.rows} rows before.`
            : "No period is clear in it, so the rule is the last value."}
        </p>
      )}
      <DrawSeries learn={(values) => learn(values.join("\n"))} />
    </>
  );
}
