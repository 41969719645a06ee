/**
 * Saves the model as a file or as a link, and opens files with models or pairs.
 */

import { suggestedFor } from "../../shared/settings.js";
import type { Page } from "../page.js";
import { writeAddress } from "../state/address.js";
import type { PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { copyOnClick } from "./copy.js";
import { element, make } from "./element.js";

/** Mail and chat programs truncate longer links. */
const maxLinkBytes = 48 * 1024;

export function mountFiles(store: PageStore, client: WorkerClient, page: Page): void {
  const showError = (error: unknown) => page.showError(error);
  const open = (file: File | undefined) => file && openFile(file, store, page).catch(showError);
  const input = element<HTMLInputElement>("open-file");
  input.addEventListener("change", () => {
    void open(input.files?.[0]);
    input.value = "";
  });
  listenToDrops(open);
  element("download").addEventListener("click", () => client.file().then(download, showError));
  const link = (model?: Uint8Array<ArrayBuffer>) =>
    new URL(writeAddress({ ...store.state, variant: client.variant, model }) || "#", location.href).href;
  copyOnClick(element("copy-settings-link"), () => link(), showError);
  copyOnClick(
    element("copy-model-link"),
    async () => {
      const model = await client.file();
      if (model.length <= maxLinkBytes) return link(model);
      throw new Error("This model is too large for a link: download it as a file instead.");
    },
    showError,
  );
}

async function openFile(file: File, store: PageStore, page: Page): Promise<void> {
  if (file.name.endsWith(".safetensors")) return page.open(new Uint8Array(await file.arrayBuffer()));
  page.learnPairs(await file.text(), { ...suggestedFor("pairs"), seed: store.state.settings.seed });
}

function download(bytes: Uint8Array<ArrayBuffer>): void {
  const address = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  make("a", "", { href: address, download: "model.safetensors" }).click();
  // By then, the browser has started to read it.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

function listenToDrops(open: (file: File | undefined) => void): void {
  const veil = element("drop");
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  addEventListener("drop", (event) => {
    veil.hidden = true;
    if (!hasFiles(event)) return;
    event.preventDefault();
    open(event.dataTransfer?.files[0]);
  });
}
