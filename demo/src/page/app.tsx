/**
 * The page: a header with the views, and the view that the address names.
 */
import { effect } from "@preact/signals";
import { useEffect, useState } from "preact/hooks";
import type { Flat, ModelSettings } from "../shared/protocol.js";
import { reasonOf } from "../shared/reason.js";
import type { Frame as FrameOfViews } from "./frame/frame.js";
import { Header } from "./frame/header.js";
import { type Lesson, type Route, readCommon, readFlat, readRoute, writeAddress } from "./run/address.js";
import { savedOf } from "./run/coming-back.js";
import { errorsIn } from "./run/errors.js";
import { handedOver } from "./run/handed-over.js";
import { keep, restoreSession } from "./run/saved.js";
import { type AnySession, type AnyView, openSession, suggestionsFor } from "./run/view.js";
import { type LoadedView, type PageName, pages } from "./views.js";

/** What is open: a page without a run, or a view with its session. */
interface OpenView {
  readonly name: PageName;
  readonly loaded: LoadedView;
  readonly session?: AnySession;
  readonly Frame?: typeof FrameOfViews;
}

/** Sessions stay when another view is chosen. */
const sessions = new Map<PageName, AnySession>();

const nameOf = ({ view }: Route): PageName => pages.find(({ name }) => name === view)?.name ?? "start";

/** The address of a session's state. */
function addressOf(
  session: AnySession,
  more: { readonly model?: Uint8Array<ArrayBuffer>; readonly lesson?: Lesson } = {},
): string {
  const { view, settings, query, pace, interventions, lesson, variant } = session;
  const choice = settings.value[view.choice] as string;
  const own = view.suggestedFor({})[view.choice] as string;
  const state = {
    settings: settings.value,
    query: query.value,
    pace: pace.value,
    interventions: interventions.value,
    lesson: lesson.value,
    variant,
    ...more,
  };
  const defaults = { settings: view.suggestedFor({ [view.choice]: choice }), query: view.query };
  return writeAddress(view.name, state, defaults, { [view.choice]: own });
}

/** @param hash of the address that has the settings */
function startFrom(view: AnyView, hash: string, handed: string | undefined): AnySession {
  const { given } = readRoute(hash);
  const suggested = suggestionsFor(view, Object.fromEntries(given), handed);
  const settings = readFlat(given, suggested, view.words);
  const ownText = handed ?? view.exampleText?.(settings);
  const { model, ...common } = readCommon(given, settings);
  const asked = { ...view.query, ...ownQueryOf(view, settings, ownText) };
  const session = openSession(view, { settings, query: readFlat(given, asked), ownText, ...common });
  const saved = restoreSession(hash);
  const errors = Object.entries(errorsIn(view, settings, saved?.ownText ?? ownText));
  if (saved) session.resume(saved);
  else if (errors.length === 0) session.begin();
  else {
    const drafts = errors.map(([name, error]) => [name, { text: String(settings[name] ?? ""), error }] as const);
    session.refuse(Object.fromEntries(drafts));
  }
  if (model)
    session.open(model).catch((error) => {
      session.errorMessage.value = reasonOf(error);
    });
  return session;
}

/** The first question about the user's own data; none while the data is wrong, which its field says. */
function ownQueryOf(view: AnyView, settings: Flat & ModelSettings, ownText: string | undefined): Flat {
  if (ownText === undefined || Object.keys(errorsIn(view, settings, ownText)).length > 0) return {};
  return (view.queryFor?.(settings, ownText) ?? {}) as Flat;
}

async function openAddress(hash: string): Promise<OpenView> {
  const route = readRoute(hash);
  const name = nameOf(route);
  const entry = pages.find((page) => page.name === name) as (typeof pages)[number];
  const loaded: LoadedView = await entry.load();
  const { view } = loaded;
  if (!view) return { name, loaded };
  // The first page needs no frame, and comes sooner without it.
  const { Frame } = await import("./frame/frame.js");
  const text = handedOver.value?.view === name ? handedOver.value.text : undefined;
  handedOver.value = undefined;
  const before = sessions.get(name);
  // A view that is chosen again is as it was left, unless its address says something else.
  const isNew = !before || text !== undefined || (route.given.size > 0 && addressOf(before) !== hash);
  if (!isNew) return { name, loaded, session: before, Frame };
  before?.close();
  const session = startFrom(view, hash, text);
  sessions.set(name, session);
  return { name, loaded, session, Frame };
}

export function App() {
  const [open, setOpen] = useState<OpenView>();
  const { session, Frame } = open ?? {};
  useEffect(() => {
    let latest: Promise<OpenView> | undefined;
    const follow = (hash: string) => {
      const opening = openAddress(hash);
      latest = opening;
      void opening.then((view) => {
        // A view that takes long to load does not replace one that was chosen after it.
        if (latest === opening) setOpen(view);
        else view.session?.pause();
      });
    };
    // The address of the event, because the view that is shown may have written its own one meanwhile.
    const onChange = ({ newURL }: HashChangeEvent) => follow(new URL(newURL).hash);
    follow(location.hash);
    addEventListener("hashchange", onChange);
    return () => removeEventListener("hashchange", onChange);
  }, []);
  useEffect(() => {
    if (!session) return;
    document.title = `${session.view.title(session.settings.peek())} · Recurrent networks`;
    const stop = effect(() => {
      const address = addressOf(session);
      // The address that the page was opened with may contain a model; it stays until something changes.
      if (!new URLSearchParams(location.hash.split("?")[1]).has("model") || session.run.peek().step > 0)
        history.replaceState(null, "", address);
    });
    const save = () => keepSession(session);
    addEventListener("pagehide", save);
    return () => {
      stop();
      removeEventListener("pagehide", save);
      session.compare(undefined);
      session.pause();
    };
  }, [session]);
  return (
    <>
      <Header current={open?.name} />
      {open && session && Frame && (
        <Frame
          key={open.name}
          session={session}
          reference={open.loaded.reference?.(session)}
          linkTo={(more) => new URL(addressOf(session, more), location.href).href}
        />
      )}
      {open && !session && open.loaded.Page && <open.loaded.Page />}
    </>
  );
}

function keepSession(session: AnySession): void {
  const saved = savedOf(session);
  // The address may already be that of another view.
  if (saved && readRoute(location.hash).view === session.view.name) keep(saved);
}
