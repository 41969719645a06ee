/**
 * The page's side of the networks on the cards: they learn while they are seen, and where motion is welcome.
 */
import { type ReadonlySignal, type Signal, useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import type { Glimpses, Motion } from "../../../shared/glimpses.js";

/** The page itself comes first. */
const laterMs = 200;

const calm = matchMedia("(prefers-reduced-motion: reduce)");

export interface Running {
  readonly glimpses: ReadonlySignal<Glimpses>;
  /** Whether the user wants them to move. */
  readonly isWanted: Signal<boolean>;
}

/** @param section they learn while it is on screen */
export function useGlimpses(section: RefObject<HTMLElement | null>): Running {
  const glimpses = useSignal<Glimpses>({});
  const isWanted = useSignal(!calm.matches);
  useEffect(() => {
    const worker = new Worker(new URL("./glimpses.js", import.meta.url), { type: "module", name: "glimpses" });
    worker.onmessage = ({ data }: MessageEvent<Glimpses>) => {
      glimpses.value = { ...glimpses.value, ...data };
    };
    let isOnScreen = false;
    let told: Motion = "paused";
    const tell = () => {
      const isSeen = isOnScreen && document.visibilityState === "visible";
      const isNew = Object.keys(glimpses.peek()).length === 0;
      const motion = !isSeen ? "paused" : isWanted.peek() ? "moving" : isNew ? "still" : "paused";
      if (motion !== told) worker.postMessage(motion satisfies Motion);
      told = motion;
    };
    const observer = new IntersectionObserver(([entry]) => {
      isOnScreen = entry?.isIntersecting ?? false;
      tell();
    });
    const later = setTimeout(() => observer.observe(section.current as HTMLElement), laterMs);
    document.addEventListener("visibilitychange", tell);
    const stop = isWanted.subscribe(tell);
    return () => {
      clearTimeout(later);
      observer.disconnect();
      document.removeEventListener("visibilitychange", tell);
      stop();
      worker.terminate();
    };
  }, []);
  return { glimpses, isWanted };
}
