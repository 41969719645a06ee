/**
 * Selects past weights: all views of the model show it at an earlier step while training continues.
 */

import type { PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { element, write } from "./element.js";
import { whole } from "./table.js";

export function mountScrubber(store: PageStore, client: WorkerClient): void {
  const slider = element<HTMLInputElement>("scrubber");
  const back = element<HTMLButtonElement>("back-to-now");
  const goTo = (selectedStep: number | undefined) => {
    store.set({ selectedStep });
    client.analyse();
  };
  slider.addEventListener("input", () => {
    const { kept } = store.state;
    const index = Number(slider.value);
    goTo(index >= kept.length - 1 ? undefined : kept[index]);
  });
  back.addEventListener("click", () => goTo(undefined));
  store.watch(["kept", "selectedStep"], ({ kept, selectedStep }) => {
    const last = Math.max(0, kept.length - 1);
    slider.max = String(last);
    // These weights may no longer be saved; the nearest earlier ones are shown instead.
    const index = selectedStep === undefined ? last : kept.findLastIndex((step) => step <= selectedStep);
    slider.value = String(Math.max(0, index));
    const words = selectedStep === undefined ? "now" : `step ${whole(selectedStep)}`;
    slider.setAttribute("aria-valuetext", words);
    write(element("scrubbed"), words);
    back.disabled = selectedStep === undefined;
  });
}
