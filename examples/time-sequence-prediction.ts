/**
 * "Time Sequence Prediction", PyTorch's example: two LSTM cells learn sine waves and continue one that they have not seen.
 * PyTorch's line stands above ours. It has double precision and L-BFGS; here it is float32 and Adam. The short way to a
 * forecast is `train({ series })`.
 *
 * Run it in a clone: npm run example -- time-sequence-prediction     (STEPS=10 for a glimpse)
 */
import { cat, init, manualSeed, nn, noGrad, optim, randint, type Tensor, tensor, zeros } from "rnn-wasm/nn";

await init();
// np.random.seed(2)
manualSeed(2);

// T = 20; L = 1000; N = 100
const [T, L, N] = [8, 100, 23];
// x[:] = np.array(range(L)) + np.random.randint(-4 * T, 4 * T, N).reshape(N, 1)
const starts = randint(-4 * T, 4 * T, [N, 1]);
const steps = tensor(Array.from({ length: L }, (_, i) => i));
// data = np.sin(x / 1.0 / T).astype('float64')
const angles = starts.add(steps).div(T);
const data = tensor(Float32Array.from(angles.data(), Math.sin), { shape: [N, L] });

// class Sequence(nn.Module):
class Sequence extends nn.Module {
  // self.lstm1 = nn.LSTMCell(1, 51); self.lstm2 = nn.LSTMCell(51, 51); self.linear = nn.Linear(51, 1)
  readonly lstm1 = new nn.LSTMCell(1, 51);
  readonly lstm2 = new nn.LSTMCell(51, 51);
  readonly linear = new nn.Linear(51, 1);

  // def forward(self, input, future = 0):
  forward(input: Tensor, future = 0): Tensor {
    // outputs = []
    const outputs: Tensor[] = [];
    const [rows, columns] = input.shape as [number, number];
    // h_t = torch.zeros(input.size(0), 51); c_t = torch.zeros(input.size(0), 51); h_t2 = …; c_t2 = …
    let first: [Tensor, Tensor] = [zeros([rows, 51]), zeros([rows, 51])];
    let second: [Tensor, Tensor] = [zeros([rows, 51]), zeros([rows, 51])];
    let output: Tensor = zeros([rows, 1]);
    const step = (inputT: Tensor) => {
      // h_t, c_t = self.lstm1(input_t, (h_t, c_t))
      first = this.lstm1.forward(inputT, first);
      // h_t2, c_t2 = self.lstm2(h_t, (h_t2, c_t2))
      second = this.lstm2.forward(first[0], second);
      // output = self.linear(h_t2); outputs += [output]
      output = this.linear.forward(second[0]);
      outputs.push(output);
    };
    // for input_t in input.split(1, dim=1):
    for (let t = 0; t < columns; t++) step(input.narrow(1, t, 1));
    // for i in range(future):  # if we should predict the future
    for (let i = 0; i < future; i++) step(output);
    // outputs = torch.cat(outputs, dim=1); return outputs
    return cat(outputs, 1);
  }
}

// input = torch.from_numpy(data[3:, :-1]); target = torch.from_numpy(data[3:, 1:])
const input = data.narrow(0, 3, N - 3).narrow(1, 0, L - 1);
const target = data.narrow(0, 3, N - 3).narrow(1, 1, L - 1);
// test_input = torch.from_numpy(data[:3, :-1]); test_target = torch.from_numpy(data[:3, 1:])
const testInput = data.narrow(0, 0, 3).narrow(1, 0, L - 1);
const testTarget = data.narrow(0, 0, 3).narrow(1, 1, L - 1);
// seq = Sequence(); criterion = nn.MSELoss()
const seq = new Sequence();
const criterion = new nn.MSELoss();
// optimizer = optim.LBFGS(seq.parameters(), lr=0.8)
const optimizer = new optim.Adam(seq.parameters(), { lr: 0.02 });
const nSteps = Number(process.env["STEPS"] ?? 200);
const schedule = new optim.lrScheduler.CosineAnnealingLR(optimizer, nSteps, { etaMin: 1e-4 });

// for i in range(opt.steps):
export const losses: number[] = [];
for (let i = 0; i < nSteps; i++) {
  // optimizer.zero_grad(); out = seq(input); loss = criterion(out, target); loss.backward()
  optimizer.zeroGrad();
  const loss = criterion.forward(seq.forward(input), target);
  loss.backward();
  // optimizer.step(closure)
  optimizer.step();
  schedule.step();
  losses.push(loss.item());
  // print('loss:', loss.item())
  if ((i + 1) % 20 === 0) console.log(`step ${i + 1}: loss ${loss.item().toExponential(2)}`);
}

// with torch.no_grad():
const future = 50;
export const { testLoss, error } = noGrad(() => {
  // future = 1000; pred = seq(test_input, future=future)
  const predicted = seq.forward(testInput, future);
  // loss = criterion(pred[:, :-future], test_target)
  const loss = criterion.forward(predicted.narrow(1, 0, L - 1), testTarget).item();
  // The error of the waves that it continues.
  const truth = Float32Array.from(
    starts
      .narrow(0, 0, 3)
      .add(steps.narrow(0, 0, future).add(L))
      .div(T)
      .data(),
    Math.sin,
  );
  const off = predicted
    .narrow(1, L - 1, future)
    .sub(tensor(truth, { shape: [3, future] }))
    .abs()
    .mean()
    .item();
  return { testLoss: loss, error: off };
});
// print('test loss:', loss.item())
console.log(
  `test loss ${testLoss.toExponential(2)}; ${future} steps ahead it is off by ${error.toFixed(3)} on average`,
);
