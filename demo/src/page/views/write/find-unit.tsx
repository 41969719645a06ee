/**
 * Looks for the units whose memory follows something in the text, such as its lines or brackets.
 */
import { useState } from "preact/hooks";
import {
  chosenSymbols,
  type Feature,
  features,
  type Match,
  matchesOf,
  varies,
} from "../../../shared/write/features.js";
import type { UnitsSeen } from "../../../shared/write/settings.js";
import { Canvas } from "../../draw/canvas.js";
import { currentPalette } from "../../draw/palette.js";
import type { Surface } from "../../draw/surface.js";
import { Term } from "../../frame/glossary.js";
import { signed } from "../../frame/numbers.js";
import { TableBehind } from "../../frame/table.js";
import { Key } from "../../inside/heatmap.js";
import type { WriteSession } from "./session.js";

/** Units to propose. */
const shownMatches = 3;

type Choice = keyof typeof features | "symbols";

export function FindUnit({ session }: { readonly session: WriteSession }) {
  const { units, items = [] } = session.analysis.value?.seen ?? {};
  const [choice, setChoice] = useState<Choice>("word");
  const [chosen, setChosen] = useState("e");
  const [picked, pick] = useState<number>();
  const change = (to: Choice) => {
    setChoice(to);
    pick(undefined);
  };
  return (
    <>
      <label class="field">
        <span>Find a unit that follows</span>
        <select id="feature" value={choice} onChange={(event) => change(event.currentTarget.value as Choice)}>
          {Object.entries(features).map(([name, { label }]) => (
            <option value={name}>{label}</option>
          ))}
          <option value="symbols">letters of your choice</option>
        </select>
      </label>
      {choice === "symbols" && (
        <label class="field">
          <span>Letters</span>
          <input
            id="chosen-letters"
            type="text"
            autocomplete="off"
            spellcheck={false}
            value={chosen}
            onInput={(event) => setChosen(event.currentTarget.value)}
          />
        </label>
      )}
      {units ? (
        <Found
          units={units}
          // Names take less room side by side.
          lineEnd={items.length > 0 ? " " : "\n"}
          feature={choice === "symbols" ? chosenSymbols(chosen) : features[choice].of}
          picked={picked}
          pick={pick}
        />
      ) : (
        <p class="note">It looks when training pauses.</p>
      )}
    </>
  );
}

interface FoundProps {
  readonly units: UnitsSeen;
  /** How the end of a line is shown. */
  readonly lineEnd: string;
  readonly feature: Feature;
  readonly picked: number | undefined;
  readonly pick: (unit: number) => void;
}

function Found({ units: { symbols, hidden, values }, lineEnd, feature, picked, pick }: FoundProps) {
  const [pointed, point] = useState<number>();
  const followed = feature(symbols);
  if (!varies(followed)) return <p class="note">The text that it reads here has nothing of that.</p>;
  const matches = matchesOf(followed, values, hidden, shownMatches);
  const { unit, correlation } = matches.find((match) => match.unit === picked) ?? (matches[0] as Match);
  const memory = symbols.map((_, t) => values[t * hidden + unit] as number);
  const largest = Math.max(1e-9, ...memory.map(Math.abs));
  return (
    <>
      <fieldset class="matches" aria-label="Units that follow it best">
        {matches.map((match) => (
          <button type="button" aria-pressed={match.unit === unit} onClick={() => pick(match.unit)}>
            unit {match.unit} <span class="note">{signed(match.correlation)}</span>
          </button>
        ))}
      </fieldset>
      <p class="note">
        A correlation of 1 or −1 means that the <Term of="memory" /> of the <Term of="unit" /> follows it exactly, and 0
        that it does not. {Math.abs(correlation) < 0.5 ? "No unit follows it well." : ""}
      </p>
      <Canvas
        class="unit-lines"
        label={`The memory of unit ${unit}, and what it is compared with, over a text`}
        draw={(surface) => drawBoth(surface, memory, followed, Math.sign(correlation), pointed)}
        onPoint={(place, { width }) => point(place && Math.round((place.x / width) * (symbols.length - 1)))}
      />
      <p class="readline">
        {pointed === undefined
          ? "Point at a letter or at the lines to see the numbers there."
          : `Letter ${pointed + 1}, “${symbols[pointed] === "\n" ? "↵" : symbols[pointed]}”: unit ${unit} ${signed(memory[pointed] ?? 0)}, what it follows ${followed[pointed]}.`}
      </p>
      <ul class="legend">
        <li class="memory">unit {unit}</li>
        <li class="series-behind">{correlation < 0 ? "what it follows, upside down" : "what it follows"}</li>
      </ul>
      <p
        class="tinted"
        role="img"
        aria-label={`A text, tinted by the memory of unit ${unit}`}
        onPointerLeave={() => point(undefined)}
      >
        {symbols.map((symbol, t) => (
          <span
            class={`${(memory[t] as number) < 0 ? "below" : "above"}${t === pointed ? " here" : ""}`}
            style={{ "--size": (Math.abs(memory[t] as number) / largest).toFixed(2) }}
            onPointerEnter={() => point(t)}
          >
            {symbol === "\n" ? lineEnd : symbol}
          </span>
        ))}
      </p>
      <Key low={signed(-largest)} high={signed(largest)} />
      <TableBehind
        name="Table of the unit"
        table={() => ({
          head: ["Letter", "What it follows", `Unit ${unit}`],
          rows: symbols.map((symbol, t) => [`${t + 1} ${symbol}`, String(followed[t]), signed(memory[t] as number)]),
        })}
      />
    </>
  );
}

/** Both from their lowest to their highest value. */
function drawBoth(
  surface: Surface,
  memory: readonly number[],
  followed: readonly number[],
  sign: number,
  pointed: number | undefined,
): void {
  const context = surface.begin();
  if (!context) return;
  const { width, height } = surface;
  const palette = currentPalette();
  const draw = (values: readonly number[], color: string, lineWidth: number) => {
    const [least, most] = [Math.min(...values), Math.max(...values)];
    context.strokeStyle = color;
    context.lineWidth = lineWidth;
    context.beginPath();
    for (const [t, value] of values.entries())
      context.lineTo((t * width) / (values.length - 1), 4 + (1 - (value - least) / (most - least || 1)) * (height - 8));
    context.stroke();
  };
  if (pointed !== undefined) {
    context.fillStyle = palette.line;
    context.fillRect((pointed * width) / (memory.length - 1) - 0.5, 0, 1, height);
  }
  const upright = sign < 0 ? followed.map((value) => -value) : followed;
  draw(upright, palette.muted, 1);
  draw(memory, palette.memory, 1.5);
}
