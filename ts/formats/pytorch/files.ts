/**
 * Models and checkpoints as files that both programs read, in Python.
 */
import { python } from "./python.js";

export const filesText = python`
def read_file(path):
    """Tensors and metadata of a file by rnn-wasm or by this program."""
    try:
        with safe_open(path, "pt") as file:
            texts = file.metadata() or {}
            names = list(file.keys())
            tensors = {name: file.get_tensor(name) for name in names}
    except (OSError, SafetensorError) as error:
        fail(f"cannot read {path}: {error}")
    if "rnn-wasm" not in texts:
        fail(f"{path}: expected a file by rnn-wasm, got one without its metadata")
    model, run = (
        json.loads(texts["rnn-wasm"]),
        json.loads(texts.get("rnn-wasm.run", "null")),
    )
    if model["task"] != TASK:
        fail(f"{path}: expected a model of the task {TASK}, got {model['task']}")
    model["tensors"] = {name: tensors[name] for name in names if name[:5] == "data."}
    return tensors, model, run


def write_file(path, tensors, metadata):
    """Replaces a file at once, so that it is complete even if the machine fails."""
    model = dict(metadata["rnn-wasm"])
    tensors = {**tensors, **model.pop("tensors", {})}
    told = {**metadata, "rnn-wasm": model}
    texts = {name: json.dumps(value) for name, value in told.items()}
    copies = {
        name: tensor.detach().cpu().clone().contiguous()
        for name, tensor in tensors.items()
    }
    save_file(copies, f"{path}.part", {"format": "pt", **texts})
    os.replace(f"{path}.part", path)


# The state of torch.Generator: seed, words left, seeded, next word, the words, and the
# second number of the last pair of normal ones.
GENERATOR = struct.Struct("<QiiQ624Q3di4xf?3x")


def generator_words():
    """PyTorch's generator as a checkpoint keeps it: the words, the place, a normal."""
    state = GENERATOR.unpack(bytes(torch.get_rng_state().tolist()))
    place = 625 - state[1]
    has_normal, normal = state[631], state[629]
    low, high = struct.unpack("<II", struct.pack("<d", normal if has_normal else 0))
    words = [*state[4:628], place, has_normal, low, high]
    return torch.tensor(words, dtype=torch.int64).to(torch.int32)


def set_generator(words):
    """Makes PyTorch's generator continue from words of a checkpoint."""
    *words, place, has_normal, low, high = [
        word & 0xFFFFFFFF for word in words.tolist()
    ]
    (normal,) = struct.unpack("<d", struct.pack("<II", low, high))
    normals = (0.0, normal, 0.0, has_normal)
    state = (0, 625 - place, 1, place % 624, *words, *normals, 0.0, False)
    torch.set_rng_state(torch.tensor(list(GENERATOR.pack(*state)), dtype=torch.uint8))


def flat(tensors):
    return torch.cat([tensor.detach().cpu().flatten() for tensor in tensors])


def unflattened(values, parameters):
    """Parts of flat values, in the shapes of parameters."""
    parts = values.split([parameter.numel() for parameter in parameters])
    return [
        part.view_as(parameter).to(parameter.device)
        for part, parameter in zip(parts, parameters)
    ]
`;
