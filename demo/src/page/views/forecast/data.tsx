/**
 * The series: one of the page's, the user's own numbers, or one that is drawn.
 */
import { prepare, suggestedFor } from "../../../shared/forecast/settings.js";
import { Source } from "../../frame/source.js";
import { anySession } from "../../run/view.js";
import { DrawSeries } from "./draw-series.js";
import type { ForecastSession } from "./prepared.js";

export function Data({ session }: { readonly session: ForecastSession }) {
  const learn = (text: string) => {
    const settings = { ...session.settings.value, source: "own" } as const;
    prepare(settings, text);
    session.learn(text, settings);
  };
  const learnDrawing = (values: readonly number[]) => {
    const { seed } = session.settings.value;
    // A season of a drawing is some centimeters, which are more rows than those of the shortest series.
    session.learn(values.join("\n"), { ...suggestedFor({ source: "own" }), hidden: 30, window: 30, seed });
  };
  return (
    <>
      <Source
        session={anySession(session)}
        label="Series"
        choices={[
          ["airline", "Airline passengers"],
          ["waves", "Two waves"],
          ["seattle", "Temperatures, Seattle"],
        ]}
        own={{ choice: "Your series", label: "Your numbers: one a line, or CSV", learn }}
      />
      <DrawSeries learn={learnDrawing} />
    </>
  );
}
