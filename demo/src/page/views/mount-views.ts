/**
 * Mounts all views.
 */

import type { Page } from "../page.js";
import type { PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { mountAttribution } from "./attribution.js";
import { mountCurves } from "./curves.js";
import { mountFiles } from "./files.js";
import { mountGates } from "./gates.js";
import { mountInterventions } from "./interventions.js";
import { mountLesson } from "./lesson.js";
import { mountMatrix, mountShifts } from "./matrix.js";
import { mountMilestones } from "./milestones.js";
import { mountPrograms } from "./programs.js";
import { mountReadout } from "./readout.js";
import { mountRuns } from "./runs.js";
import { mountScrubber } from "./scrubber.js";
import { mountSettings } from "./settings-form.js";
import { mountTransport } from "./transport.js";

/** Mounts the topmost views first, and each chart in a separate frame, so that none of them blocks the page. */
export async function mountViews(store: PageStore, client: WorkerClient, page: Page): Promise<void> {
  mountLesson(store, client, page);
  mountReadout(store, client);
  mountTransport(store, client, () => page.restart());
  mountMilestones(store);
  mountSettings(store, client, page);
  const rest = [
    () => mountCurves(store),
    () => mountMatrix(store),
    () => mountShifts(store),
    () => mountAttribution(store),
    () => mountGates(store),
    () => mountScrubber(store, client),
    () => mountInterventions(store, client),
    () => mountRuns(store),
    () => mountFiles(store, client, page),
    () => mountPrograms(store, client, page),
  ];
  for (const show of rest) {
    await new Promise(requestAnimationFrame);
    show();
  }
}
