"""PyTorch: nn.Embedding, nn.LSTM, nn.Linear, CrossEntropyLoss and Adam, as its tutorials write them, the loss read at each update.

usage: pytorch.py THREADS

It speaks the protocol of ../protocol.mjs. The optimizer is the fastest of Adam's three implementations at each row's sizes.
"""

import json
import sys
import time
import traceback

THREADS = int(sys.argv[1])
LR = 1e-7  # ../data.mjs
KEY = 13
TUTORIAL = dict(V=27, E=5, H=10, T=32, B=1)
ADAMS = {"default": {}, "foreach": dict(foreach=True), "fused": dict(fused=True)}


def load():
    """Imports torch, which some rows time."""
    import torch

    torch.set_num_threads(THREADS)
    return torch


def messages(torch, sizes):
    """The batch of ../data.mjs: original and encrypted, [T, B]."""
    state, letters = 1, []
    for _ in range(sizes["B"] * sizes["T"]):
        state = (state * 1664525 + 1013904223) % 2**32
        letters.append((state >> 8) % sizes["V"])
    original = torch.tensor(letters).reshape(sizes["B"], sizes["T"]).t().contiguous()
    return original, (original + KEY) % sizes["V"]


def series_rows(torch, sizes):
    """The rows of ../data.mjs as windows and the rows after theirs: two of [T, B, F]."""
    state, numbers = 1, []
    F, T, B = (sizes[name] for name in "FTB")
    for _ in range((B * T + 1) * F):
        state = (state * 1664525 + 1013904223) % 2**32
        numbers.append(12**0.5 * ((state >> 8) % 1000 / 1000 - 0.5))
    rows = torch.tensor(numbers).reshape(B * T + 1, F)
    windows = lambda part: part.reshape(B, T, F).transpose(0, 1).contiguous()
    return windows(rows[:-1]), windows(rows[1:])


class Learner:
    """A model with an optimizer."""

    def optimize(self, torch, modules, lr, adam):
        self.optimizer = torch.optim.Adam([p for module in modules for p in module.parameters()], lr=lr, **adam)

    def step(self, loss):
        """One update; its loss."""
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        return loss.item()


class Forecaster(Learner):
    """Predicts the next row from each row."""

    def __init__(self, torch, sizes, lr, adam):
        self.layer = torch.nn.LSTM(sizes["F"], sizes["H"])
        self.linear = torch.nn.Linear(sizes["H"], sizes["F"])
        self.loss = torch.nn.MSELoss()
        self.optimize(torch, (self.layer, self.linear), lr, adam)

    def update(self, rows, following):
        return self.step(self.loss(self.linear(self.layer(rows)[0]), following))


