/**
 * Gradients against central differences of the forward pass.
 */
import { randn, type Tensor } from "rnn-wasm/nn";
import { expectNormClose } from "./closeness.js";

/**
 * @param tensors what to differentiate by; each needs `requiresGrad`
 * @param forward gives the same result for the same values: random numbers come from a fixed seed
 */
export function expectGradients(
  tensors: Readonly<Record<string, Tensor>>,
  forward: () => Tensor,
  step = 2 ** -7,
  limit = 2e-3,
): void {
  const out = forward();
  const upstream = randn(out.shape);
  const weights = upstream.data();
  // In f64: what the loss itself rounds would be divided by the step.
  const loss = () => [...forward().data()].reduce((sum, y, i) => sum + y * (weights[i] as number), 0);
  for (const tensor of Object.values(tensors)) tensor.grad = null;
  out.backward(upstream);
  for (const [name, tensor] of Object.entries(tensors)) {
    const values = tensor.data();
    const at = (i: number, x: number) => {
      const changed = values.slice();
      changed[i] = x;
      tensor.copyFrom(changed);
      return loss();
    };
    const differences = Array.from(values, (x, i) => (at(i, x + step) - at(i, x - step)) / (2 * step));
    tensor.copyFrom(values);
    expectNormClose((tensor.grad as Tensor).data(), differences, `gradient of ${name}`, limit, 2e-4);
  }
}
