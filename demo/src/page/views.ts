/**
 * The views by their addresses. Each is loaded when it is chosen. To add one, give it a folder, an entry here, and its subject in the worker.
 */
import type { ComponentType } from "preact";
import type { Reference } from "./frame/timeline.js";
import type { AnySession, AnyView } from "./run/view.js";

/** A view that trains a model, or a page without one. */
export interface LoadedView {
  readonly view?: AnyView;
  /** A curve beside that of the run. */
  readonly reference?: (session: AnySession) => Reference | undefined;
  readonly Page?: ComponentType;
}

interface Entry {
  readonly name: string;
  readonly tab: string;
  readonly load: () => Promise<LoadedView>;
}

export const pages = [
  { name: "start", tab: "Start", load: () => import("./views/start/start.js") },
  { name: "forecast", tab: "Forecast", load: () => import("./views/forecast/forecast.js") },
  { name: "names", tab: "Names", load: () => import("./views/names/names.js") },
  { name: "write", tab: "Write", load: () => import("./views/write/write.js") },
  { name: "decipher", tab: "Decipher", load: () => import("./views/decipher/decipher.js") },
  { name: "own", tab: "Your data", load: () => import("./views/own/own.js") },
] as const satisfies readonly Entry[];

export type PageName = (typeof pages)[number]["name"];
