/**
 * The keys of a task's data, by which data is recognized.
 */

/** The keys of each form, such as `[["series"], ["panel"]]`. */
export type DataKeys = readonly (readonly string[])[];

/** Whether data has one of the forms. */
export const hasKeys = <Data extends object>(data: unknown, forms: DataKeys): data is Data =>
  typeof data === "object" && data !== null && forms.some((keys) => keys.every((key) => key in data));

/** The forms in messages. */
export const inWords = (forms: DataKeys): string => forms.map((keys) => `{ ${keys.join(", ")} }`).join(" or ");

/** How a task recognizes its data, and how messages describe it. */
export interface DataForm {
  accepts(data: unknown): boolean;
  readonly inWords: string;
}

export const dataOf = (forms: DataKeys): DataForm => ({
  accepts: (data) => hasKeys(data, forms),
  inWords: inWords(forms),
});
