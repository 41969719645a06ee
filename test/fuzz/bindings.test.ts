/** The core called with any numbers, a few thousand times; `npm run test:long` does it for minutes. */
import { expect, test } from "vitest";
import { Engine } from "../../ts/core/engine.js";
import { fuzzBindings, moduleOf } from "./bindings.js";

test("whatever numbers it is called with, the core answers or refuses", () => {
  const { calls, models, methods } = fuzzBindings(new Engine(moduleOf("simd128"), "simd128"), { rounds: 700 });
  expect(calls).toBeGreaterThan(2000);
  expect(models).toBeGreaterThan(50);
  expect(methods).toBeGreaterThan(40);
});
