/**
 * "Building your first RNN with PyTorch" (https://nikhilweee.me/posts/2018/first-rnn-pytorch/), parts two and three, line for
 * line: PyTorch's line stands above ours. Part one, the data, is `dataset`; the short way to the same model is `train`.
 *
 * Run it in a clone: npm run example -- tutorial-nn
 */
import { ciphers, dataset } from "rnn-wasm";
import { init, manualSeed, nn, noGrad, optim, rand, type Tensor, tensor, zeros } from "rnn-wasm/nn";

// import torch
await init();
// torch.manual_seed(0)
manualSeed(0);

// ---------------------------------------------------------------------------------------------- Part two: the two steps

// Step 1: lstm = torch.nn.LSTM(input_size=5, hidden_size=10, batch_first=True)
const anyLstm = new nn.LSTM(5, 10, { batchFirst: true });
// lstm_in = torch.rand(40, 20, 5)
const lstmIn = rand([40, 20, 5]);
// hidden_in = (torch.zeros(1, 40, 10), torch.zeros(1, 40, 10))
const hiddenIn = [zeros([1, 40, 10]), zeros([1, 40, 10])] as const;
// Step 2: lstm_out, lstm_hidden = lstm(lstm_in, hidden_in)
const [lstmOut, lstmHidden] = anyLstm.forward(lstmIn, hiddenIn);
console.log(lstmOut.shape, lstmHidden[0].shape, lstmHidden[1].shape); // [40, 20, 10] [1, 40, 10] [1, 40, 10]

// From here on, PyTorch's very numbers for this seed.
manualSeed(0);

// vocab_size, embedding_dim, hidden_dim = 27, 5, 10
const caesar = ciphers.caesar({ key: 13 });
const [vocabSize, embeddingDim, hiddenDim] = [caesar.alphabet.length, 5, 10];
// embed = torch.nn.Embedding(vocab_size, embedding_dim)
const embed = new nn.Embedding(vocabSize, embeddingDim);
// lstm = torch.nn.LSTM(embedding_dim, hidden_dim)
const lstm = new nn.LSTM(embeddingDim, hiddenDim);
// linear = torch.nn.Linear(hidden_dim, vocab_size)
const linear = new nn.Linear(hiddenDim, vocabSize);
// loss_fn = torch.nn.CrossEntropyLoss()
const lossFn = new nn.CrossEntropyLoss();
// optimizer = torch.optim.Adam(list(embed.parameters()) + list(lstm.parameters()) + list(linear.parameters()), lr=0.001)
const optimizer = new optim.Adam([...embed.parameters(), ...lstm.parameters(), ...linear.parameters()], { lr: 0.001 });

// --------------------------------------------------------------------------------------- Part three: putting it together

// def zero_hidden(): return (torch.zeros(1, 1, hidden_dim), torch.zeros(1, 1, hidden_dim))
const zeroHidden = () => [zeros([1, 1, hiddenDim]), zeros([1, 1, hiddenDim])] as const;

// num_examples, message_length, num_epochs = 128, 32, 11
const [numExamples, messageLength, numEpochs] = [128, 32, 11];
export const losses: number[] = [];
// accuracies, max_accuracy = [], 0
export const accuracies: number[] = [];
let maxAccuracy = 0;
export let best: Map<string, Tensor> | undefined;

// for x in range(num_epochs):
for (let x = 0; x < numEpochs; x++) {
  // print('Epoch: {}'.format(x))
  console.log(`Epoch: ${x}`);
  // for encrypted, original in dataset(num_examples):
  for (const [encrypted, original] of dataset(caesar, { numExamples, messageLength })) {
    // lstm_in = embed(encrypted)                                                 [32, 5]
    let lstmIn = embed.forward(tensor(encrypted));
    // lstm_in = lstm_in.unsqueeze(1)                                             [32, 1, 5]: the LSTM expects a batch
    lstmIn = lstmIn.unsqueeze(1);
    // lstm_out, lstm_hidden = lstm(lstm_in, zero_hidden())                       [32, 1, 10]
    const [lstmOut] = lstm.forward(lstmIn, zeroHidden());
    // scores = linear(lstm_out)                                                  [32, 1, 27]
    let scores = linear.forward(lstmOut);
    // scores = scores.transpose(1, 2)                                            [32, 27, 1]: the loss expects classes second
    scores = scores.transpose(1, 2);
    // original = original.unsqueeze(1)                                           [32, 1]
    const target = tensor(original).unsqueeze(1);
    // loss = loss_fn(scores, original)
    const loss = lossFn.forward(scores, target);
    // optimizer.zero_grad()
    optimizer.zeroGrad();
    // loss.backward()
    loss.backward();
    // optimizer.step()
    optimizer.step();
    losses.push(loss.item());
  }
  // print('Loss: {:6.4f}'.format(loss.item()))
  console.log(`Loss: ${losses.at(-1)?.toFixed(4)}`);

  // with torch.no_grad():
  noGrad(() => {
    // matches, total = 0, 0
    let [matches, total] = [0, 0];
    // for encrypted, original in dataset(num_examples):
    for (const [encrypted, original] of dataset(caesar, { numExamples, messageLength })) {
      // lstm_in = embed(encrypted); lstm_in = lstm_in.unsqueeze(1)
      const lstmIn = embed.forward(tensor(encrypted)).unsqueeze(1);
      // lstm_out, lstm_hidden = lstm(lstm_in, zero_hidden())
      const [lstmOut] = lstm.forward(lstmIn, zeroHidden());
      // scores = linear(lstm_out)
      const scores = linear.forward(lstmOut);
      // predictions = softmax(scores, dim=2)
      const predictions = scores.softmax(2);
      // _, batch_out = predictions.max(dim=2)
      let batchOut = predictions.argmax(2);
      // batch_out = batch_out.squeeze(1)
      batchOut = batchOut.squeeze(1);
      // matches += torch.eq(batch_out, original).sum().item()
      matches += batchOut.eq(tensor(original)).sum().item();
      // total += torch.numel(batch_out)
      total += original.length;
    }
    // accuracy = matches / total
    const accuracy = matches / total;
    accuracies.push(accuracy);
    // print('Accuracy: {:4.2f}%'.format(accuracy * 100))
    console.log(`Accuracy: ${(accuracy * 100).toFixed(2)}%`);
    // if accuracy > max_accuracy: max_accuracy = accuracy; state = {'embed': embed.state_dict(), …}
    if (accuracy > maxAccuracy) {
      maxAccuracy = accuracy;
      best = new Map(
        Object.entries({ embed, lstm, linear }).flatMap(([name, module]) =>
          [...module.stateDict()].map(([key, weight]) => [`${name}.${key}`, weight]),
        ),
      );
    }
  });
}
