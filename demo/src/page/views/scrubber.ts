/**
 * Back to past weights: everything that is shown of the model becomes what it was at an earlier step, while training goes on.
 */
import type { Learner } from "../worker-client.js";
import type { PageStore } from "../state/state.js";
import { element, write } from "./element.js";
import { whole } from "./table.js";

export function showScrubber(store: PageStore, learner: Learner): void {
  const slider = element<HTMLInputElement>("scrubber");
  const back = element<HTMLButtonElement>("back-to-now");
  const goTo = (past: number | undefined) => {
    store.set({ past });
    learner.look();
  };
  slider.addEventListener("input", () => {
    const { kept } = store.state;
    const index = Number(slider.value);
    goTo(index >= kept.length - 1 ? undefined : kept[index]);
  });
  back.addEventListener("click", () => goTo(undefined));
  store.watch(["kept", "past"], ({ kept, past }) => {
    const last = Math.max(0, kept.length - 1);
    slider.max = String(last);
    // Weights of the past may have been let go of; the nearest before them take their place.
    const index = past === undefined ? last : kept.findLastIndex((step) => step <= past);
    slider.value = String(Math.max(0, index));
    const words = past === undefined ? "now" : `step ${whole(past)}`;
    slider.setAttribute("aria-valuetext", words);
    write(element("scrubbed"), words);
    back.disabled = past === undefined;
  });
}
