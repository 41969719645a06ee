/**
 * Generates the PyTorch program of the page's run. It draws the same random numbers in the same order, so it has the same losses.
 */
import { cells } from "../../../../../../ts/model/cells.js";
import { modelOptionsOf, type Settings } from "../../../../shared/decipher/settings.js";
import { torchEncryption } from "./torch-ciphers.js";

/** @param inWords whether the user's pairs are sequences of words */
export function torchProgram(settings: Settings, inWords: boolean): string {
  return settings.task === "pairs" ? pairsProgram(settings, inWords) : cipherProgram(settings);
}

function modelLines(settings: Settings, vocabulary: string, classes: string): string {
  const { cell, nonlinearity = "tanh", embeddingDim, hiddenSize, numLayers, bidirectional } = modelOptionsOf(settings);
  const more = [
    numLayers > 1 ? `, num_layers=${numLayers}` : "",
    nonlinearity === "tanh" ? "" : `, nonlinearity="${nonlinearity}"`,
    bidirectional ? ", bidirectional=True" : "",
  ].join("");
  const width = bidirectional ? 2 * hiddenSize : hiddenSize;
  return `embedding = nn.Embedding(${vocabulary}, ${embeddingDim})
${cell} = nn.${cells[cell].pytorch}(${embeddingDim}, ${hiddenSize}${more})
linear = nn.Linear(${width}, ${classes})
parameters = [p for module in (embedding, ${cell}, linear) for p in module.parameters()]
optimizer = torch.optim.Adam(parameters, lr=${settings.lr})
loss_of = nn.CrossEntropyLoss()


def scores(tokens):  # (batch, time) -> (batch, classes, time)
    output, _ = ${cell}(embedding(tokens.T))
    return linear(output).permute(1, 2, 0)


def update(tokens, targets):
    loss = loss_of(scores(tokens), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


@torch.no_grad()
def share_right(tokens, targets):
    return (scores(tokens).argmax(1) == targets).float().mean().item()
`;
}

function cipherProgram(settings: Settings): string {
  const { batchSize, messageLength, seed } = settings;
  const shape = batchSize === 1 ? `(${messageLength},)` : `(${batchSize}, ${messageLength})`;
  const { alphabet, code } = torchEncryption(settings);
  return `import torch
from torch import nn

torch.manual_seed(${seed})
alphabet = "${alphabet}"
V = len(alphabet)

${modelLines(settings, "V", "V")}

${code}

for epoch in range(1, 1001):
    for _ in range(128):
        original = torch.randint(0, V, ${shape}).reshape(${batchSize}, ${messageLength})
        loss = update(encrypt(original), original)
    original = torch.randint(0, V, (128, ${messageLength}))
    accuracy = share_right(encrypt(original), original)
    print(f"epoch {epoch}: loss {loss:.4f}, accuracy {accuracy:.2%}")
    if accuracy == 1:
        break
`;
}

function pairsProgram(settings: Settings, inWords: boolean): string {
  const { batchSize, seed } = settings;
  const sides = 'line.split("\\t")';
  const pair = inWords ? `[side.split() for side in ${sides}]` : sides;
  return `import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

torch.manual_seed(${seed})
# An input, a tab and its target on each line.
lines = [line.rstrip("\\n") for line in open("pairs.tsv", encoding="utf8") if line.strip()]
pairs = [${pair} for line in lines]
inputs = list(dict.fromkeys(symbol for source, _ in pairs for symbol in source))
outputs = list(dict.fromkeys(symbol for _, target in pairs for symbol in target))

${modelLines(settings, "len(inputs)", "len(outputs)")}

def batch(chosen):  # padding counts neither for the loss nor for the accuracy
    tokens = [torch.tensor([inputs.index(symbol) for symbol in pairs[i][0]]) for i in chosen]
    targets = [torch.tensor([outputs.index(symbol) for symbol in pairs[i][1]]) for i in chosen]
    return pad_sequence(tokens, True), pad_sequence(targets, True, -100)


held_back = max(1, round(0.1 * len(pairs)))
order = torch.randperm(len(pairs)).tolist()
training, validation = order[:-held_back], order[-held_back:]

for epoch in range(1, 1001):
    shuffled = [training[i] for i in torch.randperm(len(training)).tolist()]
    for start in range(0, len(shuffled), ${batchSize}):
        loss = update(*batch(shuffled[start : start + ${batchSize}]))
    accuracy = sum(share_right(*batch([i])) * len(pairs[i][0]) for i in validation)
    accuracy /= sum(len(pairs[i][0]) for i in validation)
    print(f"epoch {epoch}: loss {loss:.4f}, accuracy {accuracy:.2%}")
    if accuracy == 1:
        break
`;
}
