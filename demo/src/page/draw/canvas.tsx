/**
 * A canvas that is drawn again when the signals that it reads change.
 */
import { effect, signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Surface } from "./surface.js";

interface CanvasProps {
  readonly draw: (surface: Surface) => void;
  /** What it shows, for users who do not see it. */
  readonly label: string;
  readonly class?: string;
  readonly id?: string | undefined;
  /** Called with the place under a pointer, and with undefined when it leaves. A tap stays. */
  readonly onPoint?:
    | ((place: { readonly x: number; readonly y: number } | undefined, surface: Surface, isTap: boolean) => void)
    | undefined;
}

export function Canvas({ draw, label, class: kind = "chart", id, onPoint }: CanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const surface = useRef<Surface>(undefined);
  const latest = useRef(draw);
  const repaint = useMemo(() => signal(0), []);
  latest.current = draw;
  useEffect(() => {
    const made = new Surface(ref.current as HTMLCanvasElement, () => {
      repaint.value++;
    });
    surface.current = made;
    const stop = effect(() => {
      repaint.value;
      latest.current(made);
    });
    return () => {
      stop();
      made.close();
    };
  }, []);
  // A new `draw` may show other values than those of the signals.
  useEffect(() => {
    repaint.value++;
  }, [draw]);
  const point = (isTap: boolean) => (event: PointerEvent) => {
    if (surface.current) onPoint?.({ x: event.offsetX, y: event.offsetY }, surface.current, isTap);
  };
  return (
    <canvas
      ref={ref}
      class={kind}
      id={id}
      role="img"
      aria-label={label}
      onPointerMove={point(false)}
      onPointerDown={point(true)}
      onPointerLeave={() => surface.current && onPoint?.(undefined, surface.current, false)}
    />
  );
}
