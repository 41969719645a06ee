/**
 * The worker that looks at models: it loads weights, keeps those of past steps, and works out what the page shows. Training goes on
 * elsewhere and never waits for it.
 */
import { init, load, type Model } from "rnn-wasm";
import { analyse } from "./analyse.js";
import { KeptModels } from "./kept-models.js";
import type { Answer, Look } from "./protocol.js";

/** The part of a worker's global scope that is used here; the page's own types have a window instead. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Look>) => void) | null;
  postMessage(answer: Answer, transfer: Transferable[]): void;
}

const scope = globalThis as unknown as WorkerScope;
const kept = new KeptModels();

scope.onmessage = async ({ data }) => {
  const { id } = data;
  try {
    await init({ variant: data.variant });
    const model = await modelFor(data);
    const analysis = analyse(model, data);
    const { confidence, habits, influence, directions } = analysis;
    const moved = [confidence, habits, influence, ...directions.map(({ values }) => values)];
    scope.postMessage(
      { id, analysis, kept: kept.steps },
      moved.map(({ buffer }) => buffer as ArrayBuffer),
    );
  } catch (error) {
    scope.postMessage({ id, trouble: error instanceof Error ? error.message : String(error) }, []);
  }
};

async function modelFor({ step, file, isNewRun }: Look): Promise<Model> {
  if (isNewRun) kept.clear();
  if (!file) return kept.nearest(step);
  const model = await load(file);
  kept.keep(step, model);
  return model;
}
