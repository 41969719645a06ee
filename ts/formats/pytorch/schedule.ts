/**
 * The schedules of the learning rate in Python, with the formulas of options/rates.ts.
 */
import { python } from "./python.js";

export const scheduleText = python`
def learning_rate(options, step, length):
    """The rate of an update, counted from 0, of a run of some length."""
    schedule = options.lr_schedule
    if schedule is None:
        return options.lr
    steps = schedule.get("steps") or length
    if schedule["type"] == "step":
        size = schedule.get("stepSize") or steps
        return options.lr * schedule.get("gamma", 0.1) ** (step // size)
    if steps is None:
        fail("lr_schedule: expected steps, or a run with max_steps or epochs")
    if schedule["type"] == "cosine":
        return cosine(options.lr, schedule.get("etaMin", 0), step / steps)
    if schedule["type"] == "linear":
        first, last = schedule.get("startFactor", 1 / 3), schedule.get("endFactor", 1)
        return options.lr * line(first, last, min(step / steps, 1))
    return one_cycle(schedule, schedule.get("maxLr", options.lr), steps, step)


def one_cycle(schedule, highest, steps, step):
    """PyTorch's OneCycleLR with cycle_momentum=False; the last rate stays."""
    first = highest / schedule.get("divFactor", 25)
    last = first / schedule.get("finalDivFactor", 1e4)
    curve = line if schedule.get("annealStrategy") == "linear" else cosine
    up = schedule.get("pctStart", 0.3) * steps - 1
    phases = [(first, highest, up), (highest, last, steps - 1)]
    if schedule.get("threePhase"):
        phases = [
            (first, highest, up),
            (highest, first, 2 * up),
            (first, last, steps - 1),
        ]
    began = 0
    for start, end, until in phases:
        if step <= until or until == steps - 1:
            share = (step - began) / (until - began) if until > began else 1
            return curve(start, end, min(share, 1))
        began = until


def line(start, end, share):
    return start + (end - start) * share


def cosine(start, end, share):
    return start + (end - start) * (1 - math.cos(math.pi * share)) / 2
`;
