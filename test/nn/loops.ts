/** One update of each program of examples/, for tests that repeat it. */
import { cat, nn, optim, rand, randint, type Tensor, tensor, zeros } from "rnn-wasm/nn";

const update = (optimizer: optim.SGD | optim.Adam, loss: Tensor) => {
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  return loss;
};

function tutorial() {
  const [embed, lstm, linear] = [new nn.Embedding(27, 5), new nn.LSTM(5, 10), new nn.Linear(10, 27)];
  const lossFn = new nn.CrossEntropyLoss();
  const optimizer = new optim.Adam([embed, lstm, linear].flatMap((module) => module.parameters()));
  return () => {
    const original = randint(0, 27, [4]);
    const [out] = lstm.forward(embed.forward(original.add(13).remainder(27)).unsqueeze(1));
    return update(optimizer, lossFn.forward(linear.forward(out).transpose(1, 2), original.unsqueeze(1)));
  };
}

function classifyingNames() {
  const [rnn, gru, linear] = [new nn.RNN(7, 8), new nn.GRU(8, 8), new nn.Linear(8, 3)];
  const [softmax, lossFn] = [new nn.LogSoftmax(1), new nn.NLLLoss()];
  const optimizer = new optim.SGD(
    [rnn, gru, linear].flatMap((module) => module.parameters()),
    { lr: 0.01 },
  );
  const target = tensor([1, 2], { dtype: "int32" });
  return () => {
    const [, hidden] = gru.forward(rnn.forward(rand([5, 2, 7]))[0], null, { lengths: [3, 5] });
    const loss = lossFn.forward(softmax.forward(linear.forward(hidden.select(0, 0))), target);
    loss.backward();
    nn.utils.clipGradNorm(rnn.parameters(), 3);
    optimizer.step();
    optimizer.zeroGrad();
    return loss;
  };
}

function generatingNames() {
  const [i2h, i2o, o2o] = [new nn.Linear(14, 6), new nn.Linear(14, 5), new nn.Linear(11, 5)];
  const [dropout, softmax, lossFn] = [new nn.Dropout(0.1), new nn.LogSoftmax(1), new nn.NLLLoss()];
  const optimizer = new optim.SGD([i2h, i2o, o2o].flatMap((module) => module.parameters()));
  return () => {
    let hidden = zeros([1, 6]);
    let loss: Tensor = tensor(0);
    for (let t = 0; t < 3; t++) {
      const combined = cat([rand([1, 8]), hidden], 1);
      hidden = i2h.forward(combined);
      const output = softmax.forward(dropout.forward(o2o.forward(cat([hidden, i2o.forward(combined)], 1))));
      loss = loss.add(lossFn.forward(output, randint(0, 5, [1])));
    }
    return update(optimizer, loss);
  };
}

function timeSequencePrediction() {
  const [first, second, linear] = [new nn.LSTMCell(1, 6), new nn.LSTMCell(6, 6), new nn.Linear(6, 1)];
  const lossFn = new nn.MSELoss();
  const optimizer = new optim.Adam([first, second, linear].flatMap((module) => module.parameters()));
  return () => {
    const input = rand([2, 4]);
    let [a, b]: [Tensor, Tensor][] = [
      [zeros([2, 6]), zeros([2, 6])],
      [zeros([2, 6]), zeros([2, 6])],
    ] as [[Tensor, Tensor], [Tensor, Tensor]];
    const outputs: Tensor[] = [];
    for (let t = 0; t < 4; t++) {
      a = first.forward(input.narrow(1, t, 1), a);
      b = second.forward((a as [Tensor, Tensor])[0], b);
      outputs.push(linear.forward((b as [Tensor, Tensor])[0]));
    }
    return update(optimizer, lossFn.forward(cat(outputs, 1), input));
  };
}

/** Each makes its modules, and returns one update, which gives its loss. */
export const loops: Readonly<Record<string, () => () => Tensor>> = {
  "the tutorial's": tutorial,
  "classifying names": classifyingNames,
  "generating names": generatingNames,
  "time sequence prediction": timeSequencePrediction,
};
