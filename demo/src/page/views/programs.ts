/**
 * Shows the run as a JavaScript program and as a PyTorch program.
 */
import { npmProgram } from "../code/npm.js";
import { torchProgram } from "../code/torch.js";
import type { Page } from "../page.js";
import type { PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { copyOnClick } from "./copy.js";
import { element, write } from "./element.js";

export function mountPrograms(store: PageStore, client: WorkerClient, page: Page): void {
  store.watch(["settings", "message", "pairsText"], ({ settings, message }) => {
    const inWords = client.task?.inputs.isText === false;
    write(element("code-npm"), npmProgram(settings, message, inWords));
    write(element("code-torch"), torchProgram(settings, inWords));
  });
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const source = element(button.dataset["copy"] as string);
    copyOnClick(
      button,
      () => source.textContent ?? "",
      (error) => page.showError(error),
    );
  }
}
