/** A run over a reload of the page. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keep, restoreSession, type SavedSession } from "../../../demo/src/page/run/saved.js";
import { Curve } from "../../../demo/src/shared/curve.js";

const curve = new Curve();
curve.add({ step: 16, loss: 3.2 });
const session: SavedSession = {
  fragment: "#/decipher?seed=3",
  ownText: undefined,
  milestone: 16,
  file: Uint8Array.of(1, 2, 255),
  held: [["weight", [1, 2]]],
  base: 7,
  isFinished: false,
  isPlaying: true,
  step: 16,
  curve: curve.toJSON(),
};

/** How the browser says that the page was opened. */
let opened: string;
beforeEach(() => {
  const stored = new Map<string, string>();
  opened = "reload";
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (value.length > 10_000) throw new DOMException("", "QuotaExceededError");
      stored.set(key, value);
    },
  });
  vi.spyOn(performance, "getEntriesByType").mockImplementation(() => [{ type: opened } as unknown as PerformanceEntry]);
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test("what was kept is there after a reload of the same address", () => {
  keep(session);
  const { curve: restored, ...rest } = restoreSession("#/decipher?seed=3") as SavedSession;
  const { curve: before, ...kept } = session;
  expect(rest).toEqual(kept);
  expect(Curve.from(restored)).toEqual(Curve.from(before));
  opened = "back_forward";
  expect(restoreSession("#/decipher?seed=3")).toBeDefined();
});

test("another address, a first visit, or nothing saved: the page starts a new run", () => {
  expect(restoreSession("#/decipher?seed=3")).toBeUndefined();
  keep(session);
  expect(restoreSession("#/decipher?seed=4")).toBeUndefined();
  opened = "navigate";
  expect(restoreSession("#/decipher?seed=3")).toBeUndefined();
});

test("a model too large for the browser is not saved, without an error", () => {
  expect(() => keep({ ...session, file: new Uint8Array(20_000) })).not.toThrow();
  expect(restoreSession("#/decipher?seed=3")).toBeUndefined();
});
