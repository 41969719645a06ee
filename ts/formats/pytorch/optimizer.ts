/**
 * The optimizers in Python, and their moments in checkpoints.
 */
import { python } from "./python.js";

export const optimizerText = python`
# Where PyTorch keeps an optimizer's moments, in the order of a checkpoint.
MOMENTS = {
    "adam": ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"],
    "adamw": ["exp_avg", "exp_avg_sq", "max_exp_avg_sq"],
    "sgd": ["momentum_buffer"],
}


def optimizer_settings(options):
    """The options of the optimizer, under PyTorch's names."""
    adam = ["betas", "eps", "amsgrad"]
    names = (
        ["momentum", "dampening", "nesterov"] if options.optimizer == "sgd" else adam
    )
    settings = {name: getattr(options, name) for name in names}
    decay = 0.01 if options.optimizer == "adamw" else 0
    given = options.weight_decay
    return {**settings, "weight_decay": decay if given is None else given}


def make_optimizer(parameters, options):
    kinds = {
        "adam": torch.optim.Adam,
        "adamw": torch.optim.AdamW,
        "sgd": torch.optim.SGD,
    }
    make = kinds[options.optimizer]
    return make(parameters, lr=options.lr, **optimizer_settings(options))


def moments_of(optimizer, parameters, options):
    """The moments as flat tensors; zeros before the first update."""
    count = 3 if options.amsgrad else 2
    if options.optimizer == "sgd":
        count = 1 if options.momentum else 0
    empty = {}
    return [
        flat(
            optimizer.state.get(parameter, empty).get(name, torch.zeros_like(parameter))
            for parameter in parameters
        )
        for name in MOMENTS[options.optimizer][:count]
    ]


def set_moments(optimizer, parameters, options, moments, step):
    """Gives an optimizer the moments of a checkpoint after some updates."""
    parts = [unflattened(moment, parameters) for moment in moments]
    for i, parameter in enumerate(parameters):
        state = {"step": torch.tensor(float(step))}
        for name, part in zip(MOMENTS[options.optimizer], parts):
            state[name] = part[i].clone()
        optimizer.state[parameter] = state
`;
