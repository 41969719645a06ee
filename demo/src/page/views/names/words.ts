/**
 * What is read and what is said are called: names and languages, or texts and labels of the user's own.
 */
import { languages, type Settings } from "../../../shared/names/settings.js";
import { categoryColors } from "../../draw/palette.js";

const ofSurnames = { one: "name", many: "names", label: "language" } as const;
const ofOwn = { one: "text", many: "texts", label: "label" } as const;

export const wordsFor = ({ source }: Pick<Settings, "source">) => (source === "own" ? ofOwn : ofSurnames);

/** The color of a label. A language keeps its own when another one is left out. */
export function labelColor(label: string, index: number): string {
  const own = languages.indexOf(label);
  return categoryColors[(own < 0 ? index : own) % categoryColors.length] as string;
}
