/**
 * The network as a module of PyTorch, under the names of the model's file.
 */
import { RnnError } from "../../errors/rnn-error.js";
import { type CellName, cells } from "../../model/cells.js";
import { type NetworkShape, widthOf } from "../../model/config.js";
import { call } from "./python.js";

/** What the linear layer reads of the recurrent layers' output. */
export type Readout = "all" | "carried" | "last" | "mean" | "max";

/**
 * @param readout of each step, or of each sequence
 * @throws RnnError `ERR_FORMAT` for a cell that PyTorch lacks
 */
export function networkText(shape: NetworkShape, readout: Readout): string {
  const { input, output, hiddenSize, bidirectional } = shape;
  const embedding =
    input.kind === "tokens" ? `        self.embedding = nn.Embedding(${input.vocabSize}, ${input.embeddingDim})\n` : "";
  const name = shape.cell;
  const layers = call(`        self.${name} = nn.${moduleOf(name)}`, layerOptions(shape), 8, 0);
  const { text, about } = readouts[readout];
  const embed = input.kind === "tokens" ? "        inputs = self.embedding(inputs)\n" : "";
  const packs = readout !== "carried";
  const last = readout === "last" ? lastState(shape) : "";
  return `class Network(nn.Module):
    """${input.kind === "tokens" ? "Embedding, recurrent" : "Recurrent"} layers and Linear, with the names of the model's file."""

    def __init__(self):
        super().__init__()
${embedding}${layers}
        self.linear = nn.Linear(${hiddenSize * (bidirectional ? 2 : 1)}, ${output.size})

    def forward(self, inputs, ${packs ? "lengths" : "states"}):
        """${about}"""
${embed}${packs ? packing : ""}${text(name)}${last}`;
}

function moduleOf(cell: CellName): string {
  const { pytorch } = cells[cell];
  if (pytorch === undefined) throw new RnnError("ERR_FORMAT", `cell: expected one that PyTorch has, got ${cell}`);
  return pytorch;
}

/** The arguments of the recurrent layers; those at PyTorch's defaults are left out. */
function layerOptions({ input, hiddenSize, numLayers, bidirectional, dropout, nonlinearity }: NetworkShape) {
  return {
    input_size: widthOf(input),
    hidden_size: hiddenSize,
    ...(numLayers > 1 && { num_layers: numLayers }),
    ...(nonlinearity === "relu" && { nonlinearity }),
    ...(dropout > 0 && { dropout }),
    ...(bidirectional && { bidirectional }),
  };
}

const packing = "        packed = pack_padded_sequence(inputs, lengths, enforce_sorted=False)\n";

const readouts: Readonly<Record<Readout, { readonly about: string; readonly text: (layers: string) => string }>> = {
  all: {
    about: "Outputs at each step of [T, B, ...] inputs, without padding.",
    text: (layers) => `        outputs, _ = self.${layers}(packed)
        return self.linear(outputs.data)`,
  },
  carried: {
    about: "Outputs at each step of [T, B] inputs, and the last states.",
    text: (layers) => `        outputs, states = self.${layers}(inputs, states)
        return self.linear(outputs).flatten(0, 1), states`,
  },
  last: {
    about: "Outputs for each sequence of [T, B, ...] inputs, from its last state.",
    text: (layers) => `        _, states = self.${layers}(packed)
`,
  },
  mean: {
    about: "Outputs for each sequence of [T, B, ...] inputs, from the mean of its steps.",
    text: (layers) => `        steps, _ = pad_packed_sequence(self.${layers}(packed)[0])
        counts = lengths.to(steps.device)[:, None]
        return self.linear(steps.sum(0) / counts)`,
  },
  max: {
    about: "Outputs for each sequence of [T, B, ...] inputs, from its steps' maximum.",
    text: (layers) => `        packed_steps, _ = self.${layers}(packed)
        steps, _ = pad_packed_sequence(packed_steps, padding_value=float("-inf"))
        return self.linear(steps.amax(0))`,
  },
};

/** The last state of the last layer: of both directions the end of each. */
function lastState({ cell, bidirectional }: NetworkShape): string {
  const hidden = cells[cell].states.length > 1 ? "states[0]" : "states";
  return bidirectional
    ? `        hidden = torch.cat([${hidden}[-2], ${hidden}[-1]], dim=1)
        return self.linear(hidden)`
    : `        return self.linear(${hidden}[-1])`;
}
