/**
 * What it wrote at some moments of the run, one under the other.
 */
import { signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { whole } from "../../frame/numbers.js";
import type { WriteSession } from "./session.js";

/** The samples to show, the latest ones. */
const shown = 5;

/** What it wrote at some updates, the latest last. */
interface Sample {
  readonly step: number;
  readonly text: string;
}

/** Updates at which a sample is kept for comparison: powers of four. */
const isMoment = (step: number, before: number) =>
  Math.floor(Math.log2(step + 1) / 2) > Math.floor(Math.log2(before + 1) / 2);

/** Keeps what was written at some moments of the run. */
function useSamples(session: WriteSession): readonly Sample[] {
  const samples = useMemo(() => signal<readonly Sample[]>([]), [session]);
  const now = session.analysis.value;
  useEffect(() => {
    if (!now?.isNow) return;
    const { step, seen } = now;
    const earlier = samples.peek().filter((sample) => sample.step < step);
    const last = earlier.at(-1);
    if (last && !isMoment(step, last.step)) {
      if (earlier.length !== samples.peek().length) samples.value = earlier;
      return;
    }
    samples.value = [...earlier, { step, text: seen.items[0]?.[0] ?? seen.symbols.join("").slice(0, 60) }];
  }, [now]);
  return samples.value;
}

export function Samples({ session }: { readonly session: WriteSession }) {
  const samples = useSamples(session).slice(-shown);
  const { update } = session.cursor;
  const pointed = samples.findLast(({ step }) => step <= (update.value ?? -1));
  return (
    <section>
      <h2>What it wrote before</h2>
      <ol
        class="samples"
        onPointerLeave={() => {
          update.value = undefined;
        }}
      >
        {samples.map(({ step, text }) => (
          // In the timeline, too, this update is pointed at.
          <li
            class={pointed?.step === step ? "here" : undefined}
            onPointerEnter={() => {
              update.value = step;
            }}
          >
            <span class="note">after {whole(step)}</span> {text.replaceAll("\n", "↵")}
          </li>
        ))}
      </ol>
    </section>
  );
}
