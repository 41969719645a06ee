/**
 * One complete Python program that trains a model on with PyTorch.
 */
import { version } from "../../core/version.js";
import type { NetworkShape } from "../../model/config.js";
import type { JsonObject } from "../../model/file.js";
import { filesText } from "./files.js";
import { loopText } from "./loop.js";
import { networkText, type Readout } from "./network.js";
import { optimizerText } from "./optimizer.js";
import { type OptionField, optionsText } from "./options.js";
import { literal } from "./python.js";
import { runText } from "./run.js";
import { scheduleText } from "./schedule.js";
import { sourceText } from "./source.js";
import { fingerprintText, linesText } from "./text.js";
import { worldText } from "./world.js";

/** How a task's models are trained by a program. */
export interface PyTorchExport {
  /** The kinds of data that programs read, as checkpoints name them. */
  readonly kinds: readonly string[];
  /**
   * The options of a run that names none, in camelCase.
   * @param description the task's metadata of the model's file
   */
  defaults(description: JsonObject): JsonObject;
  /** @param description see {@link defaults} */
  parts(shape: NetworkShape, description: JsonObject): ProgramParts;
}

/** What differs by task. */
export interface ProgramParts {
  /** What the program trains, and on what: "a tagger on pairs of sequences". */
  readonly about: string;
  /** One line on its data file, for the program's help. */
  readonly data: string;
  /** An example of a data file's name; undefined if the program reads none. */
  readonly file: string | undefined;
  /** Modules that only this task needs, as import statements: Python's own, and those of PyTorch. */
  readonly imports?: readonly string[];
  /** Fields of the class Options beside those of all tasks. */
  readonly options?: readonly OptionField[];
  /** Flags beside those of all tasks: the arguments of add_argument, with parentheses. */
  readonly flags?: readonly string[];
  readonly readout: Readout;
  /**
   * Python text with the class `Data`, a `Source`: it reads the data file, splits it, and scores batches:
   * `kind`, `fingerprint()`, `kept_options()`, `split(options)`, `symbols(batch)`, `weight(batch)`, `training_sums(model, which)` …
   */
  readonly text: string;
}

/** What is exported: a model as its file says it, or a run that starts from its seed. */
export interface Exported {
  readonly task: string;
  readonly shape: NetworkShape;
  readonly description: JsonObject;
  /** The model's metadata, of a run that has no file yet. */
  readonly metadata?: JsonObject | undefined;
  readonly options: JsonObject;
}

export function programOf(exported: Exported, task: PyTorchExport): string {
  const { shape, description, metadata, options } = exported;
  const parts = task.parts(shape, description);
  const { cell, hiddenSize, numLayers, bidirectional, dropout, nonlinearity, input } = shape;
  const sizes = {
    ...{ cell, nonlinearity, hiddenSize, numLayers, bidirectional, dropout },
    embeddingDim: input.kind === "tokens" ? input.embeddingDim : undefined,
  };
  const sections = [
    [
      introduction(parts, metadata !== undefined),
      "",
      imports(parts),
      "",
      `TASK = ${literal(exported.task)}`,
      `DATA_FILE = ${literal(parts.data)}`,
      metadata
        ? `# The run starts from its seed; --model names a file to start from.\nMODEL = None\nMETADATA = ${literal(metadata, 0, 11)}`
        : `# The file to start from; its metadata says what the network's numbers stand for.\nMODEL = "model.safetensors"\nMETADATA = None`,
      `# The sizes of the network, as checkpoints name them.\nNETWORK = ${literal(sizes, 0, 10)}`,
    ].join("\n"),
    optionsText(parts.options ?? [], options, [
      ...(parts.file === undefined ? [] : ['("--data", required=True, help=DATA_FILE)']),
      ...(parts.flags ?? []),
    ]),
    networkText(shape, parts.readout),
    worldText,
    linesText,
    fingerprintText,
    sourceText,
    parts.text,
    scheduleText,
    optimizerText,
    filesText,
    runText,
    loopText,
  ];
  return `${sections.map((section) => section.trim()).join("\n\n\n")}\n`;
}

function introduction({ about, file }: ProgramParts, isNew: boolean): string {
  const given = file === undefined ? "" : ` --data ${file}`;
  return `"""Trains ${about}, and saves what rnn-wasm reads.

    pip install torch safetensors
    python train.py${given}
    torchrun --nproc_per_node 4 train.py${given}

It starts from ${isNew ? "the seed" : "a model's file or a run's checkpoint"}, and writes a checkpoint
after each epoch. This program continues from it, and so does rnn-wasm:
train(data, { resume }), load().
Several processes share each batch: the losses are those of one, up to rounding.

Written by rnn-wasm ${version}.
"""`;
}

function imports({ imports: more = [] }: ProgramParts): string {
  const isTorch = (line: string) => /^(import|from) (torch|safetensors)/.test(line);
  const own = [
    "import argparse",
    "import json",
    "import math",
    "import os",
    "import signal",
    "import struct",
    "import sys",
    "import time",
  ];
  const from = ["from dataclasses import asdict, dataclass, fields, replace", "from pathlib import Path"];
  const standard = [...own, ...more.filter((line) => !isTorch(line) && line.startsWith("import"))].sort();
  const named = [...from, ...more.filter((line) => !isTorch(line) && line.startsWith("from"))].sort();
  return `${[...standard, ...named].join("\n")}

import torch
import torch.distributed as dist
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import nn
from torch.nn import functional as F
from torch.nn.parallel import DistributedDataParallel
from torch.nn.utils.rnn import ${["pack_padded_sequence", ...more.filter((line) => line === "pad_packed_sequence"), "pad_sequence"].join(", ")}
from torch.utils.data import DistributedSampler`;
}
