/**
 * "NLP From Scratch: Generating Names with a Character-Level RNN", PyTorch's tutorial, in these blocks and with names of our
 * own: PyTorch's line stands above ours. The network is written by hand, from linear layers and `cat`. The short way to such a
 * model is `train({ items, labels })`.
 *
 * Run it in a clone: npm run example -- generating-names     (STEPS=300 for a glimpse)
 */
import { cat, init, manualSeed, nn, noGrad, optim, randint, type Tensor, tensor, zeros } from "rnn-wasm/nn";
import { letters, names } from "./names.js";

await init();
manualSeed(7);

// n_letters = len(all_letters) + 1  # plus the end marker
const nLetters = letters.length + 1;
const categories = Object.keys(names) as (keyof typeof names)[];
// n_categories = len(all_categories)
const nCategories = categories.length;

// class RNN(nn.Module):
class RNN extends nn.Module {
  readonly hiddenSize: number;
  readonly i2h: nn.Linear;
  readonly i2o: nn.Linear;
  readonly o2o: nn.Linear;
  readonly dropout: nn.Dropout;
  readonly softmax: nn.LogSoftmax;

  // def __init__(self, input_size, hidden_size, output_size):
  constructor(inputSize: number, hiddenSize: number, outputSize: number) {
    super();
    this.hiddenSize = hiddenSize;
    // self.i2h = nn.Linear(n_categories + input_size + hidden_size, hidden_size)
    this.i2h = new nn.Linear(nCategories + inputSize + hiddenSize, hiddenSize);
    // self.i2o = nn.Linear(n_categories + input_size + hidden_size, output_size)
    this.i2o = new nn.Linear(nCategories + inputSize + hiddenSize, outputSize);
    // self.o2o = nn.Linear(hidden_size + output_size, output_size)
    this.o2o = new nn.Linear(hiddenSize + outputSize, outputSize);
    // self.dropout = nn.Dropout(0.1)
    this.dropout = new nn.Dropout(0.1);
    // self.softmax = nn.LogSoftmax(dim=1)
    this.softmax = new nn.LogSoftmax(1);
  }

  // def forward(self, category, input, hidden):
  forward(category: Tensor, input: Tensor, hidden: Tensor): [output: Tensor, hidden: Tensor] {
    // input_combined = torch.cat((category, input, hidden), 1)
    const inputCombined = cat([category, input, hidden], 1);
    // hidden = self.i2h(input_combined); output = self.i2o(input_combined)
    const nextHidden = this.i2h.forward(inputCombined);
    let output = this.i2o.forward(inputCombined);
    // output_combined = torch.cat((hidden, output), 1)
    const outputCombined = cat([nextHidden, output], 1);
    // output = self.o2o(output_combined)
    output = this.o2o.forward(outputCombined);
    // output = self.dropout(output); output = self.softmax(output)
    output = this.softmax.forward(this.dropout.forward(output));
    // return output, hidden
    return [output, nextHidden];
  }

  // def initHidden(self): return torch.zeros(1, self.hidden_size)
  initHidden(): Tensor {
    return zeros([1, this.hiddenSize]);
  }
}

/** A row of zeros with a one. */
const oneHot = (index: number, size: number): Tensor => {
  const values = new Float32Array(size);
  values[index] = 1;
  return tensor(values, { shape: [1, size] });
};
// def categoryTensor(category): …
const categoryTensor = (category: keyof typeof names) => oneHot(categories.indexOf(category), nCategories);
// def inputTensor(line): …  one-hot matrix of first to last letters
const inputTensors = (line: string) => [...line].map((letter) => oneHot(letters.indexOf(letter), nLetters));
// def targetTensor(line): …  second letter to the end marker
const targetTensors = (line: string) =>
  [...[...line].slice(1).map((letter) => letters.indexOf(letter)), nLetters - 1].map((index) =>
    tensor([index], { dtype: "int32" }),
  );
// def randomChoice(l): return l[random.randint(0, len(l) - 1)]
const randomChoice = <T>(list: readonly T[]): T => list[randint(0, list.length, [1]).item()] as T;

