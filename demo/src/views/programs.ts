/**
 * The run as a program: for npm, and for PyTorch.
 */
import { npmProgram } from "../code/npm.js";
import { torchProgram } from "../code/torch.js";
import type { Page } from "../page.js";
import type { PageStore } from "../state/state.js";
import { copyOnClick } from "./copy.js";
import { element, write } from "./element.js";

export function showPrograms(store: PageStore, page: Page): void {
  store.watch(["settings", "message"], ({ settings, message }) => {
    write(element("code-npm"), npmProgram(settings, message));
    write(element("code-torch"), torchProgram(settings));
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const source = element(button.dataset["copy"] as string);
    copyOnClick(
      button,
      () => source.textContent ?? "",
      (error) => page.complain(error),
    );
  }
}
