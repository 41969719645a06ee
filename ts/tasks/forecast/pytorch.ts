/**
 * The PyTorch program of forecasters. They keep their series in their files, so the program reads no other data.
 */
import { lossText } from "../../formats/pytorch/losses.js";
import type { PyTorchExport } from "../../formats/pytorch/program.js";
import { python } from "../../formats/pytorch/python.js";
import { runDefaults } from "../../formats/pytorch/run-defaults.js";
import type { JsonObject } from "../../model/file.js";
import type { ForecastLoss } from "./network.js";
import { forecastDefaults, forecastStop } from "./options.js";
import { manySequences } from "./series/windows.js";

export const forecastPyTorch: PyTorchExport = {
  kinds: ["series", "panel"],
  defaults: () => runDefaults(forecastDefaults, forecastStop),
  parts({ cell }, description) {
    const settings = description["forecast"] as JsonObject;
    const hasCalendar = (settings["calendar"] as readonly string[]).length > 0;
    const kind = description["panel"] === false ? "series" : "panel";
    const constants = `FORECAST_KIND = "${kind}"\nMANY_SEQUENCES = ${manySequences}`;
    const layers = python`
def layers_of(network):
    """The recurrent layers."""
    return network.CELL
`.replace("CELL", cell);
    return {
      about: "a forecaster on the series in its file",
      data: "not read: the series are those in the model's file",
      file: undefined,
      imports: ["import base64", ...(hasCalendar ? calendarImports : [])],
      options: [["stride", "int | None", null]],
      readout: settings["mode"] === "direct" ? "last" : "all",
      text: [
        constants,
        lossText(settings["loss"] as ForecastLoss),
        layers,
        hasCalendar ? calendarText : noCalendar,
        seriesText,
        dataText,
      ].join("\n\n\n"),
    };
  },
};

const calendarImports = [
  "from calendar import monthrange",
  "from datetime import datetime, timedelta",
  "from zoneinfo import ZoneInfo",
];

const calendarText = python`
EPOCH = datetime(1970, 1, 1)
TURNS = {
    "hour": lambda time: (time - datetime(*time.timetuple()[:3])) / timedelta(days=1),
    "weekday": lambda time: time.isoweekday() % 7 / 7,
    "month": lambda time: (time.month - 1) / 12,
    "yearday": lambda time: (time.timetuple().tm_yday - 1) / 365.25,
}


def time_at(clock, row):
    """The time of a row."""
    start = EPOCH + timedelta(milliseconds=clock["start"])
    if clock["unit"] != "months":
        return start + row * timedelta(milliseconds=clock["step"])
    months = 12 * start.year + start.month - 1 + int(row * clock["step"])
    year, month = months // 12, months % 12 + 1
    day = min(clock["day"], monthrange(year, month)[1])
    return start.replace(year=year, month=month, day=day)


def calendar_of(settings, clock, row):
    """Sine and cosine of each part of a row's time."""
    time, style = time_at(clock, row), clock["style"]
    is_local = style["kind"] == "text" and style["zone"] == ""
    if not is_local and settings["timeZone"] != "UTC":
        seconds = (time - EPOCH).total_seconds()
        zone = ZoneInfo(settings["timeZone"])
        time = datetime.fromtimestamp(seconds, zone).replace(tzinfo=None)
    angles = [2 * math.pi * TURNS[part](time) for part in settings["calendar"]]
    return [turn(angle) for angle in angles for turn in (math.sin, math.cos)]
`;

const noCalendar = python`
def calendar_of(settings, clock, row):
    return []
`;

