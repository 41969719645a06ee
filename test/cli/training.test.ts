/** `rnn-wasm train`: options, pairs and progress. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { ciphers, load, train } from "rnn-wasm";
import { describe, expect, test } from "vitest";
import { cli, jsonLines, steersTerminal, temporaryFolder } from "./run-cli.js";

const path = temporaryFolder();

/** "ABCD" against "BCDE", in words of several lengths. */
const pairsOf = (count: number): [string, string][] =>
  Array.from({ length: count }, (_, i) => {
    const word = ["CAB", "ACE", "BEAD", "FADE", "DEAF"][i % 5] as string;
    return [word, [...word].map((letter) => String.fromCharCode(letter.charCodeAt(0) + 1)).join("")];
  });

describe("options", () => {
  test("mean what they mean in the library: the same bytes", async () => {
    const output = path("options.safetensors");
    const { code, stderr } = await cli(
      `train --cipher vigenere --key LEMON --embedding-dim 4 --hidden-size 6 --num-layers 2 --bidirectional --dropout 0.1
        --batch-size 3 --message-length 9 --steps-per-epoch 4 --validation 5 --seed 11 --optimizer adamw --lr 4e-3 --betas 0.8,0.99
        --eps 1e-7 --weight-decay 0.02 --amsgrad --clip-grad-norm .5 --lr-schedule.type cosine --max-steps 10 --epochs 7
        --until.accuracy 0.99 --until.loss 0.001 --patience 5 --progress-every 3 --workers 2 --variant simd128 --quiet -o ${output}`.split(
        /\s+/,
      ),
    );
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const model = await train(ciphers.vigenere({ key: "LEMON" }), {
      embeddingDim: 4,
      hiddenSize: 6,
      numLayers: 2,
      bidirectional: true,
      dropout: 0.1,
      batchSize: 3,
      messageLength: 9,
      stepsPerEpoch: 4,
      validation: 5,
      seed: 11,
      optimizer: "adamw",
      lr: 4e-3,
      betas: [0.8, 0.99],
      eps: 1e-7,
      weightDecay: 0.02,
      amsgrad: true,
      clipGradNorm: 0.5,
      lrSchedule: { type: "cosine" },
      maxSteps: 10,
      epochs: 7,
      until: { accuracy: 0.99, loss: 0.001 },
      patience: 5,
      workers: 2,
      variant: "simd128",
    });
    expect(readFileSync(output).equals(model.save())).toBe(true);
  });

  test("--no-shuffle, SGD's, alphabets, weights to start from", async () => {
    const [tsv, output] = [path("sgd.tsv"), path("sgd.safetensors")];
    const pairs = pairsOf(20);
    writeFileSync(tsv, pairs.map((pair) => pair.join("\t")).join("\n"));
    const given = [
      "train",
      "--pairs",
      tsv,
      "--alphabet",
      "ABCDEF",
      "--output-alphabet",
      '["B","C","D","E","F","G"]',
      "--seed",
      "2",
      "--quiet",
      "-o",
      output,
    ];
    const sgd = ["--optimizer", "sgd", "--momentum", "0.9", "--dampening", "0", "--nesterov", "--lr", "0.1"];
    const options = { alphabet: "ABCDEF", outputAlphabet: [..."BCDEFG"], seed: 2 };
    expect((await cli([...given, ...sgd, "--no-shuffle", "--validation", "0", "--epochs", "2"])).code).toBe(0);
    const first = await train(
      { pairs },
      {
        ...options,
        optimizer: "sgd",
        momentum: 0.9,
        dampening: 0,
        nesterov: true,
        lr: 0.1,
        shuffle: false,
        validation: 0,
        epochs: 2,
      },
    );
    expect(readFileSync(output).equals(first.save())).toBe(true);
    expect((await cli([...given, "--weights", output, "--max-steps", "0"])).code).toBe(0);
    expect((await load(readFileSync(output), { task: "tag" })).decrypt("CAB")).toBe(first.decrypt("CAB"));
  });

  test("errors name a file that is not a checkpoint or not a model", async () => {
    const output = path("untrained.safetensors");
    const atbash = ["train", "--cipher", "atbash", "--max-steps", "0"];
    expect((await cli([...atbash, "-o", output])).code).toBe(0);
    expect(await cli([...atbash, "--resume", output])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(output),
    });
    writeFileSync(path("junk"), "junk");
    expect(await cli([...atbash, "--weights", path("junk")])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(path("junk")),
    });
  });

  test("without -o nothing is saved, and that is said first", async () => {
    const { code, stderr } = await cli(["train", "--cipher", "atbash", "--max-steps", "1"]);
    expect(code).toBe(0);
    expect(stderr.split("\n")[0]).toContain("will not be saved");
  });
});