// rnn = RNN(n_letters, 128, n_letters)
const rnn = new RNN(nLetters, 128, nLetters);
// criterion = nn.NLLLoss(); learning_rate = 0.0005  # here ten times that, for fewer updates
const criterion = new nn.NLLLoss();
const optimizer = new optim.SGD(rnn.parameters(), { lr: 0.005 });

// def train(category_tensor, input_line_tensor, target_line_tensor):
function train(category: Tensor, inputLine: readonly Tensor[], targetLine: readonly Tensor[]): number {
  // hidden = rnn.initHidden()
  let hidden = rnn.initHidden();
  // rnn.zero_grad()
  rnn.zeroGrad();
  // loss = torch.Tensor([0])
  let loss: Tensor = tensor(0);
  // for i in range(input_line_tensor.size(0)):
  for (const [i, input] of inputLine.entries()) {
    // output, hidden = rnn(category_tensor, input_line_tensor[i], hidden)
    const [output, next] = rnn.forward(category, input, hidden);
    hidden = next;
    // l = criterion(output, target_line_tensor[i]); loss += l
    loss = loss.add(criterion.forward(output, targetLine[i] as Tensor));
  }
  // loss.backward()
  loss.backward();
  // for p in rnn.parameters(): p.data.add_(p.grad.data, alpha=-learning_rate)
  optimizer.step();
  // return output, loss.item() / input_line_tensor.size(0)
  return loss.item() / inputLine.length;
}

// n_iters = 100000  # here 4500, which take about ten seconds
const nIters = Number(process.env["STEPS"] ?? 4500);
const every = Math.ceil(nIters / 10);
export const allLosses: number[] = [];
let totalLoss = 0;
// for iter in range(1, n_iters + 1):
for (let iter = 1; iter <= nIters; iter++) {
  // output, loss = train(*randomTrainingExample())
  const category = randomChoice(categories);
  const line = randomChoice(names[category]);
  totalLoss += train(categoryTensor(category), inputTensors(line), targetTensors(line));
  // if iter % plot_every == 0: all_losses.append(total_loss / plot_every); total_loss = 0
  if (iter % every === 0) {
    allLosses.push(totalLoss / every);
    totalLoss = 0;
    console.log(`${iter} (${Math.round((iter / nIters) * 100)} %): loss ${allLosses.at(-1)?.toFixed(4)}`);
  }
}

// max_length = 20
const maxLength = 20;
// def sample(category, start_letter='A'):
function sample(category: keyof typeof names, startLetter: string): string {
  // with torch.no_grad():
  return noGrad(() => {
    // category_tensor = categoryTensor(category); input = inputTensor(start_letter); hidden = rnn.initHidden()
    const kind = categoryTensor(category);
    let [input] = inputTensors(startLetter) as [Tensor];
    let hidden = rnn.initHidden();
    // output_name = start_letter
    let outputName = startLetter;
    // for i in range(max_length):
    for (let i = 0; i < maxLength; i++) {
      // output, hidden = rnn(category_tensor, input[0], hidden)
      const [output, next] = rnn.forward(kind, input, hidden);
      hidden = next;
      // topv, topi = output.topk(1); topi = topi[0][0]
      const [, topi] = output.topk(1);
      // if topi == n_letters - 1: break
      if (topi.item() === nLetters - 1) break;
      // letter = all_letters[topi]; output_name += letter; input = inputTensor(letter)
      const letter = letters[topi.item()] as string;
      outputName += letter;
      [input] = inputTensors(letter) as [Tensor];
    }
    // return output_name
    return outputName;
  });
}

// def samples(category, start_letters='ABC'): for start_letter in start_letters: print(sample(category, start_letter))
rnn.eval();
export const samples = categories.map((category) =>
  [...category.slice(0, 3).toUpperCase()].map((s) => sample(category, s)),
);
for (const [i, made] of samples.entries()) console.log(`${categories[i]}: ${made.join(", ")}`);
