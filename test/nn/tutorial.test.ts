import { expect, it, vi } from "vitest";
import { reference } from "../fixtures/reference.js";
import { expectClose } from "../numerics/closeness.js";

it("the tutorial, line for line, gives PyTorch's losses and accuracies for its seed", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  const { accuracies, best, losses } = await import("../../examples/tutorial-nn.js");
  const lines = log.mock.calls.map((line) => line.join(" "));
  log.mockRestore();
  const { tensors } = reference("seed_run");
  expectClose(losses, tensors["losses"]?.data.slice(0, losses.length) ?? [], "losses", 2e-5, 0);
  expectClose(accuracies, tensors["accuracies"]?.data.slice(0, accuracies.length) ?? [], "accuracies", 1e-3, 0);
  expect(lines[0]).toBe("40,20,10 1,40,10 1,40,10");
  expect(lines.at(-1)).toBe("Accuracy: 100.00%");
  expect(best?.get("lstm.weight_hh_l0")?.shape).toEqual([40, 10]);
});
