/**
 * What is true of the weights on display, in a sentence that changes only at milestones so that screen readers stay quiet.
 */
import type { AnySession } from "../run/view.js";

export function sentenceOf(session: AnySession): string {
  const { run, analysis, selectedStep, errorMessage, view } = session;
  const { phase, ending, step } = run.value;
  const now = analysis.value;
  const isPast = selectedStep.value !== undefined;
  const says = now && (isPast ? !now.isNow : now.isNow) ? view.says(now, session) : "";
  const words: Readonly<Record<typeof phase, string>> = {
    starting: "Loading …",
    running: "Training.",
    pausing: "Paused.",
    paused: ending ?? (step === 0 ? "Not trained yet." : "Paused."),
    finished: ending ?? "The run is over.",
    failed: errorMessage.value ? "The run failed." : "A setting or the data must be corrected first.",
  };
  return `${isPast ? "Earlier weights." : words[phase]} ${says}`.trim();
}
