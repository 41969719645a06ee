/**
 * The cell at the step that is pointed at: the step before and after beside it, what is handed from one to the next, and one unit's numbers.
 */
import { Term } from "../frame/glossary.js";
import { percent, signed } from "../frame/numbers.js";
import { Equations } from "./equations.js";
import { answerAt, memoryOf, type PartReader, readerOf, stepName, stepNumber } from "./parts.js";
import type { TabProps } from "./tab.js";

export function Cell({ session, inside, layer, units, onUnit, onLiveliest, onStep }: TabProps) {
  const read = readerOf(inside, layer);
  const direction = inside.directions[layer];
  const [unit = 0] = units;
  if (!direction || inside.reads.length === 0) return <p class="note">Nothing to read yet.</p>;
  const at = session.at.value;
  return (
    <>
      <Unrolled
        inside={inside}
        at={at}
        read={read}
        unit={unit}
        isReverse={direction.isReverse}
        onStep={(step) => onStep(step, true)}
      />
      <Reads inside={inside} at={at} stepKind={session.view.stepName} />
      <Remembers inside={inside} stepKind={session.view.stepName} />
      <p class="unit-choice">
        <label class="inline">
          <span>
            One <Term of="unit" /> in numbers:
          </span>
          <select id="unit" value={unit} onChange={(event) => onUnit(Number(event.currentTarget.value))}>
            {Array.from({ length: direction.hidden }, (_, i) => (
              <option value={i}>unit {i}</option>
            ))}
          </select>
        </label>
        <button type="button" class="link" id="liveliest" onClick={onLiveliest}>
          the liveliest now
        </button>
      </p>
      <Equations inside={inside} layer={layer} at={at} unit={unit} />
    </>
  );
}

/** Where the memory is. All panels use these words. */
function Remembers({ inside, stepKind }: Pick<TabProps, "inside"> & { readonly stepKind: string }) {
  const memory = memoryOf(inside);
  if (inside.forgets)
    return (
      <p class="note" id="remembers">
        Its <Term of="memory" /> <b class="remembers">{memory}</b> is taken away: it is 0 again at every {stepKind}, so
        nothing comes from the steps before.
      </p>
    );
  return memory === "c" ? (
    <p class="note" id="remembers">
      Its <Term of="memory" /> is <b class="remembers">c</b>, the <Term of="cell state" />. What it shows of it is{" "}
      <b>h</b>, the <Term of="hidden state" />: to the answer, and to the next step.
    </p>
  ) : (
    <p class="note" id="remembers">
      Its <Term of="memory" /> is <b class="remembers">h</b>, the <Term of="hidden state" />. It shows all of it: to the
      answer, and to the next step.
    </p>
  );
}

interface ReadsProps extends Pick<TabProps, "inside"> {
  readonly at: number;
  readonly stepKind: string;
}

/** In which form a value is read and answered, and from where on it reads its own answers. */
function Reads({ inside, at, stepKind }: ReadsProps) {
  const { series, reads, says, ownFrom } = inside;
  if (ownFrom === undefined) return null;
  const own = `From ${stepNumber(inside, ownFrom, stepKind)} on, each ${series ? "forecast" : `${stepKind} that it writes`} becomes the next input.`;
  if (!series) return <p class="note">{own}</p>;
  const [before, after] = series.form.split("…");
  return (
    <p class="note reads-as" id="reads-as">
      It reads {at >= ownFrom ? "its own forecast, " : ""}
      <b>{reads[at]}</b>, as {before}
      <b>{series.readAs[at]}</b>
      {after}, and answers {before}
      <b>{series.answeredAs[at]}</b>
      {after}: <b>{says[at]?.[0]?.text}</b>. {own}
    </p>
  );
}

const [width, columnWidth, boxWidth] = [372, 124, 84];
/** Where a box begins, and where its bars are. */
const [boxTop, firstBar, secondBar] = [84, 108, 142];

/** Where a box ends: an LSTM's has a second bar. */
const boxEnd = (inside: TabProps["inside"]) => (memoryOf(inside) === "c" ? secondBar : firstBar) + 30;

interface UnrolledProps extends Pick<TabProps, "inside"> {
  readonly at: number;
  readonly read: PartReader;
  readonly unit: number;
  readonly isReverse: boolean;
  readonly onStep: (step: number) => void;
}

function Unrolled({ inside, at, read, unit, isReverse, onStep }: UnrolledProps) {
  const { reads, series, ownFrom = Number.POSITIVE_INFINITY } = inside;
  const boxBottom = boxEnd(inside);
  const height = boxBottom + (series ? 105 : 76);
  return (
    <svg class="unrolled" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={describe(inside, at)}>
      <defs>
        {["tip", "memory-tip", "own-tip"].map((name) => (
          <marker
            id={name}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerUnits="userSpaceOnUse"
            markerWidth="9"
            markerHeight="9"
            orient="auto"
          >
            <path d="M0 0 8 4 0 8z" class={name} />
          </marker>
        ))}
      </defs>
      <text x="4" y="14" class="hint">
        it answers
      </text>
      <text x="4" y={height - 4} class="hint">
        it reads{series?.unit ? ` (${series.unit})` : ""}
      </text>
      {[at - 1, at, at + 1].map((step, i) => {
        const isThere = step >= 0 && step < reads.length;
        const x = i * columnWidth + columnWidth / 2;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the buttons above the picture do the same
          <g class={`step${i === 1 ? " here" : ""}${isThere ? "" : " absent"}`} onClick={() => isThere && onStep(step)}>
            <rect x={x - boxWidth / 2} y={boxTop} width={boxWidth} height={boxBottom - boxTop} rx="8" class="box" />
            <text x={x} y="101" class="name">
              {isThere ? "cell" : step >= 0 ? "the end" : inside.readBefore > 0 ? "not shown" : "nothing yet"}
            </text>
            {isThere && <StepOf inside={inside} step={step} x={x} read={read} unit={unit} />}
          </g>
        );
      })}
      {[1, 2].map((gap) => (
        <HandOver
          inside={inside}
          x={gap * columnWidth}
          isReverse={isReverse}
          isOwn={at + gap - 1 >= ownFrom && at + gap - 1 < reads.length}
        />
      ))}
    </svg>
  );
}

