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
}

// For all files that a process runs. The project starts the browser and ends it.
let connection: Promise<Browser> | undefined;
const servers = new Map<string, ReturnType<typeof servePage>>();
/** A new context takes as much processor time as the page itself. */
const free: Tab[] = [];

const usualSize = { width: 1280, height: 800 };

/** A tab that no other test uses at the moment. */
export async function takeTab({ view: _view, state: _state, ...special }: Opening): Promise<Tab> {
  const isPlain = Object.keys(special).length === 0;
  return (isPlain && free.pop()) || { page: await newPage(special), isPlain };
}

async function newPage({ folder: _folder, offline, before, traced: _traced, ...options }: Opening): Promise<Page> {
  connection ??= chromium.connect(inject("browser"));
  const context = await (await connection).newContext({
    viewport: usualSize,
    permissions: ["clipboard-read", "clipboard-write"],
    ...options,
  });
  // As in browsers that have no service workers.
  if (!offline) await context.addInitScript(() => Reflect.deleteProperty(Navigator.prototype, "serviceWorker"));
  const page = await context.newPage();
  if (before) await page.addInitScript(before);
  return page;
}

/** @param isInOrder whether its test passed: what one that failed left behind is of no use to the next */
export async function leaveTab(tab: Tab, isInOrder: boolean): Promise<void> {
  const { page, isPlain } = tab;
  if (!isPlain || !isInOrder) return page.context().close();
  for (const event of ["console", "pageerror", "request"] as const) page.removeAllListeners(event);
  await page.setViewportSize(usualSize);
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  // Ends the page's worker. From here each address is a new document, whatever its fragment.
  await page.goto("about:blank");
  free.push(tab);
}

/** Opens the page in a tab, and waits until it is set up. */
export async function visit({ page }: Tab, variant: Variant, opening: Opening): Promise<Opened> {
  const { view = "decipher", state = "", folder = "/", traced = false } = opening;
  const server = servers.get(folder) ?? servePage({ base: folder });
  servers.set(folder, server);
  const { address } = await server;
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
