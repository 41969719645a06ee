/**
 * Option schemas. The description of an option determines its type, check, default, help text and CLI flag.
 */
import {
  checkBoolean,
  checkInteger,
  checkKeys,
  checkNumber,
  checkOneOf,
  invalidOption,
  type Range,
} from "../errors/validate.js";

/** The type of a value, for parsing it from text. */
export type ValueType =
  | "boolean"
  | "integer"
  | "number"
  | "numbers"
  | "text"
  /** Several values of the kind `items`. */
  | "list"
  | "word"
  | "symbols"
  /** A list of words or numbers. */
  | "words"
  /** Weights of classes: a word, or numbers. */
  | "classWeights"
  | "file"
  | "numberOrFile"
  /** A number, or `auto`. */
  | "workers"
  | "schedule"
  | "object"
  /** Not expressible as text: functions, signals. */
  | "none";

/** The kind of an option's value: the type that users pass, and the type after the check. */
export interface ValueKind<Given, Checked = Given> {
  readonly type: ValueType;
  /** The allowed values of a "word". */
  readonly words?: readonly string[];
  /** The kind of the values of a "list". */
  readonly items?: ValueKind<unknown>;
  /** The fields of an "object". */
  readonly fields?: OptionSchema;
  /** @throws RnnError `ERR_INVALID_OPTION` */
  readonly check: (name: string, value: unknown) => Checked;
  /** Never set: it only carries the type. */
  readonly given?: Given;
}

/** An option: the kind of its value, one line of help, and its default unless that depends on other options or data. */
export interface Option<Given, Checked = Given, Default = undefined> extends ValueKind<Given, Checked> {
  readonly help: string;
  readonly default: Default;
}

// biome-ignore lint/suspicious/noExplicitAny: options of every type
export type OptionSchema = Readonly<Record<string, Option<any, any, any>>>;

/**
 * The type of options that users pass; undefined values count as not given.
 * @inline
 */
export type OptionsOf<S extends OptionSchema> = {
  readonly [Name in keyof S]?: S[Name] extends Option<infer Given, infer _Checked, infer _Default>
    ? Given | undefined
    : never;
};

/** The type of checked options with defaults. */
export type ValuesOf<S extends OptionSchema> = {
  readonly [Name in keyof S]: S[Name] extends Option<infer _Given, infer Checked, infer Default>
    ? undefined extends Default
      ? Checked | undefined
      : Checked
    : never;
};

export function option<Given, Checked>(kind: ValueKind<Given, Checked>, help: string): Option<Given, Checked>;
export function option<Given, Checked>(
  kind: ValueKind<Given, Checked>,
  help: string,
  byDefault: Checked,
): Option<Given, Checked, Checked>;
export function option<Given, Checked>(kind: ValueKind<Given, Checked>, help: string, byDefault?: Checked) {
  return { ...kind, help, default: byDefault };
}

/** A schema's names, which other data or tasks may lack; those may be passed as undefined. */
export const checkNames = (what: string, schema: OptionSchema, options: unknown): void =>
  checkKeys(what, options, Object.keys(schema));

/**
 * Checks options and fills in defaults.
 * @param options with names of the schema only
 * @throws RnnError `ERR_INVALID_OPTION`
 */
export function valuesOf<S extends OptionSchema>(schema: S, options: OptionsOf<S>, prefix = ""): ValuesOf<S> {
  const values = Object.entries(schema).map(([name, { check, default: byDefault }]) => {
    const given = options[name];
    return [name, given === undefined ? byDefault : check(prefix + name, given)];
  });
  return Object.fromEntries(values) as ValuesOf<S>;
}

export const boolean: ValueKind<boolean> = { type: "boolean", check: checkBoolean };

export const number = (range: Range = {}): ValueKind<number> => ({
  type: "number",
  check: (name, value) => checkNumber(name, value, range),
});

export const integer = (min: number, max?: number): ValueKind<number> => ({
  type: "integer",
  check: (name, value) => checkInteger(name, value, min, max),
});

export const word = <const Word extends string>(...words: readonly Word[]): ValueKind<Word> => ({
  type: "word",
  words,
  check: (name, value) => checkOneOf(name, value, words),
});

/** A nested object of optional settings. */
export const object = <S extends OptionSchema>(fields: S): ValueKind<OptionsOf<S>, ValuesOf<S>> => ({
  type: "object",
  fields,
  check(name, value) {
    checkNames(name, fields, value);
    return valuesOf(fields, value as OptionsOf<S>, `${name}.`);
  },
});

/** Any function, with a type that the caller states. */
export const callback = <Callback>(): ValueKind<Callback> => ({
  type: "none",
  check(name, value) {
    if (typeof value !== "function") throw invalidOption(name, "a function", value);
    return value as Callback;
  },
});

/** A value that is checked later, where it is read; `null` would count as not given there. */
export const unchecked = <Given>(type: ValueType): ValueKind<Given> => ({
  type,
  check(name, value) {
    if (value === null) throw invalidOption(name, "a value or undefined", value);
    return value as Given;
  },
});
