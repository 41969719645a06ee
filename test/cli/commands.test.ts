/** What the commands do with files and pipes. Longer runs of train are in training.test.ts. */
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { ciphers, load, train } from "rnn-wasm";
import { toOnnx } from "rnn-wasm/onnx";
import { toPyTorch } from "rnn-wasm/pytorch";
import { writeSafetensors } from "rnn-wasm/safetensors";
import { beforeAll, describe, expect, test } from "vitest";
import { cli, cliProcess, ended, jsonLines, printedBytes, start, temporaryFolder } from "./run-cli.js";

const path = temporaryFolder();
const model = path("caesar.safetensors");
const words = path("words.safetensors");

const sentences: [string[], string[]][] = [
  [
    ["the", "cat", "sat"],
    ["DET", "NOUN", "VERB"],
  ],
  [
    ["a", "dog", "ran"],
    ["DET", "NOUN", "VERB"],
  ],
];

beforeAll(async () => {
  writeFileSync(model, (await train(ciphers.caesar({ key: 13 }), { seed: 1 })).save());
  const tagger = await train({ pairs: sentences }, { seed: 1, lr: 0.05, validation: 0, maxSteps: 60 });
  writeFileSync(words, tagger.save());
});

describe("encrypt", () => {
  test.each([
    [["caesar", "--key", "13"], ciphers.caesar({ key: 13 })],
    [["atbash"], ciphers.atbash()],
    [["affine", "--a", "5", "--b", "8"], ciphers.affine({ a: 5, b: 8 })],
    [["substitution", "--key", "CBA", "--alphabet", "ABC"], ciphers.substitution({ key: "CBA", alphabet: "ABC" })],
    [["vigenere", "--key", "LEMON"], ciphers.vigenere({ key: "LEMON" })],
    [["autokey", "--key", "LEMON"], ciphers.autokey({ key: "LEMON" })],
    [["enigma"], ciphers.enigma()],
    [
      [
        "enigma",
        "--rotors",
        "II,IV,I",
        "--reflector",
        "C",
        "--positions",
        "XYZ",
        "--rings",
        "BCD",
        "--plugboard",
        "AB,CD",
      ],
      ciphers.enigma({
        rotors: ["II", "IV", "I"],
        reflector: "C",
        positions: "XYZ",
        rings: "BCD",
        plugboard: ["AB", "CD"],
      }),
    ],
  ])("%s is the library's cipher", async (args, cipher) => {
    const message = cipher.alphabet.slice(0, 3).repeat(3);
    expect(await cli(["encrypt", "--cipher", ...args, message])).toEqual({
      code: 0,
      stdout: `${cipher.encrypt(message)}\n`,
      stderr: "",
    });
  });
});

