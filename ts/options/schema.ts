/**
 * Options as data. One description of an option gives its type, its check, its default, its line of help and its flag on the command line.
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

/** What a value is, for those who read it from a text. */
export type ValueType =
  | "boolean"
  | "integer"
  | "number"
  | "numbers"
  | "word"
  | "symbols"
  | "file"
  | "numberOrFile"
  | "schedule"
  | "object"
  /** What a text cannot give: functions, signals. */
  | "none";

/** The kind of an option's value: what users give, and what its check makes of that. */
export interface ValueKind<Given, Checked = Given> {
  readonly type: ValueType;
  /** The words that a "word" can be. */
  readonly words?: readonly string[];
  /** The settings of an "object". */
  readonly fields?: OptionSchema;
  /** @throws RnnError `ERR_INVALID_OPTION` */
  readonly check: (name: string, value: unknown) => Checked;
  /** Never there: carries the type. */
  readonly given?: Given;
}

/** An option: the kind of its value, one line of help, and its default where that does not depend on anything else. */
export interface Option<Given, Checked = Given, Default = undefined> extends ValueKind<Given, Checked> {
  readonly help: string;
  readonly default: Default;
}

// biome-ignore lint/suspicious/noExplicitAny: options of every type
export type OptionSchema = Readonly<Record<string, Option<any, any, any>>>;

/** The type of options as users give them; one that is undefined counts as not given. */
export type OptionsOf<S extends OptionSchema> = {
  readonly [Name in keyof S]?: S[Name] extends Option<infer Given, infer _Checked, infer _Default>
    ? Given | undefined
    : never;
};

/** The type of options that were checked, with their defaults. */
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

/** The names of a schema; those that this kind of data or this task lacks may be given as undefined. */
export const checkNames = (what: string, schema: OptionSchema, options: unknown): void =>
  checkKeys(what, options, Object.keys(schema));

/**
 * Options checked, and completed with defaults.
 * @param options with no other names than the schema's
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

/** Settings of their own, each of which may be left out. */
export const object = <S extends OptionSchema>(fields: S): ValueKind<OptionsOf<S>, ValuesOf<S>> => ({
  type: "object",
  fields,
  check(name, value) {
    checkNames(name, fields, value);
    return valuesOf(fields, value as OptionsOf<S>, `${name}.`);
  },
});

/** Any function; its type is the caller's to say. */
export const callback = <Callback>(): ValueKind<Callback> => ({
  type: "none",
  check(name, value) {
    if (typeof value !== "function") throw invalidOption(name, "a function", value);
    return value as Callback;
  },
});

/** What is checked where it is read. */
export const unchecked = <Given>(type: ValueType): ValueKind<Given> => ({
  type,
  check: (_, value) => value as Given,
});
