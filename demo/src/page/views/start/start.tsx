/**
 * The first page: what this is, four questions, and what a recurrent network is.
 */
import type { ComponentChildren } from "preact";
import { airlinePassengers } from "../../../shared/corpora/series.js";

export function Page() {
  return (
    <main class="start-page">
      <section class="hero" aria-labelledby="hero-title">
        <h1 id="hero-title">Networks that read one thing after another, and remember</h1>
        <p class="lead">
          Small recurrent networks learn in this page in seconds, and you can look inside while they do. For students,
          teachers, and everyone who has sequences of their own.
        </p>
      </section>
      <section aria-labelledby="choose-title">
        <h2 id="choose-title">Choose what it should learn</h2>
        <div class="cards four">
          <Card to="forecast" title="What comes next?" kind="Forecast" text="Numbers in, the next number out.">
            <Sparkline />
          </Card>
          <Card to="names" title="Where is this name from?" kind="Names" text="Letters in, one label out.">
            <p class="glimpse">
              <b>Kowalczyk</b> <span class="arrow">→</span> Polish?
            </p>
          </Card>
          <Card to="write" title="What could come next?" kind="Write" text="Letters in, a choice of letters out.">
            <p class="glimpse">
              <b>Wal</b>
              <span class="dim">d · t · l …</span>
            </p>
          </Card>
          <Card to="decipher" title="What did it mean?" kind="Decipher" text="Letters in, letters out.">
            <p class="glimpse mono">
              FUVE <span class="arrow">→</span> <b>THIS</b>
            </p>
          </Card>
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

interface CardProps {
  readonly to: string;
  readonly kind: string;
  readonly title: string;
  readonly text: string;
  readonly children: ComponentChildren;
}

function Card({ to, kind, title, text, children }: CardProps) {
  return (
    <a class="card choice" href={`#/${to}`}>
      <span class="kind">{kind}</span>
      <h3>{title}</h3>
      <div class="picture">{children}</div>
      <p>{text}</p>
    </a>
  );
}

/** Passengers of airlines, of which the last third is the question. */
function Sparkline() {
  const [width, height] = [220, 64];
  const most = Math.max(...airlinePassengers);
  const point = (value: number, i: number) =>
    `${((i / (airlinePassengers.length - 1)) * width).toFixed(1)} ${(height - (value / most) * (height - 6)).toFixed(1)}`;
  const points = airlinePassengers.map(point);
  const cut = Math.floor(points.length * 0.72);
  return (
    <svg viewBox={`0 0 ${width} ${height}`} class="spark" aria-hidden="true">
      <path d={`M${points.slice(0, cut + 1).join("L")}`} />
      <path class="asked" d={`M${points.slice(cut).join("L")}`} />
    </svg>
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
  const first = (width - count * slot) / 2;
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
