/**
 * The losses of numbers in Python, summed over all of them.
 */
import { python } from "./python.js";

/** A function `loss_of(outputs, targets)`. */
export const lossText = (loss: "mse" | "mae" | "huber" | "gaussian"): string => losses[loss];

const losses = {
  mse: python`
def loss_of(outputs, targets):
    """The sum of squared errors."""
    return F.mse_loss(outputs, targets, reduction="sum")
`,
  mae: python`
def loss_of(outputs, targets):
    """The sum of absolute errors."""
    return F.l1_loss(outputs, targets, reduction="sum")
`,
  huber: python`
def loss_of(outputs, targets):
    """The sum of squared errors up to 1, and of absolute ones above."""
    return F.huber_loss(outputs, targets, reduction="sum")
`,
  gaussian: python`
def loss_of(outputs, targets):
    """The negative log likelihood of targets: outputs are means, then raw variances."""
    means, raw = outputs.chunk(2, dim=-1)
    variances = F.softplus(raw) + 1e-6
    return F.gaussian_nll_loss(means, targets, variances, reduction="sum")
`,
};
