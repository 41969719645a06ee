/**
 * What `train` takes and returns for a text or items. Each type is `never` for the data of another task.
 */
import type { Label } from "../../data/labels.js";
import type { ItemOf } from "../../data/numeric-forms.js";
import type { GeneratorOptions } from "./options.js";
import type { GenerateProgress, GenerateScores } from "./progress.js";
import type { TextGenerator } from "./text-generator.js";
import type { GenerateData } from "./training-data.js";

/** The kind of a model's texts: that of its data. */
type KindOf<T> = T extends string ? string : string[];

export type GeneratorFor<Data> = Data extends { readonly text: infer T }
  ? TextGenerator<T extends readonly string[] ? string[] : string, never>
  : Data extends { readonly items: infer Items }
    ? TextGenerator<
        KindOf<ItemOf<Items>>,
        Data extends { readonly labels: infer Labels } ? ItemOf<Labels> & Label : never
      >
    : never;

export type GeneratorOptionsFor<Data> = Data extends { readonly text: unknown } | { readonly items: unknown }
  ? GeneratorOptions
  : never;

/** The types of this task, of which the last three depend on the data. */
export interface GenerateTypes<Data> {
  model: TextGenerator;
  data: GenerateData;
  options: GeneratorOptions;
  progress: GenerateProgress;
  scores: GenerateScores;
  modelFor: GeneratorFor<Data>;
  optionsFor: GeneratorOptionsFor<Data>;
  /** The keys that the data may have. */
  dataKey: Data extends { readonly text: unknown }
    ? "text"
    : Data extends { readonly items: unknown }
      ? "items" | "labels"
      : never;
}
