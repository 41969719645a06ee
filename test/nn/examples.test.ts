/** The programs of examples/ in these blocks, as they stand, in a short form. */
import { afterAll, afterEach, beforeEach, expect, it, vi } from "vitest";
import { runs } from "../runs.js";

// A second each on an idle machine.
vi.setConfig({ testTimeout: 120_000 });

const epochs = runs(14, 4);
const steps = runs(30, 9);

const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
const lines = () => log.mock.calls.map((line) => line.join(" "));

beforeEach(() => {
  vi.stubEnv("EPOCHS", `${epochs}`);
  vi.stubEnv("STEPS", `${steps}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  log.mockClear();
});
afterAll(() => log.mockRestore());

it("classifying-names learns more than to guess", async () => {
  const { accuracy, allLosses } = await import("../../examples/classifying-names.js");
  expect(allLosses).toHaveLength(epochs);
  expect(allLosses.at(-1)).toBeLessThan(0.6 * (allLosses[0] as number));
  // Four languages: a guess is right once in four.
  expect(accuracy).toBeGreaterThan(0.5);
  expect(lines().at(-1)).toMatch(/^29 names held back, \d+ % right$/);
});

it("generating-names makes a name for each start", async () => {
  vi.stubEnv("STEPS", `${runs(400, 40)}`);
  const { allLosses, samples } = await import("../../examples/generating-names.js");
  expect(allLosses).toHaveLength(10);
  expect(allLosses.at(-1)).toBeLessThan(allLosses[0] as number);
  expect(samples.map((made) => made.map(([start]) => start).join(""))).toEqual(["GRE", "ITA", "JAP", "POL"]);
  expect(lines().at(-1)).toMatch(/^Polish: P\w*, O\w*, L\w*$/);
});

it("time-sequence-prediction continues waves that it was not trained on", async () => {
  const { error, losses, testLoss } = await import("../../examples/time-sequence-prediction.js");
  expect(losses).toHaveLength(steps);
  expect(testLoss).toBeLessThan(0.2 * (losses[0] as number));
  expect(error).toBeLessThan(1);
  expect(lines().at(-1)).toMatch(/^test loss .*; 50 steps ahead it is off by 0\.\d+ on average$/);
});
