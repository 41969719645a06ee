/**
 * The form for task and model. A change starts a new run, except that another message is only read.
 */

import { cellNames, hasNonlinearity, nonlinearities } from "../../../../ts/model/cells.js";
import { fitted } from "../../shared/message.js";
import { secretOf } from "../../shared/reading.js";
import { appearances, type Settings, suggestedFor, type Task } from "../../shared/settings.js";
import { examplePairs } from "../example-pairs.js";
import type { Page } from "../page.js";
import type { PageState, PageStore } from "../state/state.js";
import type { WorkerClient } from "../worker-client.js";
import { element, make, write } from "./element.js";

/** Fields that belong to the message, not to the run. */
const messageFields = new Set(["message", "secret"]);

export function mountSettings(store: PageStore, client: WorkerClient, page: Page): void {
  const form = element<HTMLFormElement>("settings");
  const field = (name: string) => form.elements.namedItem(name) as HTMLInputElement;
  field("cell").append(...cellNames.map((value) => make("option", value.toUpperCase(), { value })));
  field("nonlinearity").append(...nonlinearities.map((value) => make("option", value, { value })));
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", ({ target }) => {
    const { name, value } = target as HTMLInputElement;
    if (name === "task") changeTask(store, page, value as Task);
    else if (name === "pairs") page.learnPairs(value, store.state.settings);
    else if (!messageFields.has(name)) page.restart(settingsOf(form, store.state.settings));
  });
  form.addEventListener("input", ({ target, inputType }: Event & { inputType?: string }) => {
    const { name, value } = target as HTMLTextAreaElement;
    // Typed pairs are used on change, pasted pairs immediately.
    if (name === "pairs" && inputType === "insertFromPaste") page.learnPairs(value, store.state.settings);
  });
  field("message").addEventListener("input", ({ target }) => read(store, client, (target as HTMLInputElement).value));
  field("secret").addEventListener("input", ({ target }) => {
    const { task } = client;
    if (!task?.cipher) return;
    const secret = fitted((target as HTMLInputElement).value, task.inputs) as string;
    read(store, client, task.cipher.decrypt(secret));
  });
  store.watch(["settings", "pairsText"], (state) => mirrorSettings(form, state));
  store.watch(["settings", "message", "run"], ({ message }) => mirrorMessage(field, client, message));
  store.watch(["analysis"], ({ analysis }) => {
    if (analysis) write(element("weights"), `${analysis.numParameters.toLocaleString("en")} weights`);
  });
}

function read(store: PageStore, client: WorkerClient, message: string): void {
  store.set({ message, readAt: undefined });
  client.analyse();
}

function changeTask(store: PageStore, page: Page, task: Task): void {
  const settings = { ...suggestedFor(task), seed: store.state.settings.seed };
  if (task === "pairs") page.learnPairs(store.state.pairsText ?? examplePairs(), settings);
  else page.restart(settings);
}

/** Invalid numbers are passed on, so that the package reports them. */
function settingsOf(form: HTMLFormElement, before: Settings): Settings {
  const settings: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(before)) {
    const field = form.elements.namedItem(name) as HTMLInputElement | null;
    if (!field || name === "task") continue;
    if (typeof value === "number") settings[name] = field.value === "" ? value : Number(field.value);
    else settings[name] = typeof value === "boolean" ? field.checked : field.value;
  }
  return settings as unknown as Settings;
}

function mirrorSettings(form: HTMLFormElement, { settings, pairsText }: Readonly<PageState>): void {
  const { keyLabel, note } = appearances[settings.task];
  for (const [name, value] of Object.entries(settings)) {
    const field = form.elements.namedItem(name) as HTMLInputElement | null;
    if (!field || field === document.activeElement) continue;
    if (typeof value === "boolean") field.checked = value;
    else field.value = String(value);
  }
  const isPairs = settings.task === "pairs";
  element("key-field").hidden = keyLabel === undefined;
  write(element("key-field").firstElementChild as HTMLElement, keyLabel ?? "");
  write(element("task-note"), note);
  element("nonlinearity-field").hidden = !hasNonlinearity(settings.cell);
  element("pairs-field").hidden = !isPairs;
  element("secret-field").hidden = isPairs;
  (form.elements.namedItem("messageLength") as HTMLInputElement).disabled = isPairs;
  const pairs = form.elements.namedItem("pairs") as HTMLTextAreaElement;
  if (pairs !== document.activeElement) pairs.value = pairsText ?? "";
}

/** Updates the plain and the encrypted message from each other, except the field with the focus. */
function mirrorMessage(field: (name: string) => HTMLInputElement, { task }: WorkerClient, message: string): void {
  const [plain, secret] = [field("message"), field("secret")];
  if (plain !== document.activeElement) plain.value = message;
  if (secret === document.activeElement || !task?.cipher) return;
  secret.value = secretOf(task, message) as string;
}
