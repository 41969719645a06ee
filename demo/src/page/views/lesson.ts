/**
 * Lessons: hidden panels, a goal, and the link that sets both.
 */

import type { Page } from "../page.js";
import { writeAddress } from "../state/address.js";
import type { Lesson, PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { copyOnClick } from "./copy.js";
import { element, make } from "./element.js";

const panels = () => [...document.querySelectorAll<HTMLElement>("[data-panel]")];

export function mountLesson(store: PageStore, client: WorkerClient, page: Page): void {
  const form = element<HTMLFormElement>("lesson");
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const { dataset } of panels()) {
    const label = make("label", "", { class: "check" });
    const name = dataset["panel"] as string;
    label.append(make("input", "", { type: "checkbox", name: "hide", value: name }), ` ${name}`);
    element("lesson-panels").append(label);
  }
  const lesson = (): Lesson => {
    const given = new FormData(form);
    const goal = Number(given.get("goal"));
    return { hidden: given.getAll("hide").map(String), ...(goal >= 1 ? { goal } : {}) };
  };
  copyOnClick(
    element("copy-lesson-link"),
    () => {
      const address = { ...store.state, lesson: lesson(), variant: client.variant };
      return new URL(writeAddress(address) || "#", location.href).href;
    },
    (error) => page.showError(error),
  );
  store.watch(["lesson"], ({ lesson: { hidden } }) => {
    for (const panel of panels()) panel.hidden = hidden.includes(panel.dataset["panel"] as string);
  });
}