/** What a cell reads, what is in it, and what it answers. */
function StepOf({
  inside,
  step,
  x,
  read,
  unit,
}: Pick<UnrolledProps, "inside" | "read" | "unit"> & { readonly step: number; readonly x: number }) {
  const { reads, series } = inside;
  const answer = answerAt(inside, step);
  const memory = memoryOf(inside);
  const boxBottom = boxEnd(inside);
  return (
    <>
      <text x={x} y="34" class="says">
        {short(answer?.text ?? "")}
      </text>
      <text x={x} y="50" class="share">
        {answer && answer.share < 1 ? percent(answer.share) : ""}
      </text>
      <path d={`M${x} ${boxTop - 2}V58`} class="flow" marker-end="url(#tip)" />
      <text x={x + 10} y="74" class="value">
        h
      </text>
      <UnitBar x={x} y={firstBar} value={read(memory, step, unit)} name={memory} isMemory />
      {memory === "c" && <UnitBar x={x} y={secondBar} value={read("h", step, unit)} name="h" />}
      <path d={`M${x} ${boxBottom + 30}V${boxBottom + 4}`} class="flow" marker-end="url(#tip)" />
      <text x={x} y={boxBottom + 50} class="reads">
        {short(reads[step] ?? "")}
      </text>
      {series && (
        <text x={x} y={boxBottom + 65} class="share">
          {series.readAs[step]}
        </text>
      )}
      {series && (
        <text x={x} y={boxBottom + 80} class="share">
          {short(stepName(inside, step))}
        </text>
      )}
    </>
  );
}

interface HandOverProps extends Pick<TabProps, "inside"> {
  readonly x: number;
  readonly isReverse: boolean;
  /** Whether the step after it reads what the one before has answered. */
  readonly isOwn: boolean;
}

/** What a cell hands to its next step, in the gap around `x`; cut where that is forgotten. */
function HandOver({ inside, x, isReverse, isOwn }: HandOverProps) {
  const gap = columnWidth - boxWidth;
  const memory = memoryOf(inside);
  const arrow = (y: number, kind: "memory" | "flow", tip: string) => {
    const [from, length] = [x - gap / 2 + 1, gap - 4];
    if (!inside.forgets) return <path d={`M${from} ${y}h${length}`} class={kind} marker-end={`url(#${tip})`} />;
    const middle = from + length / 2;
    return (
      <>
        <path d={`M${from} ${y}h${length / 2 - 7}`} class={kind} />
        <path d={`M${middle - 4} ${y - 5}l8 10m0 -10l-8 10`} class="severed" />
      </>
    );
  };
  const readsAt = boxEnd(inside) + 45;
  return (
    <>
      {isOwn && (
        <path
          d={`M${x - 22} 29C${x + 18} 29 ${x - 24} ${readsAt} ${x + 18} ${readsAt}`}
          class="own"
          marker-end="url(#own-tip)"
        />
      )}
      <g transform={isReverse ? `matrix(-1 0 0 1 ${2 * x} 0)` : undefined}>
        {arrow(firstBar + 4, "memory", "memory-tip")}
        {memory === "c" && arrow(secondBar + 4, "flow", "tip")}
      </g>
      <text x={x} y={boxTop - 10} class={inside.forgets ? "value" : "remembers"}>
        {inside.forgets ? "forgotten" : "memory"}
      </text>
      <text x={x} y={memory === "c" ? secondBar + 20 : firstBar + 20} class={memory === "c" ? "value" : "remembers"}>
        h
      </text>
      {memory === "c" && (
        <text x={x} y={firstBar + 20} class="remembers">
          c
        </text>
      )}
    </>
  );
}

interface UnitBarProps {
  readonly x: number;
  readonly y: number;
  readonly value: number;
  readonly name: string;
  readonly isMemory?: boolean;
}

/** A number between −1 and 1 as a bar from the middle. */
function UnitBar({ x, y, value, name, isMemory = false }: UnitBarProps) {
  const half = boxWidth / 2 - 10;
  const length = Math.min(1, Math.abs(value)) * half;
  return (
    <>
      <rect x={x - half} y={y} width={2 * half} height="8" class="track" />
      <rect x={value < 0 ? x - length : x} y={y} width={length} height="8" class={value < 0 ? "below" : "above"} />
      <text x={x} y={y + 20} class={isMemory ? "remembers" : "value"}>
        {name} = {signed(value)}
      </text>
    </>
  );
}

const short = (text: string) => ([...text].length > 9 ? `${[...text].slice(0, 8).join("")}…` : text);

function describe(inside: TabProps["inside"], at: number): string {
  const { reads, series, forgets } = inside;
  const when = series ? ` of ${stepName(inside, at)}` : "";
  const [from, to] = forgets
    ? ["with no memory of the steps before", "its memory is then forgotten"]
    : ["and its memory of the steps before", "hands its memory to the next step"];
  return `Step ${at + 1} of ${reads.length}: the cell reads ${reads[at]}${when} ${from}, answers ${answerAt(inside, at)?.text}, and ${to}.`;
}