def stepped_cell(torch, cell, E, H):
    """A cell, which a loop steps from letter to letter."""

    class Stepped(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.cell = getattr(torch.nn, f"{cell.upper()}Cell")(E, H)

        def forward(self, embedded):
            outputs, state = [], None
            for x in embedded:
                state = self.cell(x, state)
                outputs.append(state[0] if isinstance(state, tuple) else state)
            return torch.stack(outputs), state

    return Stepped()


def whole_layer(torch, cell, E, H):
    """A layer: all letters in one call."""
    return getattr(torch.nn, cell.upper())(E, H)


class Tagger(Learner):
    """The tutorial's model, its loss and its optimizer."""

    def __init__(self, torch, sizes, lr, adam, cell="lstm", layer=whole_layer):
        V, E, H = (sizes[name] for name in "VEH")
        self.embedding = torch.nn.Embedding(V, E)
        self.layer = layer(torch, cell, E, H)
        self.linear = torch.nn.Linear(H, V)
        self.loss = torch.nn.CrossEntropyLoss()
        self.optimize(torch, (self.embedding, self.layer, self.linear), lr, adam)

    def scores(self, encrypted):
        """[T, B] -> [T, B, V]"""
        return self.linear(self.layer(self.embedding(encrypted))[0])

    def class_scores(self, encrypted):
        """Of whole messages, by the hidden state after their last letter: [T, B] -> [B, V]."""
        state = self.layer(self.embedding(encrypted))[1]
        return self.linear((state[0] if isinstance(state, tuple) else state).squeeze(0))

    def update(self, encrypted, original):
        """One update; its loss."""
        return self.step(self.loss(self.scores(encrypted).transpose(1, 2), original))

    def update_classes(self, encrypted, classes):
        return self.step(self.loss(self.class_scores(encrypted), classes))

    def learn_drawn(self, torch, sizes):
        """The tutorial's loop: draws a message, encrypts it, and makes an update."""
        original = torch.randint(0, sizes["V"], [sizes["T"]]).unsqueeze(1)
        return self.update((original + KEY) % sizes["V"], original)


class Repeated:
    """A subject whose work can be repeated."""

    def __init__(self, work, note=None):
        self.work, self.note, self.chunk = work, note, 1

    def measure(self, ms):
        """One block, in chunks of about a tenth of it: (milliseconds, count)."""
        count, began = 0, time.perf_counter()
        while True:
            for _ in range(self.chunk):
                self.work()
            count += self.chunk
            elapsed = (time.perf_counter() - began) * 1000
            self.chunk = min(2 * self.chunk, max(1, int(count * ms / (10 * elapsed)) + 1))
            if elapsed >= ms:
                return elapsed, count


def fastest_adam(make_work):
    """Measures the work with each implementation of Adam and returns the fastest."""

    def trial(subject):
        subject.measure(300)
        return min(elapsed / count for elapsed, count in (subject.measure(100) for _ in range(3)))

    subjects = [Repeated(make_work(adam), f"Adam: {name}") for name, adam in ADAMS.items()]
    return min(subjects, key=trial)


def train(row, layer=whole_layer):
    torch, sizes = load(), row["sizes"]
    original, encrypted = messages(torch, sizes)

    def make_work(adam):
        model = Tagger(torch, sizes, LR, adam, row.get("cell", "lstm"), layer)
        return lambda: model.update(encrypted, original)

    return fastest_adam(make_work)


def train_stepped(row):
    return train(row, stepped_cell)


def classify(row):
    """The class of a message is the first of its letters."""
    torch, sizes = load(), row["sizes"]
    original, encrypted = messages(torch, sizes)

    def make_work(adam):
        model = Tagger(torch, sizes, LR, adam, row["cell"])
        return lambda: model.update_classes(encrypted, original[0])

    return fastest_adam(make_work)


def classify_one(row):
    torch, sizes = load(), row["sizes"]
    model = Tagger(torch, sizes, LR, {})
    _, encrypted = messages(torch, sizes)

    def work():
        with torch.inference_mode():
            return model.class_scores(encrypted).softmax(1).argmax(1)

    return Repeated(work)


def forecast_step(row):
    torch, sizes = load(), row["sizes"]
    rows, following = series_rows(torch, sizes)

    def make_work(adam):
        model = Forecaster(torch, sizes, LR, adam)
        return lambda: model.update(rows, following)

    return fastest_adam(make_work)


def loop(row):
    torch, sizes = load(), row["sizes"]

    def make_work(adam):
        model = Tagger(torch, sizes, LR, adam)
        return lambda: model.learn_drawn(torch, sizes)

    return fastest_adam(make_work)


def infer(row):
    torch, sizes = load(), row["sizes"]
    model = Tagger(torch, sizes, LR, {})
    _, encrypted = messages(torch, sizes)

    def work():
        with torch.inference_mode():
            return model.scores(encrypted).argmax(2)

    return Repeated(work)


def text_step(row):
    """Running text in columns: the state goes on to the next update."""
    torch, sizes = load(), row["sizes"]
    symbols, _ = messages(torch, {**sizes, "T": 20 * sizes["T"] + 1})

    def make_work(adam):
        model, state, at = Tagger(torch, sizes, LR, adam), None, 0

        def work():
            nonlocal state, at
            x, y = symbols[at : at + sizes["T"]], symbols[at + 1 : at + 1 + sizes["T"]]
            out, state = model.layer(model.embedding(x), state)
            state = tuple(part.detach() for part in state)
            at += sizes["T"]
            if at + 1 >= len(symbols):
                at, state = 0, None
            return model.step(model.loss(model.linear(out).transpose(1, 2), y))

        return work

    return fastest_adam(make_work)


def generate(row):
    torch, sizes = load(), row["sizes"]
    model = Tagger(torch, sizes, LR, {})
    model.layer = torch.nn.LSTM(sizes["E"], sizes["H"], row["layers"])

    def work():
        with torch.inference_mode():
            symbol, state = 0, None
            for _ in range(sizes["T"]):
                out, state = model.layer(model.embedding(torch.tensor([[symbol]])), state)
                p = model.linear(out[0, 0]).softmax(0)
                symbol = int(torch.multinomial(p, 1))

    return Repeated(work)


def first_step(row):
    began = time.perf_counter()
    torch = load()
    torch.manual_seed(0)
    Tagger(torch, TUTORIAL, 1e-3, ADAMS["fused"]).learn_drawn(torch, TUTORIAL)
    return dict(times={"import": (time.perf_counter() - began) * 1000})


def tutorial(row):
    """128 updates an epoch, then 128 fresh messages; until all their letters are right."""
    began = time.perf_counter()
    torch = load()
    imported = time.perf_counter()
    torch.manual_seed(0)
    model = Tagger(torch, TUTORIAL, 1e-3, ADAMS["fused"])
    updates, accuracy = 0, 0.0
    while accuracy < 1:
        for _ in range(128):
            model.learn_drawn(torch, TUTORIAL)
        updates += 128
        with torch.no_grad():
            original = torch.randint(0, 27, [128, 32]).t()
            accuracy = (model.scores((original + KEY) % 27).argmax(2) == original).float().mean().item()
    ended = time.perf_counter()
    return dict(times={"call": (ended - imported) * 1000, "import": (ended - began) * 1000}, note=f"{updates} updates")


HANDLERS = dict(train=train, trainCell=train, trainStepped=train_stepped, classify=classify, classifyStep=classify, classifyOne=classify_one, forecastStep=forecast_step, textStep=text_step, generate=generate, loop=loop, decrypt=infer, decryptBatch=infer, firstStep=first_step, tutorial=tutorial)


def answer(current, command):
    """The answer to a command, and what is current after it: the row's name and its subject."""
    row = command["row"]
    name, subject = current
    if name != row["name"]:
        name, subject = row["name"], HANDLERS[row["kind"]](row)
    if not isinstance(subject, Repeated):
        return subject, (name, subject)
    ms, count = subject.measure(command["ms"])
    return dict(ms=ms, count=count, **(dict(note=subject.note) if subject.note else {})), (name, subject)


def main():
    current = (None, None)
    for line in sys.stdin:
        try:
            reply, current = answer(current, json.loads(line))
        except Exception:
            reply = dict(failed=traceback.format_exc())
        print(json.dumps(reply), flush=True)


main()
