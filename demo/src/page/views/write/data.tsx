/**
 * The text that it learns from, and how it draws.
 */
import { parseText, suggestedFor } from "../../../shared/write/settings.js";
import { Term } from "../../frame/glossary.js";
import { Source } from "../../frame/source.js";
import { TextField } from "../../frame/text-field.js";
import { anySession } from "../../run/view.js";
import type { WriteSession } from "./session.js";

export function Data({ session }: { readonly session: WriteSession }) {
  const { settings, query } = session;
  const { prompt, temperature, topK } = query.value;
  const learn = (text: string) => {
    parseText(text);
    session.learn(text, { ...suggestedFor({ source: "own" }), seed: settings.value.seed });
  };
  return (
    <>
      <Source
        session={anySession(session)}
        label="Learns from"
        choices={[
          ["towns", "names of towns"],
          ["poem", "poems by Lewis Carroll"],
          ["code", "this page’s code"],
        ]}
        own={{ choice: "your text", label: "Your text, or one name a line", learn }}
      />
      <TextField
        name="prompt"
        label="It begins with"
        maxLength={40}
        value={prompt}
        ask={(text) => session.ask({ prompt: text })}
      />
      <div class="field">
        <label for="temperature">
          <Term of="temperature">Temperature</Term> <output for="temperature">{temperature.toFixed(1)}</output>
        </label>
        <input
          id="temperature"
          name="temperature"
          type="range"
          min={0}
          max={2}
          step={0.1}
          value={temperature}
          onInput={({ currentTarget: { value } }) => session.ask({ temperature: Number(value) })}
        />
      </div>
      <div class="field">
        <label for="topK">Draw from the likeliest only</label>
        <select
          id="topK"
          name="topK"
          value={topK}
          onChange={({ currentTarget: { value } }) => session.ask({ topK: Number(value) })}
        >
          <option value={0}>all symbols</option>
          <option value={3}>3 symbols</option>
          <option value={5}>5 symbols</option>
          <option value={10}>10 symbols</option>
        </select>
      </div>
    </>
  );
}
