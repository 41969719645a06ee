/** `rnn-wasm train` that is interrupted, resumed, or killed. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { load } from "rnn-wasm";
import { expect, test } from "vitest";
import { cli, ended, jsonLines, programPath, start, temporaryFolder } from "./run-cli.js";

const path = temporaryFolder();

async function untilExists(file: string): Promise<void> {
  while (!existsSync(file)) await wait(5);
}

const long =
  "train --cipher vigenere --key LEMON --hidden-size 16 --seed 5 --steps-per-epoch 50 --validation 4 --variant simd128".split(
    " ",
  );

test("saves, prints how to resume, and resumes byte for byte as if never interrupted", async () => {
  const [output, checkpoint] = [path("interrupted.safetensors"), path("run 1.ckpt")];
  const args = [...long, "--max-steps", "100000000", "-o", output, "--checkpoint", checkpoint, "--json"];
  const child = start(args, { stdio: ["ignore", "pipe", "pipe"] });
  void untilExists(checkpoint).then(() => child.kill("SIGINT"));
  const { code, stdout, stderr } = await ended(child);
  expect({ code, stderr }).toMatchObject({ code: 130, stderr: expect.stringContaining(`--resume '${checkpoint}'`) });
  const { steps, reason, interrupted } = jsonLines(stdout).at(-1) ?? {};
  expect({ reason, interrupted }).toEqual({ reason: "stopped", interrupted: true });

  const enough = ["--max-steps", String(Number(steps) + 130)];
  const whole = path("whole.safetensors");
  const resumed = await cli([
    ...long,
    ...enough,
    "-o",
    output,
    "--resume",
    checkpoint,
    "--progress-every",
    "1",
    "--json",
  ]);
  expect(resumed).toMatchObject({ code: 0 });
  expect(jsonLines(resumed.stdout)[0]?.["step"]).toBe(Number(steps) + 1);
  expect((await cli([...long, ...enough, "-o", whole])).code).toBe(0);
  expect(readFileSync(output).equals(readFileSync(whole))).toBe(true);
});

test("prints a command that a shell takes as it stands, whatever the names and keys", async () => {
  const folder = path("it's a folder");
  mkdirSync(folder);
  const cipher = ["--cipher", "vigenere", "--alphabet", `ab$'" *`, "--key", `$'" *`, "--validation", "0"];
  // Neither the weights nor a length of the schedule may be in the way of the checkpoint.
  const first = ["train", ...cipher, "--max-steps", "0", "-q", "-o", `${folder}/start.safetensors`];
  expect(await cli(first)).toMatchObject({ code: 0 });
  const schedule = ["--lr-schedule.type", "step", "--lr-schedule.steps", "100", "--weights", "start.safetensors"];
  const files = ["--checkpoint", "it's $HOME.ckpt", "-o", "out `x`.safetensors"];
  const child = start(["train", ...cipher, ...schedule, ...files, "--max-steps", "100000000", "--json"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.once("data", () => child.kill("SIGINT"));
  const { stdout, stderr } = await ended(child);
  const [, command = ""] = /^To go on: rnn-wasm (train .*)$/m.exec(stderr) ?? [];
  const steps = Number(jsonLines(stdout).at(-1)?.["steps"]) + 3;
  const script = `"$NODE" "$PROGRAM" ${command.replace("--max-steps 100000000", `--max-steps ${steps}`)}`;
  const env = { ...process.env, NODE: process.execPath, PROGRAM: programPath };
  const resumed = await ended(spawn("sh", ["-c", script], { cwd: folder, env, stdio: ["ignore", "pipe", "pipe"] }));
  expect({ command, ...resumed }).toMatchObject({ code: 0 });
  expect(jsonLines(resumed.stdout).at(-1)).toMatchObject({ steps, reason: "maxSteps" });
});

test("without a checkpoint: the model at least; SIGTERM is obeyed alike", async () => {
  const output = path("terminated.safetensors");
  const child = start([...long, "--max-steps", "100000000", "-o", output], { stdio: ["ignore", "ignore", "pipe"] });
  child.stderr?.once("data", () => child.kill("SIGTERM"));
  const { code, stderr } = await ended(child);
  expect({ code, stderr }).toMatchObject({ code: 143, stderr: expect.stringContaining(`--weights ${output}`) });
  expect((await load(readFileSync(output), { task: "tag" })).config.hiddenSize).toBe(16);
});

test("before there is anything to save, it just ends", async () => {
  const child = start(["train", "--pairs", "-", "-o", path("none.safetensors")], {
    stdio: ["pipe", "ignore", "ignore"],
  });
  // More than the pipe holds: when it is written, it is being read.
  await new Promise((resolve) => child.stdin?.write("AB\tCD\n".repeat(50_000), resolve));
  child.kill("SIGINT");
  expect((await ended(child)).code).toBe(130);
  expect(existsSync(path("none.safetensors"))).toBe(false);
});

test("a reader of --json that has gone ends it too, and the model is saved", async () => {
  const output = path("piped.safetensors");
  const child = start([...long, "--max-steps", "100000000", "--json", "--progress-every", "10", "-o", output], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  child.stdout?.once("data", () => child.stdout?.destroy());
  expect(await ended(child)).toMatchObject({ code: 0 });
  expect((await load(readFileSync(output), { task: "tag" })).config.hiddenSize).toBe(16);
});

test("a checkpoint that cannot be written ends it, and the model is saved", async () => {
  const [output, folder] = [path("unwritten.safetensors"), path("gone")];
  mkdirSync(folder);
  const child = start([...long, "--max-steps", "100000000", "-o", output, "--checkpoint", `${folder}/run.ckpt`], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  await untilExists(`${folder}/run.ckpt`);
  // In one go: while files are removed one by one, the next checkpoint may be written.
  renameSync(folder, path("moved"));
  const { code, stderr } = await ended(child);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("cannot write") });
  expect(existsSync(output)).toBe(true);
});

test("killed while it writes: the checkpoint is the old one or the new one, and can be resumed", async () => {
  const checkpoint = path("killed.ckpt");
  const args = [
    "train",
    "--cipher",
    "caesar",
    "--key",
    "3",
    "--hidden-size",
    "128",
    "--steps-per-epoch",
    "1",
    "--validation",
    "1",
  ];
  for (let round = 0; round < 6; round++) {
    const child = start([...args, "--max-steps", "100000000", "--checkpoint", checkpoint], { stdio: "ignore" });
    await untilExists(checkpoint);
    await wait(20 + 13 * round);
    child.kill("SIGKILL");
    await ended(child);
    const { code, stderr } = await cli([...args, "--max-steps", "0", "--resume", checkpoint]);
    expect({ round, code, stderr }).toMatchObject({ code: 0 });
  }
  // What the killed left half written is removed by the next that writes there.
  expect((await cli([...args, "--max-steps", "1", "--checkpoint", checkpoint])).code).toBe(0);
  expect(readdirSync(path(".")).filter((name) => name.includes("killed"))).toEqual(["killed.ckpt"]);
});
