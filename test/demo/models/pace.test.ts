/** What the training worker does with a run: when it looks at models, and what other files do to it. */
import { expect, test, vi } from "vitest";
import { suggestedFor } from "../../../demo/src/shared/decipher/settings.js";
import { noInterventions } from "../../../demo/src/shared/interventions.js";
import type { Pace, Report, RunStart } from "../../../demo/src/shared/protocol.js";
import { MessageBatcher } from "../../../demo/src/worker/message-batcher.js";
import { TrainingWorker } from "../../../demo/src/worker/training-worker.js";

const runStart: RunStart = {
  subject: "decipher",
  settings: suggestedFor("caesar"),
  ownText: undefined,
  interventions: noInterventions,
  isPlaying: true,
  variant: "simd128",
};
const show = (message: string) => ({ query: { message }, selectedStep: undefined, influence: false });

function working(pace: Pace): { readonly worker: TrainingWorker; readonly reports: readonly Report[] } {
  const reports: Report[] = [];
  const worker = new TrainingWorker(new MessageBatcher((report) => reports.push(report)));
  worker.pace = pace;
  return { worker, reports };
}

test("the same weights are analysed once, however many frames pass between two updates", async () => {
  const { worker, reports } = working(0.1);
  const analyses = () => reports.flatMap(({ analysis }) => analysis?.step ?? []);
  await worker.show(show("SECRET"));
  await worker.begin(runStart);
  await vi.waitUntil(() => analyses().length > 0, { interval: 5 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(analyses()).toEqual([0]);
  await worker.pause();
});

/** The update after which the message was readable. */
async function milestoneAt(pace: Pace): Promise<number> {
  const { worker, reports } = working(pace);
  await worker.show(show("THE"));
  await worker.begin(runStart);
  const reached = () => reports.flatMap(({ milestone }) => milestone ?? []);
  await vi.waitUntil(() => reached().length > 0, { interval: 5, timeout: 20_000 });
  await worker.pause();
  return reached()[0] as number;
}

test("when the message became readable does not hang on the pace, nor on how busy the machine is", async () => {
  const atFullSpeed = await milestoneAt("full");
  expect(atFullSpeed % 16).toBe(0);
  expect(atFullSpeed).toBeGreaterThan(100);
  expect(await milestoneAt(1000)).toBe(atFullSpeed);
});

test("a file that is no model leaves the run as it is", async () => {
  const { worker, reports } = working(0.1);
  await worker.show(show("THE"));
  await worker.begin({ ...runStart, isPlaying: false });
  await worker.step();
  const accept = vi.fn();
  const weights = new TextEncoder().encode("sixteen letters!");
  await expect(worker.open({ ...runStart, weights }, accept)).rejects.toThrow(/safetensors/);
  expect(accept).not.toHaveBeenCalled();
  await worker.step();
  await vi.waitUntil(() => reports.at(-1)?.analysis?.step === 2, { interval: 5 });
  expect(reports.flatMap(({ run }) => run?.phase ?? [])).not.toContain("failed");
});
