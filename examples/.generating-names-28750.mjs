// examples/generating-names.ts
import { cat, init, manualSeed, nn, noGrad, optim, randint, tensor, zeros } from "rnn-wasm/nn";

// examples/names.ts
var names = {
  Greek: [
    ..."Angelopoulos Antonopoulos Alexiou Christodoulou Dimitriou Economou Fotopoulos Georgiou Giannopoulos".split(" "),
    ..."Hatzis Ioannidis Kalogeropoulos Karagiannis Konstantinou Kyriakidis Lambropoulos Makris Markopoulos".split(" "),
    ..."Metaxas Mitropoulos Nikolaidis Oikonomou Panagiotopoulos Papadakis Papadopoulos Papageorgiou Pappas".split(" "),
    ..."Petridis Samaras Savvidis Stavropoulos Theodorou Triantafyllou Tsakiris Vasiliou Vlachos Xenakis Zafeiris".split(
      " "
    )
  ],
  Italian: [
    ..."Amato Barbieri Bellini Benedetti Bianchi Bruno Caruso Colombo Conti Costa DeLuca Esposito Fabbri".split(" "),
    ..."Farina Ferrara Ferrari Fontana Galli Gallo Gatti Giordano Greco Grassi Leone Lombardi Longo Mancini".split(" "),
    ..."Marchetti Mariani Marini Marino Martinelli Messina Moretti Palumbo Pellegrini Ricci Rinaldi Rizzo".split(" "),
    ..."Romano Rossetti Rossi Russo Santoro Serra Silvestri Testa Valentini Villa Vitale".split(" ")
  ],
  Japanese: [
    ..."Abe Aoki Endo Fujii Fujita Fukuda Goto Hara Hasegawa Hashimoto Hayashi Honda Ikeda Inoue Ishii".split(" "),
    ..."Ishikawa Ito Kato Kawasaki Kimura Kobayashi Kondo Maeda Matsuda Matsumoto Mori Murakami Nakagawa".split(" "),
    ..."Nakajima Nakamura Nishimura Ogawa Okada Ono Saito Sakai Sakamoto Sasaki Sato Shimizu Suzuki".split(" "),
    ..."Takahashi Takeda Tanaka Ueda Watanabe Yamada Yamaguchi Yamamoto Yamashita Yamazaki Yokoyama".split(" ")
  ],
  Polish: [
    ..."Adamczyk Adamski Baranowski Borkowski Chmielewski Czarnecki Dudek Duda Gorski Grabowski".split(" "),
    ..."Jankowski Jasinski Jaworski Kaczmarek Kalinowski Kaminski Kowalczyk Kowalski Kozlowski Krawczyk".split(" "),
    ..."Kubiak Kucharski Kwiatkowski Lewandowski Lis Maciejewski Majewski Malinowski Mazurek Michalak".split(" "),
    ..."Nowak Nowicki Olszewski Ostrowski Pawlak Pawlowski Pietrzak Piotrowski Rutkowski Sadowski".split(" "),
    ..."Sikorski Sobczak Stepien Szczepaniak Szymanski Walczak Wieczorek Wisniewski Wojcik Wozniak Zielinski".split(
      " "
    )
  ]
};
var letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

// examples/generating-names.ts
await init();
manualSeed(7);
var nLetters = letters.length + 1;
var categories = Object.keys(names);
var nCategories = categories.length;
var RNN = class extends nn.Module {
  hiddenSize;
  i2h;
  i2o;
  o2o;
  dropout;
  softmax;
  // def __init__(self, input_size, hidden_size, output_size):
  constructor(inputSize, hiddenSize, outputSize) {
    super();
    this.hiddenSize = hiddenSize;
    this.i2h = new nn.Linear(nCategories + inputSize + hiddenSize, hiddenSize);
    this.i2o = new nn.Linear(nCategories + inputSize + hiddenSize, outputSize);
    this.o2o = new nn.Linear(hiddenSize + outputSize, outputSize);
    this.dropout = new nn.Dropout(0.1);
    this.softmax = new nn.LogSoftmax(1);
  }
  // def forward(self, category, input, hidden):
  forward(category, input, hidden) {
    const inputCombined = cat([category, input, hidden], 1);
    const nextHidden = this.i2h.forward(inputCombined);
    let output = this.i2o.forward(inputCombined);
    const outputCombined = cat([nextHidden, output], 1);
    output = this.o2o.forward(outputCombined);
    output = this.softmax.forward(this.dropout.forward(output));
    return [output, nextHidden];
  }
  // def initHidden(self): return torch.zeros(1, self.hidden_size)
  initHidden() {
    return zeros([1, this.hiddenSize]);
  }
};
var oneHot = (index, size) => {
  const values = new Float32Array(size);
  values[index] = 1;
  return tensor(values, { shape: [1, size] });
};
var categoryTensor = (category) => oneHot(categories.indexOf(category), nCategories);
var inputTensors = (line) => [...line].map((letter) => oneHot(letters.indexOf(letter), nLetters));
var targetTensors = (line) => [...[...line].slice(1).map((letter) => letters.indexOf(letter)), nLetters - 1].map(
  (index) => tensor([index], { dtype: "int32" })
);
var randomChoice = (list) => list[randint(0, list.length, [1]).item()];
var rnn = new RNN(nLetters, 128, nLetters);
var criterion = new nn.NLLLoss();
var optimizer = new optim.SGD(rnn.parameters(), { lr: 5e-4 });
function train(category, inputLine, targetLine) {
  let hidden = rnn.initHidden();
  rnn.zeroGrad();
  let loss = tensor(0);
  for (const [i, input] of inputLine.entries()) {
    const [output, next] = rnn.forward(category, input, hidden);
    hidden = next;
    loss = loss.add(criterion.forward(output, targetLine[i]));
  }
  loss.backward();
  optimizer.step();
  return loss.item() / inputLine.length;
}
var nIters = Number(process.env["STEPS"] ?? 2e4);
var every = Math.ceil(nIters / 10);
var allLosses = [];
var totalLoss = 0;
for (let iter = 1; iter <= nIters; iter++) {
  const category = randomChoice(categories);
  const line = randomChoice(names[category]);
  totalLoss += train(categoryTensor(category), inputTensors(line), targetTensors(line));
  if (iter % every === 0) {
    allLosses.push(totalLoss / every);
    totalLoss = 0;
    console.log(`${iter} (${Math.round(iter / nIters * 100)} %): loss ${allLosses.at(-1)?.toFixed(4)}`);
  }
}
var maxLength = 20;
function sample(category, startLetter) {
  return noGrad(() => {
    const kind = categoryTensor(category);
    let [input] = inputTensors(startLetter);
    let hidden = rnn.initHidden();
    let outputName = startLetter;
    for (let i = 0; i < maxLength; i++) {
      const [output, next] = rnn.forward(kind, input, hidden);
      hidden = next;
      const [, topi] = output.topk(1);
      if (topi.item() === nLetters - 1) break;
      const letter = letters[topi.item()];
      outputName += letter;
      [input] = inputTensors(letter);
    }
    return outputName;
  });
}
rnn.eval();
var samples = categories.map(
  (category) => [...category.slice(0, 3).toUpperCase()].map((s) => sample(category, s))
);
for (const [i, made] of samples.entries()) console.log(`${categories[i]}: ${made.join(", ")}`);
export {
  allLosses,
  samples
};
