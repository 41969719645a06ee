/** The page's store: who is told of a change, and when. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Store } from "../../../demo/src/page/state/store.js";

let frames: (() => void)[];
/** The next frame of the browser. */
const frame = () => {
  const due = frames;
  frames = [];
  for (const draw of due) draw();
  return due.length;
};

beforeEach(() => {
  frames = [];
  vi.stubGlobal("requestAnimationFrame", (draw: () => void) => frames.push(draw));
});
afterEach(() => void vi.unstubAllGlobals());

test("a view is drawn once at first, and in the next frame after a change of what it shows", () => {
  const store = new Store({ step: 0, loss: 1, name: "a" });
  const drawn: object[] = [];
  store.watch(["step", "loss"], (state) => drawn.push({ ...state }));
  expect(drawn).toEqual([]);
  frame();
  expect(drawn).toEqual([{ step: 0, loss: 1, name: "a" }]);
  store.set({ step: 1 });
  store.set({ step: 2, loss: 0.5 });
  expect(store.state.step).toBe(2);
  expect(frame()).toBe(1);
  expect(drawn.at(-1)).toEqual({ step: 2, loss: 0.5, name: "a" });
  expect(drawn).toHaveLength(2);
});

test("unchanged keys, and keys without a view, draw nothing", () => {
  const store = new Store({ step: 0, name: "a" });
  const draw = vi.fn();
  store.watch(["step"], draw);
  frame();
  store.set({ step: 0 });
  expect(frame()).toBe(0);
  store.set({ name: "b" });
  frame();
  expect(draw).toHaveBeenCalledTimes(1);
});

test("a change inside of a value is told by touch(), and one while drawing comes in the frame after", () => {
  const store = new Store({ curve: [1], step: 0 });
  const draw = vi.fn(() => store.set({ step: store.state.curve.length }));
  const steps: number[] = [];
  store.watch(["curve"], draw);
  store.watch(["step"], ({ step }) => steps.push(step));
  frame();
  store.state.curve.push(2);
  store.touch("curve");
  while (frame() > 0);
  expect(draw).toHaveBeenCalledTimes(2);
  expect(steps.at(-1)).toBe(2);
});
