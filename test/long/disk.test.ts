/** Checkpoints of the command line when the process is killed while writing them, and when the disk is full. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTraining } from "rnn-wasm";
import { expect, onTestFinished, test } from "vitest";
import { readCheckpoint } from "../calls/truth.js";
import { cli, ended, start } from "../cli/run-cli.js";
import { chance } from "../formats/damaged-files.js";
import { caesar, later } from "../training/example-data.js";
import { rounds } from "./budget.js";
import { clock, report, shown, skip } from "./figures.js";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "rnn-wasm-disk-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

const train =
  "train --cipher caesar --key 13 --steps-per-epoch 1 --validation 1 --until.accuracy 1 --until.loss 0".split(" ");

test("kill -9 while checkpoints are written", async (context) => {
  const time = clock();
  const path = join(folder(), "run.ckpt");
  const next = chance(1);
  const count = rounds(150);
  let [last, resumed, incomplete] = [0, 0, 0];
  for (let round = 0; round < count; round++) {
    const going = existsSync(path) ? ["--resume", path] : ["--hidden-size", "100", "--seed", "1"];
    const child = start([...train, ...going, "--max-steps", "100000000", "--checkpoint", path], { stdio: "ignore" });
    const before = existsSync(path) ? readFileSync(path) : undefined;
    while (!existsSync(path) || (before && readFileSync(path).equals(before))) await later(2);
    await later(next(40));
    child.kill("SIGKILL");
    await ended(child);
    const file = readFileSync(path);
    const { step } = await readCheckpoint(file);
    expect(step).toBeGreaterThan(last);
    last = step;
    const run = startTraining(caesar, { resume: file, maxSteps: step + 1 });
    expect((await run.result).training.steps).toBe(step + 1);
    resumed++;
    // An incomplete file is next to it, under another name.
    incomplete += readdirSync(join(path, "..")).filter((name) => name.endsWith(".tmp")).length;
  }
  report(
    context,
    `${shown(count)} kills: the file was complete and newer each time, ${shown(resumed)} resumed; ${shown(incomplete)} incomplete temporary files; ${time()}`,
  );
});

test("a full disk", async (context) => {
  const disk = folder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", disk], { stdio: "pipe" });
  } catch {
    skip(context, "mounting a small disk requires root");
  }
  onTestFinished(() => void execFileSync("umount", [disk]));
  const path = join(disk, "run.ckpt");
  const first = await cli([...train, "--seed", "1", "--max-steps", "3", "--checkpoint", path]);
  expect(first).toMatchObject({ code: 0 });
  const before = readFileSync(path);
  // Fills the disk, except for a page.
  for (let size = 48 * 1024; size >= 4096; size -= 4096) {
    try {
      writeFileSync(join(disk, "filler"), new Uint8Array(size));
      break;
    } catch {}
  }
  const second = await cli([...train, "--resume", path, "--max-steps", "9", "--checkpoint", path]);
  expect(second).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/cannot write .*run\.ckpt.*(space|full|ENOSPC)/i),
  });
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(readdirSync(disk).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  expect((await startTraining(caesar, { resume: before, maxSteps: 5 }).result).training.steps).toBe(5);
  report(
    context,
    `64 KiB: writing fails with exit code 1; the previous ${shown(before.length)} bytes are complete, and resume`,
  );
});
