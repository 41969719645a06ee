/** What goes from the worker to the page: at most once a frame, and of the latest run only. */
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Report } from "../../../demo/src/shared/protocol.js";
import { MessageBatcher } from "../../../demo/src/worker/message-batcher.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("what is told within a frame goes out as one report", () => {
  const sent: Report[] = [];
  const batcher = new MessageBatcher((report) => sent.push(report));
  batcher.begin(3);
  batcher.run({ phase: "running" });
  batcher.run({ step: 5 });
  batcher.point({ step: 4, loss: 2 });
  batcher.point({ step: 5, loss: 1 });
  batcher.validation({ step: 4, loss: 2, score: 0.1 });
  batcher.tell({ errorMessage: "first" });
  batcher.tell({ errorMessage: "second" });
  expect(sent).toEqual([]);
  vi.advanceTimersByTime(20);
  const points = [
    { step: 4, loss: 2 },
    { step: 5, loss: 1 },
  ];
  const validations = [{ step: 4, loss: 2, score: 0.1 }];
  const run = { phase: "running", step: 5 };
  expect(sent).toEqual([{ generation: 3, run, points, validations, errorMessage: "second" }]);
  vi.advanceTimersByTime(100);
  batcher.run({ step: 6 });
  vi.advanceTimersByTime(20);
  expect(sent.slice(1)).toEqual([{ generation: 3, run: { step: 6 } }]);
});

test("another run begins: what was gathered of the one before is not sent", () => {
  const sent: Report[] = [];
  const batcher = new MessageBatcher((report) => sent.push(report));
  batcher.begin(1);
  batcher.point({ step: 1, loss: 1 });
  batcher.begin(2);
  batcher.run({ step: 0 });
  vi.advanceTimersByTime(20);
  expect(sent).toEqual([{ generation: 2, run: { step: 0 } }]);
});
