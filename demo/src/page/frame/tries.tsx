/**
 * Things to try: a question, a guess, one button that does it, and why it happens.
 */
import { useState } from "preact/hooks";
import { comingBackTo } from "../run/coming-back.js";
import { triedIn } from "../run/tried.js";
import type { AnySession, Try } from "../run/view.js";

/** One at a time, in the room of the largest, so that nothing moves from one to the next. */
export function Tries({ session }: { readonly session: AnySession }) {
  const settings = session.settings.value;
  const tries = session.view.tries.filter(({ isFor }) => isFor?.(settings as never) ?? true);
  const [shown, show] = useState(0);
  const last = tries.length - 1;
  if (tries.length === 0) return null;
  return (
    <section class="panel tries" data-panel="try" aria-labelledby="try-title">
      <div class="heading">
        <h2 id="try-title">Try</h2>
        <p class="steps">
          <button type="button" aria-label="question before" disabled={shown === 0} onClick={() => show(shown - 1)}>
            ‹
          </button>
          <span>
            {shown + 1} of {tries.length}
          </span>
          <button type="button" aria-label="next question" disabled={shown === last} onClick={() => show(shown + 1)}>
            ›
          </button>
        </p>
      </div>
      <div class="stack">
        {tries.map((one, i) => (
          <TryCard key={one.question} session={session} one={one} isShown={i === shown} />
        ))}
      </div>
      {/* As many as there is room for, so they are no stops of the keyboard: the buttons above lead to all. */}
      <ol class="others" aria-hidden="true">
        {tries.map(
          ({ question }, i) =>
            i !== shown && (
              <li key={question}>
                <button type="button" class="link" tabIndex={-1} onClick={() => show(i)}>
                  {question}
                </button>
              </li>
            ),
        )}
      </ol>
    </section>
  );
}

interface TryCardProps {
  readonly session: AnySession;
  readonly one: Try<AnySession>;
  readonly isShown: boolean;
}

function TryCard({ session, one, isShown }: TryCardProps) {
  const [guess, setGuess] = useState<number>();
  const [isDone, setDone] = useState(false);
  const { question, guesses, right, action, why } = one;
  const act = () => {
    const undo = comingBackTo(session);
    one.run(session);
    const verdict = guess === right ? "You guessed right." : `“${guesses[right]}” is right.`;
    triedIn(session).value = { verdict, why, undo };
    setDone(true);
    // The result is at the top of the page.
    document.querySelector("#result-title")?.scrollIntoView({ block: "nearest" });
  };
  return (
    <article class={isShown ? "try" : "try away"}>
      <h3>{question}</h3>
      <fieldset class="guesses" aria-label={`Your guess: ${question}`}>
        {guesses.map((text, i) => (
          <button type="button" aria-pressed={guess === i} onClick={() => setGuess(i)}>
            {text}
          </button>
        ))}
      </fieldset>
      <button type="button" class="do" disabled={guess === undefined} onClick={act}>
        {action}
      </button>
      <p class="why" aria-live="polite">
        {isDone ? "The answer stands above the result." : guess === undefined ? "Guess first." : "Now find out."}
      </p>
    </article>
  );
}