describe("decrypt", () => {
  test("messages as arguments, one answer a line", async () =>
    expect(await cli(["decrypt", "-m", model, "FUVEMVEMNMERPDRF", "N", ""])).toEqual({
      code: 0,
      stdout: "THIS-IS-A-SECRET\nA\n\n",
      stderr: "",
    }));

  test("one message per line on stdin: any line end, blank lines, no line end at the end", async () =>
    expect((await cli(["decrypt", "-m", model], { input: "\ufeffERPDRF\r\n\r\n\nN" })).stdout).toBe("SECRET\n\n\nA\n"));

  test("nothing on stdin, nothing on stdout", async () =>
    expect(await cli(["decrypt", "-m", model], { input: "" })).toEqual({ code: 0, stdout: "", stderr: "" }));

  test("the model itself from a pipe", async () =>
    expect((await cliProcess(["decrypt", "-m", "-", "ERPDRF"], readFileSync(model))).stdout).toBe("SECRET\n"));

  test("a line is answered before the next one comes", async () => {
    const child = start(["decrypt", "-m", model], { stdio: "pipe" });
    for (const [sent, answer] of [
      ["ERPDRF\n", "SECRET\n"],
      ["N\n", "A\n"],
    ]) {
      child.stdin?.write(sent);
      expect(String(await new Promise((resolve) => child.stdout?.once("data", resolve)))).toBe(answer);
    }
    child.stdin?.end();
    expect((await ended(child)).code).toBe(0);
  });

  test("a letter that the model does not know: the line is named, those before it are answered", async () => {
    const { code, stdout, stderr } = await cli(["decrypt", "-m", model], { input: "N\nN\nNéN\nN\n" });
    expect({ code, stdout }).toEqual({ code: 1, stdout: "A\nA\n" });
    expect(stderr).toMatch(/line 3.*"é"/);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test("at a prompt, a mistyped message is explained, and the next one is answered", async () => {
    const input = "ERPDRf\nERPDRF\n";
    const { code, stdout, stderr } = await cli(["decrypt", "-m", model], { input, terminals: ["stdin"] });
    expect({ code, stdout }).toEqual({ code: 0, stdout: "SECRET\n" });
    expect(stderr).toMatch(/^message: expected symbols .*"f"/m);
  });

  test("bytes that are not UTF-8 are rejected", async () => {
    const { code, stderr } = await cli(["decrypt", "-m", model], { input: Uint8Array.of(0x4e, 0xff, 0x0a) });
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("UTF-8") });
  });

  test("--json", async () => {
    const { stdout } = await cli(["decrypt", "-m", model, "--json", "ERPDRF", "N"]);
    expect(jsonLines(stdout)).toEqual([
      { input: "ERPDRF", output: "SECRET" },
      { input: "N", output: "A" },
    ]);
  });

  test("a model of words reads and writes words", async () => {
    expect((await cli(["decrypt", "-m", words, "the dog sat"])).stdout).toBe("DET NOUN VERB\n");
    expect(jsonLines((await cli(["decrypt", "-m", words, "--json"], { input: "a cat\n" })).stdout)).toEqual([
      { input: ["a", "cat"], output: ["DET", "NOUN"] },
    ]);
  });

  test("a file that is missing, no model, or a folder: a sentence, exit code 1", async () => {
    writeFileSync(path("text"), "not a model");
    for (const [file, says] of [
      [path("nothing"), "no such file"],
      [path("text"), "cannot use"],
      [path("."), "folder"],
    ] as const) {
      const { code, stderr } = await cli(["decrypt", "-m", file, "A"]);
      expect({ file, code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining(says) });
      expect(stderr).not.toMatch(/\n\s+at /);
    }
  });

  test("a reader that has seen enough ends it without a word", async () => {
    const child = start(["decrypt", "-m", model], { stdio: "pipe" });
    child.stdin?.on("error", () => {});
    child.stdout?.once("data", () => child.stdout?.destroy());
    const feeding = setInterval(() => child.stdin?.write("ERPDRF\n".repeat(1000)), 1);
    const { code, stderr } = await ended(child);
    clearInterval(feeding);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});

describe("eval", () => {
  const caesar = (key: string) => ["eval", "-m", model, "--cipher", "caesar", "--key", key];

  test("a model against its cipher, in words and as JSON", async () => {
    const { stdout } = await cli([...caesar("13"), "--json", "--seed", "3"]);
    expect(JSON.parse(stdout)).toMatchObject({
      accuracy: expect.any(Number),
      loss: expect.any(Number),
      exactMatch: expect.any(Number),
    });
    expect(JSON.parse(stdout).accuracy).toBeGreaterThan(0.99);
    expect((await cli([...caesar("13"), "--json", "--seed", "3"])).stdout).toBe(stdout);
    expect((await cli(caesar("13"))).stdout).toMatch(/accuracy +(100|99\.\d) %/);
  });

  test("--min-accuracy decides the exit code", async () => {
    expect((await cli([...caesar("13"), "--min-accuracy", "0.9"])).code).toBe(0);
    const below = await cli([...caesar("5"), "--min-accuracy", "0.9", "--json"]);
    expect(below).toMatchObject({ code: 1, stderr: expect.stringContaining("0.9") });
    expect(JSON.parse(below.stdout).accuracy).toBeLessThan(0.2);
  });

  test("pairs from a file and from a pipe", async () => {
    const pairs = "ERPDRF\tSECRET\nN\tA\n";
    writeFileSync(path("held-out.tsv"), pairs);
    for (const [file, input] of [
      [path("held-out.tsv"), ""],
      ["-", pairs],
    ] as const) {
      const { stdout } = await cli(["eval", "-m", model, "--pairs", file, "--json"], { input });
      expect(JSON.parse(stdout)).toMatchObject({ accuracy: 1, exactMatch: 1 });
    }
  });
});

describe("export", () => {
  test("ONNX, by the file's name or by --format, to a file or a pipe", async () => {
    const onnx = toOnnx(await load(readFileSync(model), { task: "tag" }));
    expect((await cli(["export", "-m", model, "-o", path("a.onnx")])).code).toBe(0);
    expect((await cli(["export", "-m", model, "--format", "onnx", "-o", path("b.bin")])).code).toBe(0);
    expect(readFileSync(path("a.onnx")).equals(onnx)).toBe(true);
    expect(readFileSync(path("b.bin")).equals(onnx)).toBe(true);
    const child = start(["export", "-m", model, "--format", "onnx", "-o", "-"], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    expect((await printedBytes(child)).equals(onnx)).toBe(true);
  });

  test("a program for PyTorch, with the options of a checkpoint's run", async () => {
    const options = ["--cipher", "atbash", "--max-steps", "2", "--lr", "0.25", "--seed", "1"];
    await cli(["train", ...options, "--checkpoint", path("p.ckpt"), "-o", path("p.safetensors")]);
    expect((await cli(["export", "-m", path("p.safetensors"), "--format", "pytorch", "-o", path("a.py")])).code).toBe(
      0,
    );
    expect((await cli(["export", "-m", path("p.ckpt"), "-o", path("b.py")])).code).toBe(0);
    const [ofModel, ofRun] = ["a.py", "b.py"].map((name) => readFileSync(path(name), "utf8"));
    expect(ofModel).toBe(toPyTorch(await load(readFileSync(path("p.safetensors")))));
    expect(ofModel).not.toContain("lr=0.25");
    expect(ofRun).toContain("lr=0.25");
  });

  test("safetensors: PyTorch's weights with their alphabets", async () => {
    const own = await load(readFileSync(model), { task: "tag" });
    writeFileSync(path("torch.safetensors"), writeSafetensors(own.stateDict()));
    const given = [
      "-m",
      path("torch.safetensors"),
      "--alphabet",
      own.alphabet,
      "--output-alphabet",
      own.outputAlphabet,
    ].map(String);
    expect((await cli(["decrypt", ...given, "ERPDRF"])).stdout).toBe("SECRET\n");
    expect((await cli(["export", ...given, "-o", path("own.safetensors")])).code).toBe(0);
    expect((await cli(["decrypt", "-m", path("own.safetensors"), "ERPDRF"])).stdout).toBe("SECRET\n");
  });
});

describe("inspect", () => {
  test("a model: names, shapes, types, sizes, settings", async () => {
    const { code, stdout } = await cli(["inspect", model]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/7 tensors, 1,112 parameters/);
    expect(stdout).toMatch(/lstm\.weight_hh_l0 +F32 +\[40, 10\] +400/);
    expect(stdout).toMatch(/hiddenSize +10/);
    expect(await cli(["inspect", "-m", model])).toEqual(await cli(["inspect", model]));
    const { stderr } = await cli(["inspect", "-m", model, "other"]);
    expect(stderr).toContain(`expected one file, got ${JSON.stringify(model)} and "other"`);
  });

  test("--json", async () => {
    const contents = JSON.parse((await cli(["inspect", "--json", model])).stdout);
    expect(contents).toMatchObject({ file: model, numParameters: 1112, config: { hiddenSize: 10 } });
    expect(contents.tensors).toContainEqual({ name: "embedding.weight", dtype: "F32", shape: [27, 5] });
  });

  test("any other safetensors file; control characters in it stay harmless", async () => {
    const bytes = writeSafetensors(
      { "a\u001b[31m": { shape: [3], data: Int32Array.of(1, 2, 3) } },
      { note: "x\u001b[2J" },
    );
    const { code, stdout } = await cli(["inspect", "-"], { input: bytes });
    expect(code).toBe(0);
    expect(stdout).toContain("1 tensor, 3 values");
    expect(stdout).not.toContain("\u001b");
  });

  test("a file that is none", async () => {
    const bytes = readFileSync(model).subarray(0, -1);
    expect(await cli(["inspect", "-"], { input: bytes })).toMatchObject({ code: 1, stdout: "" });
  });
});

describe("bench", () => {
  test("a table, and JSON", async () => {
    const { code, stdout } = await cli(["bench", "--blocks", "1"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/training step.*µs/);
    const { measured } = JSON.parse((await cli(["bench", "--blocks", "1", "--json"])).stdout);
    expect(measured).toHaveLength(4);
    for (const { median, symbolsPerSecond } of measured) expect(Math.min(median, symbolsPerSecond)).toBeGreaterThan(0);
  });
});

describe("wasm", () => {
  test.each(["simd128", "relaxed"])("the %s build as a plain file", async (variant) => {
    const file = path(`${variant}.wasm`);
    const { stderr } = await cli(["wasm", "--variant", variant, "-o", file]);
    expect(stderr).toMatch(new RegExp(`^Saved .*${variant}\\.wasm \\([\\d.]+ KB\\), the ${variant} build\\.\n$`));
    const generated = new URL(`../../ts/core/generated/${variant}.wasm`, import.meta.url);
    expect(readFileSync(file).equals(readFileSync(generated))).toBe(true);
  });

  test("a missing file name, and other arguments", async () => {
    expect(await cli(["wasm"])).toMatchObject({ code: 2, stderr: expect.stringContaining("-o: expected a file") });
    expect(await cli(["wasm", "relaxed"])).toMatchObject({ code: 2, stderr: expect.stringContaining("options only") });
  });
});

describe("files that are written", () => {
  const train1 = (output: string) => cli(["train", "--cipher", "atbash", "--max-steps", "1", "--quiet", "-o", output]);

  test("replace what was there, through a link too, and leave nothing beside it", async () => {
    mkdirSync(path("folder"));
    writeFileSync(path("folder/model"), "");
    symlinkSync("folder/model", path("link"));
    for (let time = 0; time < 2; time++) expect((await train1(path("link"))).code).toBe(0);
    expect(readdirSync(path("folder"))).toEqual(["model"]);
    expect((await cli(["inspect", path("folder/model")])).code).toBe(0);
  });

  test("a file of another kind is replaced only with --force", async () => {
    const [notes, model] = [path("notes.txt"), path("kept.safetensors")];
    writeFileSync(notes, "not a model");
    expect((await train1(model)).code).toBe(0);
    const before = readFileSync(model);
    const atbash = ["train", "--cipher", "atbash", "--max-steps", "1", "--quiet"];
    const refused: [string, string, string[]][] = [
      ["-o", notes, [...atbash, "-o", notes]],
      ["--checkpoint", notes, [...atbash, "--checkpoint", notes]],
      ["-o", notes, ["export", "-m", model, "--format", "safetensors", "-o", notes]],
      ["-o", model, ["export", "-m", model.replace("kept", "./kept"), "--format", "onnx", "-o", model]],
      ["-o", notes, ["export", "-m", model, "--format", "pytorch", "-o", notes]],
      ["-o", model, ["wasm", "-o", model]],
    ];
    for (const [option, file, args] of refused) {
      const { code, stderr } = await cli(args);
      expect({ args, code, stderr }).toMatchObject({ code: 2, stderr: expect.stringMatching(`${option}: expected`) });
      expect(stderr).toContain(file);
    }
    expect(readFileSync(notes, "utf8")).toBe("not a model");
    expect(readFileSync(model).equals(before)).toBe(true);
    for (const format of ["safetensors", "onnx", "pytorch"]) {
      const exporting = ["export", "-m", model, "--format", format, "-o", notes];
      expect(await cli(exporting)).toMatchObject({ code: 2, stderr: expect.stringContaining("--force") });
      expect(await cli([...exporting, "--force"])).toMatchObject({ code: 0 });
      // Now it is of this kind.
      expect(await cli(exporting)).toMatchObject({ code: 0 });
    }
    for (const more of [["--force"], []]) expect(await cli(["wasm", "-o", notes, ...more])).toMatchObject({ code: 0 });
  });

  test("special files are written to, not replaced", async () => {
    expect((await train1("/dev/null")).code).toBe(0);
    expect(existsSync("/dev/null")).toBe(true);
    expect(readFileSync("/dev/null")).toHaveLength(0);
  });

  test("a missing output folder is reported before training", async () => {
    for (const output of [path("nowhere/model"), path(".")]) {
      const { code, stderr } = await cli(["train", "--cipher", "atbash", "-o", output]);
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot write") });
      expect(stderr).not.toContain("loss");
    }
  });

  test("-o - is the pipe", async () => {
    const args = ["train", "--cipher", "atbash", "--max-steps", "1", "-o", "-"];
    const bytes = await printedBytes(start(args, { stdio: ["ignore", "pipe", "ignore"] }));
    expect((await load(bytes, { task: "tag" })).numParameters).toBe(1112);
  });
});
