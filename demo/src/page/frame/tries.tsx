/**
 * Things to try: a question, a guess, one button that does it, and why it happens.
 */
import { useState } from "preact/hooks";
import type { AnySession, Try } from "../run/view.js";

export function Tries({ session }: { readonly session: AnySession }) {
  return (
    <section class="tries" data-panel="try" aria-labelledby="try-title">
      <h2 id="try-title">Try</h2>
      <div class="cards">
        {session.view.tries.map((one) => (
          <TryCard key={one.question} session={session} one={one} />
        ))}
      </div>
    </section>
  );
}

function TryCard({ session, one }: { readonly session: AnySession; readonly one: Try<AnySession> }) {
  const [guess, setGuess] = useState<number>();
  const [isDone, setDone] = useState(false);
  const { question, guesses, right, action, why } = one;
  const act = () => {
    one.run(session);
    setDone(true);
    // The result is at the top of the page.
    document.querySelector("#result-title")?.scrollIntoView({ block: "nearest" });
  };
  return (
    <article class="card try">
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
        {isDone ? (
          <>
            <b>{guess === right ? "You guessed right." : `“${guesses[right]}” is right.`}</b> {why}
          </>
        ) : guess === undefined ? (
          "Guess first."
        ) : (
          "Now find out."
        )}
      </p>
    </article>
  );
}
