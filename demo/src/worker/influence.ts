/**
 * Measures which input decided which output: the gradient of each winning score with respect to each embedded input, with modules of
 * `rnn-wasm/nn`. One forward and one backward pass compute all of them, because the batch has a copy of the sequence for each output.
 */
import type { Tagger } from "rnn-wasm";
import { nn, type Tensor, tensor } from "rnn-wasm/nn";

/**
 * @param tokens of the message
 * @param winners the predicted output at each position
 * @returns [t][s], T·T: the length of ∂score[t] / ∂input[s]
 */
export function influenceOf(
  model: Tagger,
  tokens: readonly number[],
  winners: ArrayLike<number>,
  forget: boolean,
): Float32Array<ArrayBuffer> {
  const time = tokens.length;
  const influence = new Float32Array(time * time);
  // With the state reset, each output depends only on its own input: a batch of T sequences of one symbol.
  const steps = forget ? 1 : time;
  if (time === 0) return influence;
  const { embedding, recurrent, linear } = new Network(model);
  const width = model.config.embeddingDim;
  const inputs = new Int32Array(steps * time);
  for (let s = 0; s < steps; s++)
    for (let b = 0; b < time; b++) inputs[s * time + b] = tokens[forget ? b : s] as number;
  const embedded = embedding.forward(tensor(inputs, { shape: [steps, time] })).detach();
  embedded.requiresGrad = true;
  const [hidden] = recurrent.forward(embedded);
  const scores = linear.forward(hidden);
  const classes = scores.shape[2] as number;
  const upstream = new Float32Array(steps * time * classes);
  for (let t = 0; t < time; t++) upstream[((forget ? 0 : t) * time + t) * classes + (winners[t] as number)] = 1;
  scores.backward(tensor(upstream, { shape: scores.shape }));
  const gradient = embedded.grad?.data() ?? new Float32Array(steps * time * width);
  for (let s = 0; s < steps; s++) {
    for (let t = 0; t < time; t++) {
      const start = (s * time + t) * width;
      influence[t * time + (forget ? t : s)] = Math.hypot(...gradient.subarray(start, start + width));
    }
  }
  return influence;
}

type Recurrent = nn.Module & { forward(input: Tensor): readonly [output: Tensor, state: unknown] };

/** The module of a cell. PyTorch names it with the cell's name in capitals. */
const layerOf = (cell: Tagger["config"]["cell"]) =>
  nn[cell.toUpperCase() as Uppercase<typeof cell>] as unknown as new (
    inputSize: number,
    hiddenSize: number,
    options: nn.RecurrentOptions,
  ) => Recurrent;

/** Rebuilds the model from modules; its weights need no gradient. */
class Network extends nn.Module {
  readonly embedding: nn.Embedding;
  readonly recurrent: Recurrent;
  readonly linear: nn.Linear;

  constructor(model: Tagger) {
    super();
    const { cell, nonlinearity, vocabSize, embeddingDim, hiddenSize, numLayers, bidirectional, numClasses } =
      model.config;
    this.embedding = new nn.Embedding(vocabSize, embeddingDim);
    const options = { numLayers, bidirectional, ...(nonlinearity && { nonlinearity }) };
    this.recurrent = new (layerOf(cell))(embeddingDim, hiddenSize, options);
    this.linear = new nn.Linear(hiddenSize * (bidirectional ? 2 : 1), numClasses);
    const weights = [...model.stateDict()].map(
      ([name, tensor]) => [name.replace(`${cell}.`, "recurrent."), tensor] as const,
    );
    this.loadStateDict(new Map(weights));
    for (const parameter of this.parameters()) parameter.requiresGrad = false;
  }
}
