/**
 * "NLP From Scratch: Classifying Names with a Character-Level RNN", PyTorch's tutorial, in these blocks and with names of our
 * own: PyTorch's line stands above ours. The short way to such a model is `train({ sequences, labels })`.
 *
 * Run it in a clone: npm run example -- classifying-names     (EPOCHS=3 for a glimpse)
 */
import { init, manualSeed, nn, noGrad, optim, randperm, type Tensor, tensor } from "rnn-wasm/nn";
import { letters, names } from "./names.js";

await init();
// torch.manual_seed(2024)
manualSeed(2024);

// def letterToIndex(letter): return allowed_characters.find(letter)
const letterToIndex = (letter: string) => letters.indexOf(letter);
// def lineToTensor(line):
function lineToTensor(line: string): Tensor {
  // tensor = torch.zeros(len(line), 1, n_letters)
  const values = new Float32Array(line.length * letters.length);
  // for li, letter in enumerate(line): tensor[li][0][letterToIndex(letter)] = 1
  for (const [li, letter] of [...line].entries()) values[li * letters.length + letterToIndex(letter)] = 1;
  // return tensor
  return tensor(values, { shape: [line.length, 1, letters.length] });
}

// class NamesDataset(Dataset): …  data, data_tensors, labels, labels_tensors
const labels = Object.keys(names) as (keyof typeof names)[];
const data = labels.flatMap((label) =>
  names[label].map((name) => ({
    name,
    label,
    text: lineToTensor(name),
    target: tensor([labels.indexOf(label)], { dtype: "int32" }),
  })),
);
// train_set, test_set = torch.utils.data.random_split(alldata, [.85, .15])
const order = [...randperm(data.length).data()].map((i) => data[i] as (typeof data)[number]);
const split = Math.round(0.85 * data.length);
const [trainSet, testSet] = [order.slice(0, split), order.slice(split)];

// class CharRNN(nn.Module):
class CharRNN extends nn.Module {
  readonly rnn: nn.RNN;
  readonly h2o: nn.Linear;
  readonly softmax: nn.LogSoftmax;

  // def __init__(self, input_size, hidden_size, output_size):
  constructor(inputSize: number, hiddenSize: number, outputSize: number) {
    super();
    // self.rnn = nn.RNN(input_size, hidden_size)
    this.rnn = new nn.RNN(inputSize, hiddenSize);
    // self.h2o = nn.Linear(hidden_size, output_size)
    this.h2o = new nn.Linear(hiddenSize, outputSize);
    // self.softmax = nn.LogSoftmax(dim=1)
    this.softmax = new nn.LogSoftmax(1);
  }

  // def forward(self, line_tensor):
  forward(lineTensor: Tensor): Tensor {
    // rnn_out, hidden = self.rnn(line_tensor)
    const [, hidden] = this.rnn.forward(lineTensor);
    // output = self.h2o(hidden[0])
    const output = this.h2o.forward(hidden.select(0, 0));
    // output = self.softmax(output); return output
    return this.softmax.forward(output);
  }
}

// n_hidden = 128; rnn = CharRNN(n_letters, n_hidden, len(alldata.labels_uniq))
const rnn = new CharRNN(letters.length, 128, labels.length);

// def train(rnn, training_data, n_epoch=10, n_batch_size=64, learning_rate=0.2, criterion=nn.NLLLoss()):
const [nEpoch, nBatchSize, learningRate] = [Number(process.env["EPOCHS"] ?? 60), 64, 0.15];
const criterion = new nn.NLLLoss();
// optimizer = torch.optim.SGD(rnn.parameters(), lr=learning_rate)
const optimizer = new optim.SGD(rnn.parameters(), { lr: learningRate });
export const allLosses: number[] = [];
rnn.train();
// for iter in range(1, n_epoch + 1):
for (let iter = 1; iter <= nEpoch; iter++) {
  // batches = list(range(len(training_data))); random.shuffle(batches); batches = np.array_split(batches, …)
  const shuffled = randperm(trainSet.length).data();
  let currentLoss = 0;
  // for idx, batch in enumerate(batches):
  for (let start = 0; start < shuffled.length; start += nBatchSize) {
    const batch = shuffled.subarray(start, start + nBatchSize);
    // batch_loss = 0
    let batchLoss: Tensor = tensor(0);
    // for i in batch:
    for (const i of batch) {
      // (label_tensor, text_tensor, label, text) = training_data[i]
      const { target, text } = trainSet[i] as (typeof trainSet)[number];
      // output = rnn.forward(text_tensor); loss = criterion(output, label_tensor); batch_loss += loss
      batchLoss = batchLoss.add(criterion.forward(rnn.forward(text), target));
    }
    // batch_loss.backward()
    batchLoss.backward();
    // nn.utils.clip_grad_norm_(rnn.parameters(), 3)
    nn.utils.clipGradNorm(rnn.parameters(), 3);
    // optimizer.step(); optimizer.zero_grad()
    optimizer.step();
    optimizer.zeroGrad();
    // current_loss += batch_loss.item() / len(batch)
    currentLoss += batchLoss.item();
  }
  // all_losses.append(current_loss / len(batches))
  allLosses.push(currentLoss / trainSet.length);
  // if iter % report_every == 0: print(f"{iter} ({iter / n_epoch:.0%}): \t average batch loss = {all_losses[-1]}")
  if (iter % 10 === 0)
    console.log(`${iter} (${Math.round((iter / nEpoch) * 100)} %): loss ${allLosses.at(-1)?.toFixed(4)}`);
}

// def evaluate(rnn, testing_data, classes):
rnn.eval();
// with torch.no_grad():
export const accuracy = noGrad(() => {
  let right = 0;
  // for i in range(len(testing_data)):
  for (const { text, label } of testSet) {
    // output = rnn(text_tensor)
    const output = rnn.forward(text);
    // top_n, top_i = output.topk(1); guess = classes[top_i[0].item()]
    const [, topI] = output.topk(1);
    if (labels[topI.item()] === label) right++;
  }
  return right / testSet.length;
});
console.log(`${testSet.length} names held back, ${(accuracy * 100).toFixed(0)} % right`);
