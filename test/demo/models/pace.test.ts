/** What the training worker does while a run waits for its next update. */
import { expect, test, vi } from "vitest";
import { noInterventions } from "../../../demo/src/shared/interventions.js";
import type { Report } from "../../../demo/src/shared/protocol.js";
import { suggestedFor } from "../../../demo/src/shared/settings.js";
import { MessageBatcher } from "../../../demo/src/worker/message-batcher.js";
import { TrainingWorker } from "../../../demo/src/worker/training-worker.js";

test("the same weights are analysed once, however many frames pass between two updates", async () => {
  const reports: Report[] = [];
  const worker = new TrainingWorker(new MessageBatcher((report) => reports.push(report)));
  const analyses = () => reports.filter(({ analysis }) => analysis).map(({ analysis }) => analysis?.step);
  worker.pace = 0.1;
  await worker.show({ message: "SECRET", selectedStep: undefined });
  await worker.begin({
    settings: suggestedFor("caesar"),
    pairsText: undefined,
    interventions: noInterventions,
    isPlaying: true,
    variant: "simd128",
  });
  await vi.waitUntil(() => analyses().length > 0, { interval: 5 });
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(analyses()).toEqual([0]);
  await worker.pause();
});
