/**
 * The training loop in Python: updates, validations, early stopping, progress.
 */
import { python } from "./python.js";

export const loopText = python`
class Trainer:
    """Trains a run to its end."""

    def __init__(self, run):
        self.run, self.world = run, run.world
        self.options, self.data, self.state = run.options, run.data, run.state
        self.arguments = run.arguments
        self.length = self.known_length()
        self.is_stopped = False
        self.began = self.reported_at = time.perf_counter()
        self.symbols = 0

    def stop(self, *_):
        """Ends the run after this update."""
        self.is_stopped = True

    def train(self):
        """Makes updates until the run ends. Returns why it ended."""
        run, state = self.run, self.state
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        while True:
            if state["atEpochEnd"]:
                self.end_epoch()
            reason = self.reason()
            if reason:
                return reason
            if state["stepInEpoch"] == 0:
                run.epoch_generator = generator_words()
                run.order = run.drawn_order()
                self.data.begin_epoch(self.world)
            self.epoch()

    def epoch(self):
        """Makes the updates that are left of this epoch, or of the run."""
        run, state, size = self.run, self.state, self.options.batch_size
        batches = list(self.data.batches(run.order, size, self.world))
        for batch, own in batches[state["stepInEpoch"] :]:
            if self.reason():
                return
            self.update(batch, own)
            state["atEpochEnd"] = state["stepInEpoch"] == len(batches)
            every = self.arguments.checkpoint_every
            if every and state["step"] % every == 0 and not state["atEpochEnd"]:
                self.save()
            if not state["atEpochEnd"]:
                self.report()

    def update(self, batch, own):
        """Makes an update with a batch, of which this process has a part."""
        run, state, data = self.run, self.state, self.data
        lr = learning_rate(self.options, state["step"], self.length)
        for group in run.optimizer.param_groups:
            group["lr"] = lr
        run.model.train()
        run.optimizer.zero_grad()
        # A process without a part still takes part in the exchange of gradients.
        sums = data.training_sums(run.model, own or batch[:1]) * (1 if own else 0)
        weight = data.weight(batch)
        (sums[0] * (self.world.size / weight)).backward()
        most = self.options.clip_grad_norm or math.inf
        norm = nn.utils.clip_grad_norm_(run.parameters, most).item()
        *totals, stopped = self.world.sum([*sums.tolist(), float(self.is_stopped)])
        self.is_stopped = stopped > 0
        scores = data.training_scores(totals, weight, batch)
        if not math.isfinite(scores["loss"] + norm):
            fail(
                f"update {state['step'] + 1}: the loss is not finite; try a smaller lr"
            )
        run.optimizer.step()
        state["step"] += 1
        state["stepInEpoch"] += 1
        run.add_to_average()
        state["latest"] = {**scores, "gradNorm": norm, "lr": lr}
        self.symbols += data.symbols(batch)

    @torch.no_grad()
    def evaluate(self, which):
        """Sums of the scores over some sequences."""
        self.run.network.eval()
        size = max(self.options.batch_size, 64)
        return self.data.evaluate(self.run.network, which, size, self.world)

    def end_epoch(self):
        """Validates, and closes the epoch."""
        run, state, data = self.run, self.state, self.data
        if len(run.held) > 0:
            own = run.swap_weights(run.average)
            totals = self.evaluate(run.held)
            scores = data.validation_scores(totals)
            state["validation"] = {"step": state["step"], **scores}
            more = data.judged_with(run.training, run.held)
            if more:
                totals = [a + b for a, b in zip(totals, self.evaluate(more))]
                state["judged"] = data.validation_scores(totals)
            self.judge(scores, state.get("judged"))
            run.swap_weights(own)
        state["epoch"] += 1
        state["stepInEpoch"] = 0
        state["atEpochEnd"] = False
        self.save()
        self.report(state["epoch"])

    def judge(self, scores, judged):
        """Keeps the weights if this validation is better than all before."""
        state = self.state
        state["sinceBest"] += 1
        now = judged or scores
        best = state.get("bestJudged") or state.get("best")
        monitor = getattr(self.options, "monitor", None) or "loss"
        if best and not is_better(now, best, monitor, 0):
            return
        counted = state.get("counted")
        if not counted or is_better(now, counted, monitor, self.options.min_delta):
            state["counted"] = now
            state["sinceBest"] = 0
        state["best"] = state["validation"]
        if judged:
            state["bestJudged"] = judged
        self.run.best = flat(self.run.parameters)

    def reason(self):
        """Why the run ends here, or None."""
        options, state = self.options, self.state
        if self.is_stopped:
            return "stopped"
        validation = state.get("validation", {"step": None})
        judged = state.get("judged") or validation
        if validation["step"] == state["step"] and reaches(options.until, judged):
            return "until"
        if options.patience is not None and state["sinceBest"] >= options.patience:
            return "patience"
        if options.max_steps is not None and state["step"] >= options.max_steps:
            return "maxSteps"
        if options.epochs is not None and state["epoch"] >= options.epochs:
            return "epochs"
        return None

    def known_length(self):
        """The updates of the whole run, if that is known."""
        options = self.options
        steps = self.data.steps_per_epoch(len(self.run.training), options.batch_size)
        of_epochs = None if options.epochs is None else options.epochs * steps
        known = [
            length for length in (options.max_steps, of_epochs) if length is not None
        ]
        return max(1, min(known)) if known else None

    def save(self):
        """Writes the checkpoint, with what all processes carry."""
        is_between = 0 < self.state["stepInEpoch"] and not self.state["atEpochEnd"]
        carried = self.data.carried(self.world) if is_between else None
        if self.world.is_first:
            self.run.save_checkpoint(carried)

    def report(self, closed_epoch=None):
        """Prints the progress: once a second, or as the flags say."""
        state, now = self.state, time.perf_counter()
        every, as_json = self.arguments.progress_every, self.arguments.json
        is_due = state["step"] % every == 0 if every else now - self.reported_at >= 1
        is_due = is_due or (closed_epoch is not None and as_json)
        if not self.world.is_first or not is_due:
            return
        self.reported_at = now
        progress = {
            "step": state["step"],
            "epoch": closed_epoch or state["epoch"] + 1,
            **state["latest"],
            "symbolsPerSecond": self.symbols / (now - self.began),
        }
        if "validation" in state:
            progress["validation"] = state["validation"]
        tell(json.dumps(progress) if as_json else shown(progress), as_json)


def tell(text, is_data):
    """Prints data to stdout, and messages to stderr."""
    print(text, file=sys.stdout if is_data else sys.stderr, flush=True)


# The scores that improve downwards.
LOWER_IS_BETTER = {"loss", "mae", "bitsPerSymbol"}


def reaches(until, scores):
    """Whether a validation reaches all thresholds, of which there are some."""
    limits = {name: limit for name, limit in (until or {}).items() if limit is not None}
    return bool(limits) and all(
        scores[name] <= limit if name in LOWER_IS_BETTER else scores[name] >= limit
        for name, limit in limits.items()
    )


def is_better(scores, before, name, margin):
    """Whether a validation is better than an earlier one by more than the margin."""
    if name in LOWER_IS_BETTER:
        return scores[name] < before[name] - margin
    return scores[name] > before[name] + margin


def shown(progress):
    """A line of progress."""
    parts = []
    for name, value in progress.items():
        if isinstance(value, dict):
            parts.append(f"{name} ({shown(value)})")
        else:
            text = f"{value:.4g}" if isinstance(value, float) else value
            parts.append(f"{name} {text}")
    return "  ".join(map(str, parts))


def main():
    arguments = read_arguments()
    world = World()
    run = Run(arguments, world)
    trainer = Trainer(run)
    reason = trainer.train()
    trainer.save()
    patience = run.options.patience
    keeps_best = reason == "patience" or (reason != "until" and patience is not None)
    if world.is_first:
        run.save_model(keeps_best)
        summary = {
            "steps": run.state["step"],
            "epochs": run.state["epoch"],
            "reason": reason,
            "validation": run.state.get("best" if keeps_best else "validation"),
        }
        tell(json.dumps(summary) if arguments.json else shown(summary), arguments.json)
        tell(f"Saved {arguments.output} and {arguments.checkpoint}.", False)
    if world.size > 1:
        dist.destroy_process_group()


if __name__ == "__main__":
    main()
`;
