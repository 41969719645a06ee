/**
 * All that is shown, each part by its own module.
 */
import type { Learner } from "../worker-client.js";
import type { Page } from "../page.js";
import type { PageStore } from "../state/state.js";
import { showAttribution } from "./attribution.js";
import { showCurves } from "./curves.js";
import { showFiles } from "./files.js";
import { showGates } from "./gates.js";
import { showLesson } from "./lesson.js";
import { showMatrix, showShifts } from "./matrix.js";
import { showMilestones } from "./milestones.js";
import { showPrograms } from "./programs.js";
import { showReadout } from "./readout.js";
import { showRuns } from "./runs.js";
import { showScrubber } from "./scrubber.js";
import { showSettings } from "./settings-form.js";
import { showSwitches } from "./switches.js";
import { showTransport } from "./transport.js";

/** What is seen first comes first; each of the charts is set up in a frame of its own, so that none of them holds the page up. */
export async function showEverything(store: PageStore, learner: Learner, page: Page): Promise<void> {
  showLesson(store, learner, page);
  showReadout(store, learner);
  showTransport(store, learner, () => page.restart());
  showMilestones(store);
  showSettings(store, learner, page);
  const rest = [
    () => showCurves(store),
    () => showMatrix(store),
    () => showShifts(store),
    () => showAttribution(store),
    () => showGates(store),
    () => showScrubber(store, learner),
    () => showSwitches(store, learner),
    () => showRuns(store),
    () => showFiles(store, learner, page),
    () => showPrograms(store, learner, page),
  ];
  for (const show of rest) {
    await new Promise(requestAnimationFrame);
    show();
  }
}
