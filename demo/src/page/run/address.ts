/**
 * Encodes the page's state in the fragment of its address and decodes it: `#/decipher?task=vigenere`. Browsers do not send fragments to
 * servers, so a message or a model in a link stays private. Unknown names and invalid values are ignored.
 */
import { type HeldCell, type Interventions, possibleWith } from "../../shared/interventions.js";
import type { Flat, Pace, Variant } from "../../shared/protocol.js";

/** A lesson that a teacher has prepared. */
export interface Lesson {
  /** Names of the hidden panels. */
  readonly hidden: readonly string[];
  /** The milestone is to be reached in fewer updates. */
  readonly goal?: number | undefined;
  /** A question of the teacher. */
  readonly question?: string | undefined;
  /** Large type, for a projector. */
  readonly projector: boolean;
}

/** A route: the name of a view, and what stands after it. */
export interface Route {
  readonly view: string;
  readonly given: URLSearchParams;
}

export function readRoute(fragment: string): Route {
  const [, view = "", query = ""] = /^#?\/?([a-z]*)\??(.*)$/s.exec(fragment) ?? [];
  return { view, given: new URLSearchParams(query) };
}

/** The contents of an address besides settings and query. */
export interface Common {
  readonly pace: Pace;
  readonly interventions: Interventions;
  readonly lesson: Lesson;
  /** The build of the core. */
  readonly variant: Variant;
  /** A model as a safetensors file. */
  readonly model?: Uint8Array<ArrayBuffer> | undefined;
}

export const firstPace: Pace = "stretched";

/** Those of `defaults` with the values that are given, where they are of the same type. */
export function readFlat<T extends Flat>(given: URLSearchParams, defaults: T, words: Words = {}): T {
  const found: Record<string, string | number | boolean> = { ...defaults };
  for (const [name, before] of Object.entries(defaults)) {
    const text = given.get(name);
    if (text === null || !(words[name]?.includes(text) ?? true)) continue;
    const value = typeof before === "number" ? Number(text) : typeof before === "boolean" ? text === "true" : text;
    if (!Number.isNaN(value)) found[name] = value;
  }
  return found as T;
}

/** The possible values of settings that are words. */
export type Words = Readonly<Record<string, readonly string[]>>;

export function readCommon(given: URLSearchParams, cell: HeldCell): Common {
  const model = given.get("model");
  return {
    pace: readPace(given.get("pace")),
    interventions: readInterventions(given, cell),
    lesson: readLesson(given),
    variant: (["simd128", "relaxed"] as const).find((name) => name === given.get("variant")) ?? "auto",
    model: model === null ? undefined : bytesOf(model),
  };
}

function readPace(text: string | null): Pace {
  const pace = Number(text);
  return text === "full" ? "full" : pace > 0 ? pace : firstPace;
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
  const question = given.get("question");
  return {
    hidden: (given.get("hide") ?? "").split(",").filter(Boolean),
    projector: given.has("projector"),
    ...(goal >= 1 && { goal }),
    ...(question && { question }),
  };
}

interface State extends Common {
  readonly settings: Flat;
  readonly query: Flat;
}

/**
 * The fragment for a state; it omits what is suggested.
 * @param defaults suggested settings and query
 * @param choices settings that the suggestions depend on, which are written if they differ from the view's own
 */
export function writeAddress(
  view: string,
  state: State,
  defaults: Pick<State, "settings" | "query">,
  choices: Flat,
): string {
  const { pace, interventions, lesson, variant, model } = state;
  const parts = new URLSearchParams();
  for (const kind of ["settings", "query"] as const) {
    for (const [name, value] of Object.entries(state[kind]))
      if (value !== (choices[name] ?? defaults[kind][name])) parts.set(name, String(value));
  }
  if (pace !== firstPace) parts.set("pace", String(pace));
  if (interventions.forget) parts.set("forget", "");
  const held = Object.entries(interventions.gates).map(([gate, hold]) => gate + (hold === "high" ? 1 : 0));
  if (held.length) parts.set("hold", held.join(""));
  if (interventions.cut.length) parts.set("cut", interventions.cut.join(","));
  if (lesson.goal !== undefined) parts.set("goal", String(lesson.goal));
  if (lesson.hidden.length) parts.set("hide", lesson.hidden.join(","));
  if (lesson.question) parts.set("question", lesson.question);
  if (lesson.projector) parts.set("projector", "");
  if (variant !== "auto") parts.set("variant", variant);
  if (model) parts.set("model", textOf(model));
  return `#/${view}${parts.size ? `?${parts}` : ""}`;
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
