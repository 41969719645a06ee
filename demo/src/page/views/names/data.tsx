/**
 * The names that it learns from, and the one to read.
 */
import { parseLabeled, suggestedFor } from "../../../shared/names/settings.js";
import { Source } from "../../frame/source.js";
import { TextField } from "../../frame/text-field.js";
import { anySession } from "../../run/view.js";
import type { NamesSession } from "./session.js";
import { wordsFor } from "./words.js";

export function Data({ session }: { readonly session: NamesSession }) {
  const { settings, query, analysis } = session;
  const { name } = query.value;
  const { one } = wordsFor(settings.value);
  const known = analysis.value?.seen.letters.join("") ?? name;
  const learn = (text: string) => {
    const [[first] = [""]] = parseLabeled(text);
    session.learn(text, { ...suggestedFor({ source: "own" }), seed: settings.value.seed });
    session.ask({ name: first });
  };
  return (
    <>
      <Source
        session={anySession(session)}
        label="Learns from"
        choices={[["surnames", "Surnames, 6 languages"]]}
        own={{ choice: "Your texts and labels", label: "Your data: a text, a tab and a label; one a line", learn }}
      />
      <TextField
        name="name"
        label={`A ${one} to read`}
        maxLength={32}
        value={name}
        note={known === name ? " " : `It knows only the letters of its data, and reads ${known || "nothing"}.`}
        ask={(text) => session.ask({ name: text })}
      />
    </>
  );
}
