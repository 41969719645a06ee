/**
 * Encodes the page's state in the fragment of its address and decodes it. Browsers do not send fragments to servers, so a message or a
 * model in a link stays private. Unknown names and invalid values are ignored.
 */
import { cellNames, nonlinearities } from "../../../../ts/model/cells.js";
import { type HeldCell, type Interventions, possibleWith } from "../../shared/interventions.js";
import { type Settings, suggestedFor, type Task, tasks } from "../../shared/settings.js";
import type { Lesson, PageState } from "./state.js";

/** The contents of an address. */
export type Address = Pick<PageState, "settings" | "message" | "pace" | "interventions" | "lesson"> & {
  /** The build of the core. */
  readonly variant: "auto" | "simd128" | "relaxed";
  /** A model as a safetensors file. */
  readonly model?: Uint8Array<ArrayBuffer> | undefined;
};

export const defaultMessage = "THIS-IS-A-SECRET";

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export function readAddress(fragment: string): Address {
  const given = new URLSearchParams(fragment.replace(/^#/, ""));
  const task = tasks.find((name) => name === given.get("task")) ?? "caesar";
  const model = given.get("model");
  const settings = readSettings(given, task);
  return {
    settings,
    message: given.get("message") ?? defaultMessage,
    pace: readPace(given.get("pace")),
    interventions: readInterventions(given, settings),
    lesson: readLesson(given),
    variant: (["simd128", "relaxed"] as const).find((name) => name === given.get("variant")) ?? "auto",
    model: model === null ? undefined : bytesOf(model),
  };
}

/** Settings that are one of some words. */
const words: Readonly<Record<string, readonly string[]>> = { cell: cellNames, nonlinearity: nonlinearities };

function readSettings(given: URLSearchParams, task: Task): Settings {
  const settings: Writable<Settings> = { ...suggestedFor(task) };
  for (const name of Object.keys(settings) as (keyof Settings)[]) {
    const text = given.get(name);
    if (text === null || name === "task" || !(words[name]?.includes(text) ?? true)) continue;
    const before = settings[name];
    const value = typeof before === "number" ? Number(text) : typeof before === "boolean" ? text === "true" : text;
    if (!Number.isNaN(value)) Object.assign(settings, { [name]: value });
  }
  return settings;
}

function readPace(text: string | null): PageState["pace"] {
  const pace = Number(text);
  return text === "full" ? "full" : pace > 0 ? pace : 1600;
}

/** "i1f0": the input gate is held open, the forget gate closed. */
function readInterventions(given: URLSearchParams, cell: HeldCell): Interventions {
  const gates = Object.fromEntries(
    [...(given.get("hold") ?? "").matchAll(/([a-z])([01])/g)].map(([, gate, at]) => [
      gate,
      at === "1" ? "high" : "low",
    ]),
  );
  const cut = (given.get("cut") ?? "").split(",").filter(Boolean).map(Number).filter(Number.isInteger);
  return possibleWith(cell, { gates, forget: given.has("forget"), cut });
}

function readLesson(given: URLSearchParams): Lesson {
  const goal = Number(given.get("goal"));
  const hidden = (given.get("hide") ?? "").split(",").filter(Boolean);
  return { hidden, ...(goal >= 1 ? { goal } : {}) };
}

/** The fragment for a state; it omits the task's suggested settings. */
export function writeAddress(address: Address): string {
  const { settings, message, pace, interventions, lesson, variant, model } = address;
  const parts = new URLSearchParams();
  const suggested = suggestedFor(settings.task);
  if (settings.task !== "caesar") parts.set("task", settings.task);
  for (const name of Object.keys(settings) as (keyof Settings)[])
    if (settings[name] !== suggested[name]) parts.set(name, String(settings[name]));
  if (message !== defaultMessage) parts.set("message", message);
  if (pace !== 1600) parts.set("pace", String(pace));
  if (interventions.forget) parts.set("forget", "");
  const held = Object.entries(interventions.gates).map(([gate, hold]) => gate + (hold === "high" ? 1 : 0));
  if (held.length) parts.set("hold", held.join(""));
  if (interventions.cut.length) parts.set("cut", interventions.cut.join(","));
  if (lesson.goal !== undefined) parts.set("goal", String(lesson.goal));
  if (lesson.hidden.length) parts.set("hide", lesson.hidden.join(","));
  if (variant !== "auto") parts.set("variant", variant);
  if (model) parts.set("model", textOf(model));
  return parts.size ? `#${parts}` : "";
}

/** Encodes bytes as base64url, which addresses may contain. */
export function textOf(bytes: Uint8Array): string {
  const chunk = 0x8000;
  let binary = "";
  for (let i = 0; i < bytes.length; i += chunk) binary += String.fromCharCode(...bytes.subarray(i, i + chunk));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @returns undefined for invalid base64url */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) =>
      character.charCodeAt(0),
    );
  } catch {
    return undefined;
  }
}
