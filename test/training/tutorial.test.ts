// examples/tutorial.ts, run as it stands: what it prints and what it learns are PyTorch's for its seed.
import { expect, test, vi } from "vitest";
import { reference } from "../fixtures/reference.js";

test("the tutorial by train() stops at 100 % with PyTorch's accuracies on the way, and decrypts", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const { accuracies, decrypted } = await import("../../examples/tutorial.js");
  const lines = log.mock.calls.map((line) => line.join(" "));
  log.mockRestore();
  const expected = Array.from(reference("seed_run").tensors["accuracies"]?.data ?? []).slice(0, accuracies.length);
  expect(accuracies.at(-1)).toBe(1);
  expect(accuracies.map((accuracy, i) => Math.abs(accuracy - (expected[i] as number)) <= 1e-3)).not.toContain(false);
  expect(decrypted).toBe("THIS-IS-A-SECRET");
  expect(lines[0]).toBe("FUVEMVEMNMERPDRF");
  expect(lines.at(-1)).toBe("SECRET");
});
