/**
 * Words with a meaning of one sentence, which opens when the word is pressed.
 */
import { useId } from "preact/hooks";

export const meanings = {
  update: "One correction of all weights, made after looking at one batch of examples.",
  loss: "How surprised the network is by the right answers, on average; 0 means that it is never surprised.",
  guessing: "The loss of answering every possibility with the same probability.",
  validation: "Examples that the network never learns from. Only they show whether it has learned something.",
  unit: "One of the numbers that a cell remembers, with gates of its own.",
  memory:
    "What a cell keeps from step to step: all that it knows about what came before. In an LSTM it is the cell state c; in a GRU and a plain RNN it is the hidden state h.",
  "cell state": "c, the memory of an LSTM. Its gates decide what is kept, what is added, and what is shown.",
  "hidden state":
    "h, what a cell shows of its memory, to the answer and to its next step. A GRU and a plain RNN show all of it, so there h is both.",
  gate: "A number between 0 and 1 that decides how much passes: of the new input, of the memory, or of the output.",
  seed: "The number from which the first weights and all random choices follow. The same seed gives the same run.",
  temperature: "How freely it draws: at 0 always the likeliest symbol, at 1 as often as each probability says.",
  cell: "The part that reads one step at a time: it combines the input with what it remembers.",
} as const;

export function Term({ of, children }: { readonly of: keyof typeof meanings; readonly children?: string }) {
  const id = useId();
  return (
    <>
      <button type="button" class="term" popovertarget={id}>
        {children ?? of}
      </button>
      <span id={id} class="meaning" popover="auto">
        <b>{of}</b>: {meanings[of]}
      </span>
    </>
  );
}
