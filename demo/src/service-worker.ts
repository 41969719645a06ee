/**
 * Keeps all files of the page after the first visit, so that it works offline. Online, files come from the network, so that a new version
 * is seen at once; the build of the core that this browser does not use is left out.
 */

/** The files of the page, and those of each build of the core; the build fills them in. */
declare const files: readonly string[];
declare const filesOfVariant: Readonly<Record<string, readonly string[]>>;

interface LifeEvent extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface RequestEvent extends Event {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}

/** The part of a service worker's global scope that is used here; the project's types are for pages. */
interface ServiceScope {
  readonly location: Location;
  readonly caches: CacheStorage;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: LifeEvent) => void): void;
  addEventListener(type: "fetch", listener: (event: RequestEvent) => void): void;
}

const scope = globalThis as unknown as ServiceScope;
const cacheName = "rnn-wasm page";

scope.addEventListener("install", (event) => {
  const variant = new URL(scope.location.href).searchParams.get("variant") ?? "";
  event.waitUntil(keepAll([...files, ...(filesOfVariant[variant] ?? [])]));
});

scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));

scope.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && new URL(request.url).origin === scope.location.origin)
    event.respondWith(fromNetworkOrCache(request));
});

async function keepAll(names: readonly string[]): Promise<void> {
  const cache = await scope.caches.open(cacheName);
  const wanted = new Set(names.map((name) => new URL(name, scope.location.href).href));
  await cache.addAll([...wanted]);
  // Files of an earlier version.
  for (const { url } of await cache.keys()) if (!wanted.has(url)) await cache.delete(url);
  await scope.skipWaiting();
}

async function fromNetworkOrCache(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const kept = await (await scope.caches.open(cacheName)).match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}