const seriesText = python`
def shifted(rows, lag):
    """Row t of the result is row t - lag; rows that are not there are NaN."""
    result = torch.full_like(rows, math.nan)
    count = len(rows)
    if abs(lag) < count:
        result[max(lag, 0) : count + min(lag, 0)] = rows[
            max(-lag, 0) : count - max(lag, 0)
        ]
    return result


def terms_of(difference, season):
    """The earlier rows that a difference subtracts, and their signs."""
    first, seasonal = (1, 1), (season, 1)
    both = [first, seasonal, ((season or 0) + 1, -1)]
    return {"none": [], "first": [first], "season": [seasonal], "both": both}[
        difference
    ]


TRANSFORMS = {"none": lambda x: x, "log": torch.log, "log1p": torch.log1p}
UNDONE = {"none": lambda x: x, "log": torch.exp, "log1p": torch.expm1}


class Plan:
    """Which columns a network reads and predicts."""

    def __init__(self, settings):
        self.settings = settings
        columns = settings["form"]["columns"]
        self.columns, known = columns, settings["known"]
        self.known = [i for i, column in enumerate(columns) if column in known]
        self.predicted = [i for i, column in enumerate(columns) if column not in known]
        self.gaps = [i for i, c in enumerate(columns) if c in settings["gapColumns"]]
        targets = [columns.index(target) for target in settings["targets"]]
        self.targets = [self.predicted.index(target) for target in targets]
        self.is_direct = settings["mode"] == "direct"
        self.outputs = (
            self.targets if self.is_direct else list(range(len(self.predicted)))
        )
        self.terms = terms_of(settings["difference"], settings.get("season"))
        lost = max((lag for lag, _ in self.terms), default=0)
        self.first_row = lost + max((lag - 1 for lag in settings["lags"]), default=0)


def numbers_of(kept, tensors, name, dtype):
    """Numbers of a series: in the metadata, or of a long one in a tensor."""
    if kept.get(name) is None:
        return tensors.get(name)
    return torch.frombuffer(bytearray(base64.b64decode(kept[name])), dtype=dtype)


class Series:
    """A series as the network reads it: transformed, differenced, scaled."""

    def __init__(self, plan, kept, tensors):
        settings, width = plan.settings, len(plan.columns)
        self.rows, self.training_rows = kept["rows"], kept["trainingRows"]
        self.end_row, self.clock = kept["endRow"], kept.get("clock")
        values = numbers_of(kept, tensors, "values", torch.float64)
        self.values = values.view(-1, width)
        self.gaps = torch.zeros(self.rows, width)
        flags = numbers_of(kept, tensors, "gaps", torch.uint8)
        self.has_gaps = flags is not None
        if self.has_gaps:
            self.gaps = flags.view(-1, width).float()
        self.shift, self.width = torch.tensor(kept["scales"], dtype=torch.float64).T
        self.levels = TRANSFORMS[settings["transform"]](self.values[:, plan.predicted])
        differences, imputed = self.levels, self.gaps[:, plan.predicted] > 0
        for lag, sign in plan.terms:
            differences = differences - sign * shifted(self.levels, lag)
            imputed = imputed | (shifted(self.gaps, lag)[:, plan.predicted] > 0)
        self.scaled = (differences - self.shift) / self.width
        self.targets = torch.where(imputed, math.nan, self.scaled)
        scales = torch.tensor(settings["knownScales"], dtype=torch.float64).view(-1, 2)
        self.known = (self.values[:, plan.known] - scales[:, 0]) / scales[:, 1]
        self.inputs = self.make_inputs(plan)

    def make_inputs(self, plan):
        """The inputs of each row; a known column is one row ahead."""
        ahead = torch.nan_to_num(shifted(self.known, -1))
        parts, times = [], []
        for column in range(len(plan.columns)):
            if column in plan.known:
                parts.append(ahead[:, plan.known.index(column)])
            else:
                parts.append(self.scaled[:, plan.predicted.index(column)])
        for lag in plan.settings["lags"]:
            parts.extend(shifted(self.scaled, lag - 1).T)
        for row in range(self.rows):
            times.append(calendar_of(plan.settings, self.clock, row + 1))
        parts.extend(torch.tensor(times).double().T)
        parts.extend(self.gaps[:, plan.gaps].double().T)
        return torch.stack(parts, 1).float()
`;

