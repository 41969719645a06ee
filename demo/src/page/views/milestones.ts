/**
 * Describes the state of the run in a sentence, which changes only at milestones so that screen readers stay quiet; and shows the goal.
 */
import type { PageState, PageStore } from "../state/state.js";
import { element, write } from "./element.js";
import { whole } from "./table.js";

export function mountMilestones(store: PageStore): void {
  store.watch(["run", "readAt", "interventions"], (state) => {
    const status = element("status");
    write(status, sentence(state));
    // For tests and scripts that wait for it.
    status.dataset["phase"] = state.run.phase;
  });
  store.watch(["errorMessage"], ({ errorMessage }) => write(element("trouble"), errorMessage));
  store.watch(["lesson", "readAt", "run"], ({ lesson, readAt, run }) => {
    const { goal } = lesson;
    element("goal").hidden = goal === undefined;
    if (goal === undefined) return;
    write(element("goal"), goalWords(goal, readAt, run.step));
    element("goal").classList.toggle("reached", readAt !== undefined && readAt < goal);
  });
}

/** Names no number that still changes, so that screen readers announce it once. */
function sentence({ run, readAt }: Readonly<PageState>): string {
  // An opened model may have read it from the start.
  const read = readAt ? ` The message was read after ${whole(readAt)} steps.` : "";
  switch (run.phase) {
    case "starting":
      return "Starting …";
    case "running":
      return readAt ? `The message is readable, after ${whole(readAt)} steps.` : "It is learning.";
    case "pausing":
      return `Paused.${read}`;
    case "paused":
      return run.ending ?? `Paused.${read}`;
    case "finished":
      return `${run.ending ?? "Done."}${read}`;
    case "failed":
      return `The run failed.${read}`;
  }
}

function goalWords(goal: number, readAt: number | undefined, step: number): string {
  const aim = `Goal: read the message in fewer than ${whole(goal)} steps.`;
  if (readAt !== undefined)
    return readAt < goal ? `${aim} Reached, after ${whole(readAt)}.` : `${aim} It took ${whole(readAt)}.`;
  return step < goal ? aim : `${aim} Missed this time.`;
}
