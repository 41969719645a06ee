/**
 * The worker of the first page: four small networks that learn side by side, slowly.
 */
import type { Glimpses, Motion } from "../../shared/glimpses.js";
import { tick as wait } from "../pacing.js";
import { learners } from "./learners.js";
import { learningTicks, Reel, restingTicks } from "./reel.js";

/** The part of a worker's global scope that is used here; the project's types are for pages. */
interface WorkerScope {
  onmessage: ((event: MessageEvent<Motion>) => void) | null;
  postMessage(glimpses: Glimpses): void;
}

const scope = globalThis as unknown as WorkerScope;

const tickMs = 125;

const reels = Object.entries(learners).map(([name, learner]) => [name, new Reel(learner as never)] as const);

let motion: Motion = "paused";
let tick = 0;
let isMoving = false;

scope.onmessage = ({ data }) => {
  motion = data;
  if (!isMoving) void move();
};

async function move(): Promise<void> {
  isMoving = true;
  while (motion !== "paused") {
    const isStill = motion === "still";
    await show(isStill ? learningTicks : tick);
    if (isStill) break;
    tick = (tick + 1) % (learningTicks + restingTicks);
    await wait(tickMs);
  }
  isMoving = false;
}

async function show(at: number): Promise<void> {
  const found: Record<string, unknown> = {};
  for (const [name, reel] of reels) {
    const glimpse = await reel.at(at);
    if (glimpse) found[name] = glimpse;
  }
  if (Object.keys(found).length > 0) scope.postMessage(found as Glimpses);
}