describe("pairs", () => {
  const learn = ["--batch-size", "4", "--lr", "0.02", "--seed", "1"];

  test("TSV, JSON lines and a pipe give the same model", async () => {
    const pairs = pairsOf(40);
    const tsv = `${pairs.map((pair) => pair.join("\t")).join("\r\n")}\r\n\r\n`;
    writeFileSync(path("pairs.tsv"), tsv);
    writeFileSync(path("pairs.jsonl"), pairs.map((pair) => JSON.stringify(pair)).join("\n"));
    const outputs: Buffer[] = [];
    for (const [file, input] of [
      ["pairs.tsv", ""],
      ["pairs.jsonl", ""],
      ["-", tsv],
    ] as const) {
      const output = path("pairs.safetensors");
      const { code, stderr } = await cli(
        ["train", "--pairs", file === "-" ? file : path(file), ...learn, "-o", output],
        { input },
      );
      expect({ file, code, stderr }).toMatchObject({ code: 0 });
      outputs.push(readFileSync(output));
    }
    expect(outputs[1]?.equals(outputs[0] as Buffer)).toBe(true);
    expect(outputs[2]?.equals(outputs[0] as Buffer)).toBe(true);
    expect((await cli(["decrypt", "-m", path("pairs.safetensors"), "DEAF"])).stdout).toBe("EFBG\n");
  });

  test("words, with a separate validation file", async () => {
    writeFileSync(path("words.jsonl"), '[["the","cat"],["DET","NOUN"]]\n[["a","dog"],["DET","NOUN"]]\n');
    writeFileSync(path("held-out.jsonl"), '[["the","dog"],["DET","NOUN"]]\n');
    const { code, stdout } = await cli([
      "train",
      "--pairs",
      path("words.jsonl"),
      "--validation",
      path("held-out.jsonl"),
      "--epochs",
      "3",
      "--json",
    ]);
    expect(code).toBe(0);
    expect(jsonLines(stdout).at(-1)).toMatchObject({ steps: 6, epochs: 3, reason: "epochs", validation: { step: 6 } });
  });

  test.each([
    ["AB\tCD\nAB\n", "line 2: expected input TAB target"],
    ["AB\tCD\nA\tB\tC\n", "line 2: expected input TAB target"],
    ["Source\tTarget\nAB\tCD\n", "line 1: expected a pair, got the names of columns"],
    ["\n\nABC\tCD\n", "line 3: expected as many symbols on both sides, got 3 and 2"],
    ['["A","B"]\n["A"]\n', "line 2: expected a JSON array of two"],
    ['["A","B"]\n{}\n', "line 2: expected a JSON array of two"],
    ['[["A"],["B","C"]]\n', "line 1: expected as many symbols"],
  ])("%j: the line is named", async (input, message) => {
    const { code, stderr } = await cli(["train", "--pairs", "-", "-o", path("no.safetensors")], { input });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(path("no.safetensors"))).toBe(false);
  });

  test("a file that is missing, or holds no pair", async () => {
    expect(await cli(["train", "--pairs", path("nothing")])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("no such file"),
    });
    expect(await cli(["train", "--pairs", "-"], { input: "\n" })).toMatchObject({ code: 1 });
  });
});