const dataText = python`
class Data(Source):
    """Windows of the series, and how well a network forecasts what was held back."""

    kind = FORECAST_KIND
    without = ("validation",)
    validation_size = 2

    def __init__(self, metadata, arguments, options, device):
        self.metadata, self.device = metadata, device
        self.settings = metadata["forecast"]
        self.plan = Plan(self.settings)
        self.series = []
        for i, kept in enumerate(metadata["series"]):
            # Those of the weights before; from new ones, load() computes them.
            kept.pop("errors", None)
            tensors = metadata.get("tensors", {})
            tensors.pop(f"data.{i}.errors", None)
            own = {name: tensors.get(f"data.{i}.{name}") for name in ("values", "gaps")}
            self.series.append(Series(self.plan, kept, own))
        self.horizon, self.window = self.settings["horizon"], self.settings["window"]
        longest = max(series.training_rows for series in self.series)
        stride = min(self.window, math.floor(longest / MANY_SEQUENCES + 0.5))
        options.stride = options.stride or max(1, stride)
        self.windows = list(self.training_windows(options.stride))

    def training_windows(self, stride):
        """The first row of each training sequence, and the row after its end."""
        ahead = self.horizon if self.plan.is_direct else 1
        for series in self.series:
            longest = min(
                self.window, series.training_rows - ahead - self.plan.first_row
            )
            if longest < 1:
                continue
            last = series.training_rows - ahead - longest
            for start in range(self.plan.first_row, last + 1, stride):
                yield series, start, start + longest

    def fingerprint(self):
        """By which checkpoints recognize the data."""
        panel = self.metadata["panel"]
        data = Fingerprint().add_texts(panel if isinstance(panel, list) else [])
        for series in self.series:
            data.add([series.values.numel()])
            data.add(series.values.flatten().view(torch.int32).tolist())
            if series.has_gaps:
                data.add(series.gaps.int().flatten().tolist())
        return data.digest()

    def kept_options(self):
        """The options that a checkpoint keeps beside those of the run."""
        left_out = ("form", "gapColumns", "knownScales")
        kept = {
            name: self.settings[name] for name in self.settings if name not in left_out
        }
        held = {series.end_row - series.training_rows for series in self.series}
        return {**kept, **({"validation": held.pop()} if len(held) == 1 else {})}

    def split(self, options):
        """All windows, and the origins of the forecasts that are held back."""
        each = max(1, 64 // len(self.series))
        held = []
        for series in self.series:
            first, last = series.training_rows, series.end_row - self.horizon
            count = last - first + 1
            places = range(max(0, count))
            if count > each:
                steps = max(1, each - 1)
                places = [
                    math.floor(i * (count - 1) / steps + 0.5) for i in range(each)
                ]
            if len(places) > 0:
                held.append((series, [first + place for place in places]))
        return list(range(len(self.windows))), held

    def symbols(self, batch):
        return sum(end - start for _, start, end in (self.windows[i] for i in batch))

    def targets_of(self, which):
        """The targets of windows: the rows after each row, or those after the end."""
        rows = []
        for series, start, end in (self.windows[i] for i in which):
            found = series.targets[start + 1 : end + 1]
            if self.plan.is_direct:
                found = series.targets[
                    end : end + self.horizon, self.plan.outputs
                ].flatten()
            rows.append(found.float())
        return rows

    def weight(self, batch):
        """What the sum of a batch's losses is divided by: its targets."""
        return sum(
            (~targets.isnan()).sum().item() for targets in self.targets_of(batch)
        )

    def training_sums(self, model, which):
        """The loss of scaled values."""
        windows = [self.windows[i] for i in which]
        inputs = [series.inputs[start:end] for series, start, end in windows]
        lengths = torch.tensor([len(rows) for rows in inputs])
        outputs = model(pad_sequence(inputs).to(self.device), lengths)
        targets = self.targets_of(which)
        if self.plan.is_direct:
            wanted = torch.stack(targets)
        else:
            packed = pack_padded_sequence(
                pad_sequence(targets), lengths, enforce_sorted=False
            )
            wanted = packed.data
        wanted = wanted.to(self.device)
        there = ~wanted.isnan()
        # Of a normal distribution the outputs are means, then raw variances.
        parts = [part[there] for part in outputs.split(wanted.shape[1], 1)]
        return loss_of(torch.stack(parts, 1), wanted[there][:, None])[None]

    def training_scores(self, totals, weight, batch):
        return {"loss": totals[0] / weight}

    def evaluate(self, network, which, size, world):
        """Mean errors over the horizon: in units of the scale, and of the data."""
        undo = UNDONE[self.settings["transform"]]
        means = []
        for series, origins in which:
            predict = (
                self.predict_directly if self.plan.is_direct else self.predict_steps
            )
            levels = self.levels_of(series, origins, predict(network, series, origins))
            rows = torch.tensor(origins)[:, None] + torch.arange(self.horizon)
            targets = self.plan.targets
            columns = [self.plan.predicted[target] for target in targets]
            there = series.gaps[rows][:, :, columns] == 0
            levels = levels[:, :, targets]
            errors = (levels - series.levels[rows][:, :, targets]).abs()
            absolute = (undo(levels) - series.values[rows][:, :, columns]).abs()
            scaled = errors / series.width[targets]
            if there.any():
                means.append(
                    torch.stack([scaled[there].mean(), absolute[there].mean()])
                )
        return torch.stack(means).mean(0).tolist()

    def validation_scores(self, totals):
        return {"loss": totals[0], "mae": totals[1]}

    def levels_of(self, series, origins, predicted):
        """Undoes scale and differences of predictions, [origins][steps][columns]."""
        levels = predicted * series.width + series.shift
        for i, origin in enumerate(origins):
            for step in range(self.horizon):
                for lag, sign in self.plan.terms:
                    row = step - lag
                    before = levels[i, row] if row >= 0 else series.levels[origin + row]
                    levels[i, step] += sign * before
        return levels

    def predict_directly(self, network, series, origins):
        """All steps at once, from the window before each origin."""
        inputs = [series.inputs[origin - self.window : origin] for origin in origins]
        lengths = torch.full((len(origins),), self.window)
        outputs = (
            network(torch.stack(inputs, 1).to(self.device), lengths).cpu().double()
        )
        count = self.horizon * len(self.plan.outputs)
        found = torch.zeros(
            len(origins), self.horizon, len(self.plan.predicted)
        ).double()
        shape = (len(origins), self.horizon, len(self.plan.outputs))
        found[:, :, self.plan.outputs] = outputs[:, :count].reshape(shape)
        return found

    def predict_steps(self, network, series, origins):
        """Step by step, each from what was predicted before it."""
        layers, plan = layers_of(network), self.plan
        start = max(plan.first_row, origins[0] - max(512, 4 * self.window))
        history = [series.inputs[start:origin] for origin in origins]
        lengths = torch.tensor([len(rows) for rows in history])
        padded = pad_sequence(history).to(self.device)
        _, states = layers(pack_padded_sequence(padded, lengths, enforce_sorted=False))
        found = torch.zeros(len(origins), self.horizon, len(plan.predicted)).double()
        for step in range(self.horizon):
            hidden = states[0] if isinstance(states, tuple) else states
            outputs = network.linear(hidden[-1]).cpu().double()
            found[:, step] = outputs[:, : len(plan.predicted)]
            rows = [
                self.row_after(series, o, step, found[i]) for i, o in enumerate(origins)
            ]
            _, states = layers(torch.stack(rows)[None].to(self.device), states)
        return found

    def row_after(self, series, origin, step, found):
        """The inputs of a row that was predicted."""
        plan, row = self.plan, origin + step
        cells = []
        for column in range(len(plan.columns)):
            if column in plan.known:
                is_there = row + 1 < series.rows
                at = plan.known.index(column)
                cells.append(series.known[row + 1, at].item() if is_there else 0.0)
            else:
                cells.append(found[step, plan.predicted.index(column)].item())
        for lag in self.settings["lags"]:
            back = step + 1 - lag
            cells += (
                found[back] if back >= 0 else series.scaled[origin + back]
            ).tolist()
        cells += calendar_of(self.settings, series.clock, row + 1)
        return torch.tensor([*cells, *[0.0] * len(plan.gaps)], dtype=torch.float32)
`;
