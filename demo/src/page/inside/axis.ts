/**
 * Axes that stay as they are while a network trains: they only grow, in few steps.
 */
import { useRef } from "preact/hooks";

/** The least of 1, 2, 5, 10, 20, … that is not below a value. */
export function roundTop(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))));
  return [1, 2, 5, 10].map((factor) => factor * unit).find((top) => top >= value) ?? unit;
}

/** The end of an axis: that of the largest value since the run or what is shown is another one. */
export function useGrowingTop(run: object, shown: string, value: number): number {
  const before = useRef<{ readonly run: object; readonly shown: string; readonly top: number } | undefined>(undefined);
  const isSame = before.current?.run === run && before.current.shown === shown;
  const top = Math.max(roundTop(value), isSame ? (before.current?.top ?? 1) : 1);
  before.current = { run, shown, top };
  return top;
}