describe("progress", () => {
  const caesar = ["train", "--cipher", "caesar", "--key", "13", "--seed", "0"];

  test("plain lines if stderr is not a terminal, and what to do next", async () => {
    const { stdout, stderr } = await cli([...caesar, "-o", path("plain.safetensors")]);
    expect(stdout).toBe("");
    expect(steersTerminal(stderr)).toBe(false);
    expect(stderr).toMatch(
      /update 1,408 +loss [\d.]+ +accuracy 100 % +validation loss .*0 of 20 validations without improvement/,
    );
    expect(stderr).toContain("rnn-wasm decrypt -m");
  });

  test("--json: a progress a line on stdout, and last what came of it", async () => {
    const { stdout, stderr } = await cli([
      ...caesar,
      "--json",
      "--progress-every",
      "100",
      "-o",
      path("json.safetensors"),
    ]);
    const lines = jsonLines(stdout);
    expect(lines.at(-1)).toMatchObject({
      steps: 1408,
      epochs: 11,
      reason: "until",
      validation: { step: 1408, accuracy: 1 },
      numParameters: 1112,
    });
    const steps = lines.slice(0, -1).map(({ step }) => Number(step));
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    expect(steps.at(-1)).toBe(1408);
    expect(lines[0]).toMatchObject({
      loss: expect.any(Number),
      symbolsPerSecond: expect.any(Number),
      sample: { input: expect.any(String) },
    });
    expect(stderr).not.toMatch(/^update/m);
  });

  test("--plot draws the losses of updates and validations", async () => {
    const { stderr } = await cli([...caesar, "--quiet", "--plot"]);
    expect(stderr).toMatch(/^ +loss\n.*[⠁-⣿]/m);
    expect(stderr).toMatch(/^ +validation loss\n(.*\n)*.* 1,408 updates$/m);
  });

  test("scores of few sequences are said to be so", async () => {
    const tsv = path("few.tsv");
    writeFileSync(
      tsv,
      pairsOf(20)
        .map((pair) => pair.join("\t"))
        .join("\n"),
    );
    const run = ["train", "--pairs", tsv, "--epochs", "1", "-q", "-o", path("few.model")];
    expect((await cli(run)).stderr).toMatch(/^Validation on 2 sequences \(too few to judge\): loss [\d.]+, accuracy /m);
    const { stdout } = await cli(["eval", "-m", path("few.model"), "--pairs", tsv]);
    expect(stdout).toMatch(/^measured on +20 sequences \(too few to judge\)$/m);
    expect((await cli([...caesar, "-q"])).stderr).toContain("Validation on 128 sequences: loss");
  });

  test("a seed that was drawn is printed, and repeats the run", async () => {
    const run = async (...seed: string[]) => {
      const output = path("seed.safetensors");
      const { stdout, stderr } = await cli(
        ["train", "--cipher", "atbash", "--max-steps", "2", "--json", "-o", output].concat(seed),
      );
      return { stderr, bytes: readFileSync(output), last: jsonLines(stdout).at(-1) };
    };
    const first = await run();
    const [, seed = ""] = /^The seed was drawn: --seed (\d+) repeats this run\.$/m.exec(first.stderr) ?? [];
    expect(first.last).toMatchObject({ seed: Number(seed) });
    const again = await run("--seed", seed);
    expect(again.bytes.equals(first.bytes)).toBe(true);
    expect(again.stderr).not.toContain("The seed was");
    expect((await run()).bytes.equals(first.bytes)).toBe(false);
  });

  test("--quiet", async () => {
    const { stderr } = await cli([...caesar, "--quiet", "-o", path("quiet.safetensors")]);
    expect(stderr).not.toMatch(/^update/m);
  });

  describe("on a terminal", () => {
    const living = (env: Record<string, string>) =>
      cli([...caesar, "-o", path("living.safetensors")], { terminals: ["stderr"], env: { TERM: "xterm", ...env } });

    test("one line is rewritten, in colour", async () => {
      const { stderr } = await living({});
      const [line = "", ...after] = stderr.split("\n");
      expect(line.split("\r").length).toBeGreaterThan(1);
      expect(line).toMatch(
        /update 1,408 .*loss .*[▁▂▃▄▅▆▇█].*validation accuracy 100 %.*0 of 20 validations without improvement .*reads .*symbols\/s/,
      );
      expect(line).toContain("\u001b[36m");
      expect(after.join("\n")).not.toContain("\r");
    });

    test("time left and updates to come, and no part is cut where the terminal is narrow", async () => {
      const args = ["train", "--cipher", "atbash", "--seed", "1", "--steps-per-epoch", "50", "--max-steps", "200"];
      const shown = async (columns: number) => {
        const options = { terminals: ["stderr"] as const, env: { TERM: "xterm", NO_COLOR: "1" }, columns };
        const { stderr } = await cli([...args, "--progress-every", "50"], options);
        return stderr.split("\r").map((line) => line.slice(5, line.indexOf("\u001b[K")));
      };
      expect((await shown(200)).find((line) => line.includes("update"))).toMatch(
        /^update \d+ of 200 {2}loss .* {2}validation accuracy .* {2}\d:\d\d, at most \d:\d\d left {2}reads /,
      );
      for (const line of await shown(60)) expect([...line].length).toBeLessThanOrEqual(60);
    });

    test("NO_COLOR takes the colour, a dumb terminal the rewriting", async () => {
      const { stderr } = await living({ NO_COLOR: "1" });
      expect(stderr).toContain("\r");
      expect(stderr.replaceAll("\u001b[K", "").replaceAll("\u001b[?7", "")).not.toContain("\u001b[");
      expect(steersTerminal((await living({ TERM: "dumb" })).stderr)).toBe(false);
    });
  });
});
