/**
 * The labels of sequences: each distinct value is a class.
 */
import { RnnError } from "../errors/rnn-error.js";
import { invalidOption, show } from "../errors/validate.js";

/** A label. Labels are values, never keys of an object, which would reorder "10" and lose `__proto__`. */
export type Label = string | number | boolean;

export class Labels {
  readonly classes: Label[] = [];
  readonly #indices = new Map<Label, number>();
  /** Texts of the labels, because 1 and "1" would look alike wherever labels are printed. */
  readonly #texts = new Map<string, Label>();
  /** Whether new labels become classes. */
  #isOpen = true;

  readonly #name: string;

  /**
   * @param given the classes in order, or undefined to collect them in order of first appearance until {@link close}
   * @param name of the classes in errors
   */
  constructor(given?: unknown, name = "classes") {
    this.#name = name;
    if (given === undefined) return;
    if (!Array.isArray(given)) throw invalidOption(name, "an array of labels", given);
    for (const [i, label] of given.entries()) {
      if (this.#indices.has(label)) throw invalidOption(`${name}[${i}]`, "distinct labels", label);
      this.#add(label, `${name}[${i}]`);
    }
    this.close();
  }

  /** @throws RnnError `ERR_INVALID_OPTION` for fewer than one class */
  close(): this {
    this.#isOpen = false;
    if (this.classes.length === 0) throw invalidOption(this.#name, "at least one label", this.classes);
    return this;
  }

  /** @throws RnnError `ERR_INVALID_OPTION` for anything but a label, and for a label that is not among the classes */
  indexOf(label: unknown, name: string): number {
    const index = this.#indices.get(label as Label);
    if (index !== undefined) return index;
    if (this.#isOpen) return this.#add(label, name);
    checkLabel(label, name);
    const known = this.classes.slice(0, 8).map(show).join(", ");
    const more = this.classes.length > 8 ? `, … (${this.classes.length} in all)` : "";
    throw new RnnError(
      "ERR_INVALID_OPTION",
      `${name}: expected one of the model's labels ${known}${more}, got ${show(label)}` +
        (this.#name === "classes" ? "; `classes` lists labels that a training is to know" : ""),
    );
  }

  #add(label: unknown, name: string): number {
    checkLabel(label, name);
    const text = String(label);
    const like = this.#texts.get(text);
    if (like !== undefined) throw invalidOption(name, `labels that differ as text too (there is ${show(like)})`, label);
    this.#texts.set(text, label);
    this.#indices.set(label, this.classes.length);
    return this.classes.push(label) - 1;
  }
}

function checkLabel(label: unknown, name: string): asserts label is Label {
  const isLabel = typeof label === "string" || typeof label === "boolean" || Number.isFinite(label);
  if (!isLabel) throw invalidOption(name, "a string, a number or a boolean", label);
}
