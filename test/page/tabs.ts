/** Tabs of the browser in which tests open the page, with an eye on everything that it says and asks for. */
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { inject } from "vitest";
import { servePage } from "../../demo/serve.mjs";
import { traceTasks } from "./longest-task.js";

export type Variant = "simd128" | "relaxed";

export interface Opening extends BrowserContextOptions {
  /** The view's name in the address, and the state after it. */
  readonly view?: string;
  readonly state?: string;
  /** Under which folder of the host the page lies. */
  readonly folder?: string;
  /** Whether the page may keep its files for use offline, by a service worker, which makes each load half as long again. */
  readonly offline?: boolean;
  /** Runs in the page before its own scripts. */
  readonly before?: () => void;
  /** Whether `longestTask` will be asked for. */
  readonly traced?: boolean;
}

export interface Opened {
  readonly page: Page;
  /** The page's address without a fragment. */
  readonly address: string;
  /** What it said on the console, and errors that nobody caught. */
  readonly said: readonly string[];
  /** What it asked for over the network. */
  readonly requests: readonly string[];
  /** Of the page's main thread, if it is traced. */
  readonly longestTask: () => Promise<number>;
}

/** A page of the browser, in a context of its own. */
export interface Tab {
  readonly page: Page;
  /** Whether other tests may use it: it was opened without anything special. */
  readonly isPlain: boolean;
  /** How often the page was opened in it. */
  visits: number;
  /** Takes back what runs before the page's own scripts. */
  undo?: Disposable;
}

type Disposable = Awaited<ReturnType<Page["addInitScript"]>>;

// For all files that a process runs. The project starts the browser and ends it.
let connection: Promise<Browser> | undefined;
const servers = new Map<string, ReturnType<typeof servePage>>();
/** A new context takes three times as much processor time as the page in one that has loaded it before. */
const free: Tab[] = [];

const usualSize = { width: 1280, height: 800 };

/** As hosts of static pages have it, so that a tab loads files once. Offline, that would hide what the service worker does not keep. */
const keeping = { headers: { "cache-control": "max-age=600" } };

/** A tab that no other test uses at the moment. */
export async function takeTab({
  view: _view,
  state: _state,
  before,
  reducedMotion,
  ...special
}: Opening): Promise<Tab> {
  const isPlain = Object.keys(special).length === 0;
  const tab = (isPlain && free.pop()) || { page: await newPage(special), isPlain, visits: 0 };
  if (before) tab.undo = await tab.page.addInitScript(before);
  if (reducedMotion) await tab.page.emulateMedia({ reducedMotion });
  return tab;
}

async function newPage({ folder: _folder, offline, traced: _traced, ...options }: Opening): Promise<Page> {
  connection ??= chromium.connect(inject("browser"));
  const context = await (await connection).newContext({
    viewport: usualSize,
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  // As in browsers that have no service workers.
  if (!offline) await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
  return context.newPage();
}

/** @param isInOrder whether its test passed: what one that failed left behind is of no use to the next */
export async function leaveTab(tab: Tab, isInOrder: boolean): Promise<void> {
  const { page, isPlain } = tab;
  if (!isPlain || !isInOrder) return page.context().close();
  for (const event of ["console", "pageerror", "request"] as const) page.removeAllListeners(event);
  await page.setViewportSize(usualSize);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  await page.unrouteAll();
  await tab.undo?.dispose();
  delete tab.undo;
  free.push(tab);
}

/** Opens the page in a tab, and waits until it is set up. */
export async function visit(tab: Tab, variant: Variant, opening: Opening): Promise<Opened> {
  const { page } = tab;
  const { view = "decipher", state = "", folder = "/", offline = false, traced = false } = opening;
  const kind = `${folder} ${offline}`;
  const server = servers.get(kind) ?? servePage({ base: folder, ...(!offline && keeping) });
  servers.set(kind, server);
  // Each visit is another document, whatever its fragment; it ends what runs in the one before.
  const address = `${(await server).address}${tab.visits === 0 ? "" : `?visit=${tab.visits}`}`;
  tab.visits++;
  const [said, requests]: [string[], string[]] = [[], []];
  page.on("console", (message) => said.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => requests.push(request.url()));
  const longestTask = traced ? await traceTasks(page) : () => Promise.reject(new Error("the page is not traced"));
  await page.goto(`${address}#/${view}?${[state, `variant=${variant}`].filter(Boolean).join("&")}`);
  await whenSetUp(page);
  return { page, address, said, requests, longestTask };
}

/** A view has looked at its model, or a page without one is there. */
export const whenSetUp = (page: Page) =>
  page.waitForSelector(".frame .readline, main:not(.frame) h1", { state: "attached" });
