/**
 * The scores that a classifier's run goes by.
 */
import type { JsonObject } from "../../model/file.js";
import { type Metrics, reachesAll } from "../metrics.js";

export const classifyMetrics = ({ monitor = "loss" }: JsonObject): Metrics => ({
  ofUpdate: (loss, correct, _rows, sequences) => ({ loss, accuracy: correct / sequences }),

  isBetter(scores, best, margin) {
    const name = monitor as string;
    const [now, before] = [scores[name] as number, best[name] as number];
    return name === "loss" ? now < before - margin : now > before + margin;
  },

  isReached: reachesAll,
});
