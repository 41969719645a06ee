/**
 * The first page: what this is, four questions with networks that learn them, and what a recurrent network is.
 */
import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { Card } from "./cards/card.js";
import { decipher } from "./cards/decipher.js";
import { forecast } from "./cards/forecast.js";
import { names } from "./cards/names.js";
import { write } from "./cards/write.js";
import { useGlimpses } from "./glimpses.js";

export function Page() {
  const section = useRef<HTMLElement>(null);
  const { glimpses, isWanted } = useGlimpses(section);
  return (
    <main class="start-page">
      <section class="hero" aria-labelledby="hero-title">
        <h1 id="hero-title">Networks that read one thing after another, and remember</h1>
        <p class="lead">
          Small recurrent networks learn in this page in seconds, and you can look inside while they do. For students,
          teachers, and everyone who has sequences of their own.{" "}
          <button
            type="button"
            class="link"
            id="what"
            onClick={() => document.querySelector("#what-title")?.scrollIntoView({ behavior: "smooth" })}
          >
            What is recurrent?
          </button>
        </p>
      </section>
      <section ref={section} aria-labelledby="choose-title">
        <div class="heading">
          <h2 id="choose-title">Choose what it should learn</h2>
          <button
            type="button"
            class="link"
            id="motion"
            onClick={() => {
              isWanted.value = !isWanted.value;
            }}
          >
            {isWanted.value ? "Pause the examples" : "Run the examples"}
          </button>
        </div>
        <div class="cards four">
          <Card card={forecast} glimpse={glimpses.value.forecast} />
          <Card card={names} glimpse={glimpses.value.names} />
          <Card card={write} glimpse={glimpses.value.write} />
          <Card card={decipher} glimpse={glimpses.value.decipher} />
        </div>
        <p class="own-data">
          Or bring <a href="#/own">your own data</a>: a column of numbers, a list with labels, or any text.
        </p>
      </section>
      <section class="what" aria-labelledby="what-title">
        <h2 id="what-title">What is recurrent?</h2>
        <ol class="strip">
          <Frame title="It reads one step" text="A letter, a word or a number comes in.">
            <Cells count={1} />
          </Frame>
          <Frame title="It answers" text="What it reads and what it remembers make its answer.">
            <Cells count={1} answers />
          </Frame>
          <Frame title="It remembers" text="It hands its memory to itself, one step later.">
            <Cells count={2} answers memory />
          </Frame>
          <Frame title="The same cell every time" text="Unrolled, it is one cell with the same weights at each step.">
            <Cells count={4} answers memory />
          </Frame>
          <Frame title="It learns" text="Errors go back through all steps, and move the weights a little.">
            <Cells count={4} answers memory back />
          </Frame>
        </ol>
      </section>
      <footer class="made">
        <p>
          Made with <code>rnn-wasm</code>, about 60 KB with its WebAssembly. <code>npm install rnn-wasm</code>
        </p>
        <p>
          The networks train on your device, with the data that is in the page. After a first visit, all of it works
          offline.
        </p>
      </footer>
    </main>
  );
}

function Frame({
  title,
  text,
  children,
}: {
  readonly title: string;
  readonly text: string;
  readonly children: ComponentChildren;
}) {
  return (
    <li>
      {children}
      <h3>{title}</h3>
      <p>{text}</p>
    </li>
  );
}

interface CellsProps {
  readonly count: number;
  readonly answers?: boolean;
  readonly memory?: boolean;
  readonly back?: boolean;
}

function Cells({ count, answers = false, memory = false, back = false }: CellsProps) {
  const [slot, box] = [44, 26];
  const width = 4 * slot;
  // The first box begins where the text below it does.
  const first = 1 - (slot - box) / 2;
  const letters = [..."NEXT"];
  return (
    <svg viewBox={`0 0 ${width} 110`} aria-hidden="true" class="cells">
      {Array.from({ length: count }, (_, i) => {
        const x = first + i * slot + slot / 2;
        return (
          <g>
            <path class="flow" d={`M${x} 88V${72}`} />
            <rect x={x - box / 2} y="44" width={box} height={box} rx="5" />
            {answers && <path class="flow" d={`M${x} 42V28`} />}
            {answers && <circle cx={x} cy="20" r="5" />}
            {memory && i < count - 1 && <path class="memory" d={`M${x + box / 2} 57h${slot - box - 1}`} />}
            {memory && count === 2 && i === 1 && <path class="memory" d={`M${x + box / 2} 57h12`} />}
            {back && i > 0 && <path class="back" d={`M${x} 14q${-slot / 2} -14 ${-slot} 0`} />}
            <text x={x} y="103">
              {count === 1 ? "N" : letters[i]}
            </text>
          </g>
        );
      })}
    </svg>
  );
}
