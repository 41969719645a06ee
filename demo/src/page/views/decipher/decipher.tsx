/** Decipher: what did it mean? */
import { examplePairs } from "../../../shared/decipher/example-pairs.js";
import { isRead } from "../../../shared/decipher/reading.js";
import {
  appearances,
  isTutorial,
  type Settings,
  suggestedFor,
  type Task,
  tasks,
} from "../../../shared/decipher/settings.js";
import { taskData } from "../../../shared/decipher/task.js";
import { noInterventions } from "../../../shared/interventions.js";
import { percent, whole } from "../../frame/numbers.js";
import type { Reference } from "../../frame/timeline.js";
import { cellKnobs, cellWords } from "../../run/cell-knobs.js";
import type { AnySession } from "../../run/view.js";
import { defineView, type Knob, lossInNats, ownSource } from "../../run/view.js";
import { npmProgram } from "./code/npm.js";
import { torchProgram } from "./code/torch.js";
import { Data, firstInput, taskOrNone } from "./data.js";
import { Matrix, Shifts } from "./letters.js";
import { pytorchRun } from "./pytorch.js";
import { Readout } from "./readout.js";
import type { DecipherSession } from "./session.js";

const memoryless: Partial<Settings> = {};

export const view = defineView<
  Settings,
  { readonly [name: string]: string; readonly message: string },
  NonNullable<DecipherSession["analysis"]["value"]>["seen"]
>({
  name: "decipher",
  title: () => "What did it mean?",
  suggestedFor: (given) => suggestedFor(tasks.find((task) => task === given["task"]) ?? "caesar"),
  choice: "task",
  ownChoice: "pairs",
  query: { message: "THIS-IS-A-SECRET" },
  asked: "message",
  words: { ...cellWords, task: tasks },
  prepare: taskData,
  exampleText: ({ task }) => (task === "pairs" ? examplePairs() : undefined),
  queryFor: ({ task }, ownText) => (task === "pairs" ? { message: firstInput(ownText) } : {}),
  knobs: ({ task }) => {
    const { keyLabel } = appearances[task];
    return [
      ...(keyLabel === undefined ? [] : [{ name: "key", label: keyLabel, kind: "text" } as const]),
      { name: "hiddenSize", label: "Units", kind: "whole", min: 1, max: 256 },
      { name: "seed", label: "Seed", kind: "whole" },
    ];
  },
  more: ({ cell, task }): Knob[] => [
    ...cellKnobs(cell),
    { name: "embeddingDim", label: "Embedding", kind: "whole", min: 1, max: 128 },
    { name: "numLayers", label: "Layers", kind: "whole", min: 1, max: 4 },
    { name: "batchSize", label: "Messages per update", kind: "whole", min: 1, max: 256 },
    ...(task === "pairs"
      ? []
      : [{ name: "messageLength", label: "Letters per message", kind: "whole", min: 1, max: 128 } as const]),
    { name: "bidirectional", label: "reads in both directions", kind: "check" },
  ],
  Data,
  Result: ({ session }) => (
    <>
      <Readout session={session} />
      <div class="pair">
        <Shifts session={session} />
        <Matrix session={session} />
      </div>
    </>
  ),
  panels: [],
  tries: [
    {
      question: "Vigenère: each letter is shifted by the next letter of a word. Can a network read it without memory?",
      guesses: ["Yes", "No"],
      right: 1,
      action: "Take its memory away",
      run: (session) => forgetful(session, "vigenere"),
      why: "Without its state it cannot know which letter of the word is next. Switch “forget the state” off in “Break it”, and it learns the key.",
    },
    {
      question: "Caesar: each letter is shifted by the same number. Does it need memory for that?",
      guesses: ["Yes", "No"],
      right: 1,
      action: "Take its memory away",
      run: (session) => forgetful(session, "caesar"),
      why: "Every letter can be read by itself, so a network without memory learns it just as well.",
    },
    {
      question: "Autokey: the message itself is the key, three letters later. What will “Looks back” show?",
      guesses: ["The same letter", "Three letters before"],
      right: 1,
      action: "Train on Autokey",
      run: (session) => {
        session.train({ ...suggestedFor("autokey"), seed: session.settings.value.seed });
      },
      why: "Open “Looks back” under “Inside”: a second diagonal appears three letters to the left. It takes a minute or two.",
    },
  ],
  comparisons: [
    { name: "without memory", change: () => memoryless, forget: true },
    { name: "a plain RNN", change: () => ({ cell: "rnn" }) },
    { name: "a GRU", change: () => ({ cell: "gru" }) },
    { name: "half the units", change: ({ hiddenSize }) => ({ hiddenSize: Math.max(1, Math.floor(hiddenSize / 2)) }) },
    { name: "another seed", change: ({ seed }) => ({ seed: seed + 1 }) },
  ],
  programs({ settings, query, ownText }) {
    const inWords = taskOrNone(settings.value, ownText.value)?.inputs.isText === false;
    return [
      { name: "JavaScript", id: "code-npm", code: npmProgram(settings.value, query.value.message, inWords) },
      { name: "PyTorch", id: "code-torch", code: torchProgram(settings.value, inWords) },
    ];
  },
  says({ seen: { input, output, expected } }, { milestone, selectedStep, run }) {
    if (input.length === 0 || expected === undefined) return "";
    const first = selectedStep.value === undefined ? milestone.value : undefined;
    // While it trains, a letter may be wrong again at any moment: what is said must not flicker.
    if (first !== undefined && run.value.phase === "running")
      return `The message was readable first after ${whole(first)} updates.`;
    if (!isRead(output, expected)) return "The message is not readable yet.";
    return first === undefined
      ? "The message is readable."
      : `The message is readable, first after ${whole(first)} updates.`;
  },
  score: { name: "Validation letters right", format: percent },
  loss: (analysis) => ({ name: lossInNats, guessing: Math.log(analysis?.seen.outputSymbols.length ?? 27) }),
  stepName: "letter",
  pointsAt: (steps) => Math.floor(steps / 3),
  milestone: "message readable",
  trainsForgetful: true,
  sources: ({ task }) =>
    task === "pairs"
      ? ownSource
      : "Random messages, made as they are needed. These ciphers are toys and provide no security.",
});

function forgetful(session: DecipherSession, task: Task): void {
  session.setPace("full");
  session.train({ ...suggestedFor(task), seed: session.settings.value.seed }, { ...noInterventions, forget: true });
}

/** PyTorch's run of the tutorial with the same seed. */
export function reference(session: AnySession): Reference | undefined {
  const { settings, interventions } = session as unknown as DecipherSession;
  const isSame = isTutorial(settings.value) && settings.value.seed === pytorchRun.seed && !interventions.value.forget;
  if (!isSame) return undefined;
  return {
    name: `PyTorch ${pytorchRun.version}, same seed`,
    steps: pytorchRun.losses.map((_, i) => (i + 1) * pytorchRun.every),
    values: pytorchRun.losses,
  };
}
