/**
 * The run in Python: its start from a file or a seed, and its checkpoints.
 */
import { python } from "./python.js";

export const runText = python`
# Options that only some optimizers have.
OF_OPTIMIZERS = [
    "betas",
    "eps",
    "weight_decay",
    "amsgrad",
    "momentum",
    "dampening",
    "nesterov",
]


def chosen_options(arguments, run):
    """The options of a run: its checkpoint's or OPTIONS, with the flags on top."""
    names = [field.name for field in fields(Options)]
    given = {
        name: getattr(arguments, name) for name in names if hasattr(arguments, name)
    }
    if run is None:
        return replace(OPTIONS, **given)
    kept = {name: run["options"].get(camel_case(name)) for name in names}
    kept = {name: value for name, value in kept.items() if value is not None}
    if run["data"]["kind"] != Data.kind:
        # The run had another kind of data, such as a cipher.
        kept.update(shuffle=OPTIONS.shuffle, validation=OPTIONS.validation)
    options = replace(Options(**kept), **given)
    if options.validation == "not kept":
        fail("validation: expected the data that the checkpoint's run had, got none")
    return options


def check_network(path, tensors, metadata, network):
    """Refuses the file of another network."""
    wanted = {name: NETWORK.get(name) for name in ("cell", "nonlinearity")}
    given = {name: metadata.get(name) for name in wanted}
    for name, weight in network.state_dict().items():
        wanted[name] = list(weight.shape)
        given[name] = list(tensors[name].shape) if name in tensors else None
    for name, value in wanted.items():
        if given[name] != value:
            hint = "--checkpoint NEW starts another run"
            fail(f"{path}: {name}: expected {value}, got {given[name]}; {hint}")


class Run:
    """A run between two updates: all that a checkpoint holds."""

    def __init__(self, arguments, world):
        """Continues from the checkpoint if there is one, or starts from the model."""
        self.arguments, self.world = arguments, world
        resumes = Path(arguments.checkpoint).exists()
        path = arguments.checkpoint if resumes else arguments.model
        tensors, self.metadata, run = read_file(path) if path else ({}, METADATA, None)
        self.options = options = chosen_options(arguments, run)
        if options.batch_size % world.size:
            fail(
                f"batch_size: expected a multiple of the {world.size} processes, "
                f"got {options.batch_size}"
            )
        if options.seed is None:
            seed = world.from_first(torch.tensor(torch.seed() % 2**32))
            options.seed = int(seed)
        torch.manual_seed(options.seed)
        self.network = Network().to(world.device)
        self.parameters = list(self.network.parameters())
        self.optimizer = make_optimizer(self.parameters, options)
        if path:
            check_network(path, tensors, self.metadata, self.network)
            weights = {name: tensors[name] for name in self.network.state_dict()}
            self.network.load_state_dict(weights)
            # With weights of a file a run draws none.
            torch.manual_seed(options.seed)
        self.model = world.wrapped(self.network)
        self.data = Data(self.metadata, arguments, options, world.device)
        self.identity = {"kind": Data.kind, "fingerprint": self.data.fingerprint()}
        self.best = None
        self.average = flat(self.parameters) if options.ema_decay else None
        self.kept = {}
        if run is None:
            self.state = {"step": 0, "epoch": 0, "stepInEpoch": 0, "sinceBest": 0}
            self.state["atEpochEnd"] = False
            self.begin()
            return
        if run["data"]["kind"] == Data.kind and run["data"] != self.identity:
            fail(f"{path}: its run had other data; --checkpoint NEW starts another run")
        self.restore(tensors, run)

    def begin(self):
        """Splits the data, from which the first epoch is drawn."""
        self.split_generator = self.epoch_generator = generator_words()
        self.training, self.held = self.data.split(self.options)

    def restore(self, tensors, run):
        """Continues where a checkpoint was written."""
        self.state = state = run["state"]
        self.best = tensors.get("run.best")
        self.average = tensors.get("run.average", self.average)
        moments = [tensors.get(f"run.moment.{i}") for i in range(3)]
        moments = [moment for moment in moments if moment is not None]
        if state["step"] > 0:
            step = state["step"]
            set_moments(self.optimizer, self.parameters, self.options, moments, step)
        if run["data"]["kind"] != Data.kind:
            state.update(stepInEpoch=0, atEpochEnd=False)
            set_generator(tensors["run.generator.now"])
            self.begin()
            return
        self.kept = run["options"]
        self.split_generator = tensors["run.generator.split"]
        self.epoch_generator = tensors["run.generator.epoch"]
        set_generator(self.split_generator)
        self.training, self.held = self.data.split(self.options)
        if state["stepInEpoch"] > 0:
            set_generator(self.epoch_generator)
            self.order = self.drawn_order()
            self.data.continue_from(tensors.get("run.carried"), self.world)
        set_generator(tensors["run.generator.now"])

    @torch.no_grad()
    def add_to_average(self):
        """Takes the weights of this update into their moving average."""
        if self.average is None:
            return
        step = self.state["step"]
        decay = min(self.options.ema_decay, (1 + step) / (10 + step))
        self.average.lerp_(flat(self.parameters), 1 - decay)

    @torch.no_grad()
    def swap_weights(self, weights):
        """Gives the network other weights. Returns its own; None for none."""
        if weights is None:
            return None
        own = flat(self.parameters)
        parts = unflattened(weights, self.parameters)
        for parameter, part in zip(self.parameters, parts, strict=True):
            parameter.copy_(part)
        return own

    def drawn_order(self):
        """The order of an epoch."""
        if not self.options.shuffle or "shuffle" in Data.without:
            return self.training
        order = self.world.from_first(torch.randperm(len(self.training)))
        return [self.training[i] for i in order.tolist()]

    def saved_options(self):
        """The options under the library's names."""
        options = {
            name: value
            for name, value in asdict(self.options).items()
            if name not in (*OF_OPTIMIZERS, *Data.without) and value is not None
        }
        options.update(optimizer_settings(self.options))
        if isinstance(options.get("validation"), str):
            options["validation"] = "not kept"
        ours = {camel_case(name): value for name, value in options.items()}
        return {**self.kept, **NETWORK, **self.data.kept_options(), **ours}

    def save_checkpoint(self, carried=None):
        """Writes what this program and rnn-wasm's resume continue from."""
        moments = moments_of(self.optimizer, self.parameters, self.options)
        tensors = {
            **self.network.state_dict(),
            **{f"run.moment.{i}": moment for i, moment in enumerate(moments)},
            "run.generator.split": self.split_generator,
            "run.generator.epoch": self.epoch_generator,
            "run.generator.now": generator_words(),
        }
        more = {
            "run.average": self.average,
            "run.best": self.best,
            "run.carried": carried,
        }
        tensors.update({name: more[name] for name in more if more[name] is not None})
        run = {
            "version": 1,
            "state": self.state,
            "options": self.saved_options(),
            "data": self.identity,
        }
        metadata = {"rnn-wasm": self.metadata, "rnn-wasm.run": run}
        write_file(self.arguments.checkpoint, tensors, metadata)

    def save_model(self, keeps_best):
        """Writes the model, with the weights of the best validation if wanted."""
        weights = self.network.state_dict()
        kept = self.best if keeps_best and self.best is not None else self.average
        if kept is not None:
            weights = dict(zip(weights, unflattened(kept, self.parameters)))
        write_file(self.arguments.output, weights, {"rnn-wasm": self.metadata})
`;
