/**
 * A canvas that is drawn again when the signals that it reads change.
 */
import { effect, signal } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Surface } from "./surface.js";

interface Place {
  readonly x: number;
  readonly y: number;
}

interface CanvasProps {
  readonly draw: (surface: Surface) => void;
  /** What it shows, for users who do not see it. */
  readonly label: string;
  readonly class?: string;
  readonly id?: string | undefined;
  /** Called with the place under a pointer, and with undefined when it leaves. A tap stays. */
  readonly onPoint?: ((place: Place | undefined, surface: Surface, isTap: boolean) => void) | undefined;
  /** Called with the places of a line that is drawn while a button or a finger is down. */
  readonly onStroke?: (place: Place, surface: Surface, phase: "begin" | "go" | "end") => void;
}

export function Canvas({ draw, label, class: kind = "chart", id, onPoint, onStroke }: CanvasProps) {
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
  const isStroke = useRef(false);
  const point = (phase: "begin" | "go" | "end") => (event: PointerEvent) => {
    if (!surface.current) return;
    const place = { x: event.offsetX, y: event.offsetY };
    if (phase !== "end") onPoint?.(place, surface.current, phase === "begin");
    if (!onStroke) return;
    if (phase === "begin") ref.current?.setPointerCapture(event.pointerId);
    if (phase === "begin" || isStroke.current) onStroke(place, surface.current, phase);
    isStroke.current = phase === "begin" || (phase === "go" && isStroke.current);
  };
  return (
    <canvas
      ref={ref}
      class={kind}
      id={id}
      role="img"
      aria-label={label}
      onPointerMove={point("go")}
      onPointerDown={point("begin")}
      onPointerUp={point("end")}
      onPointerCancel={point("end")}
      onPointerLeave={() => surface.current && onPoint?.(undefined, surface.current, false)}
    />
  );
}
