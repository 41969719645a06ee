/**
 * The types of numeric data: the forms that numbers come in, their columns, and the form of what is returned for them.
 */
import type { SymbolSequence } from "./sequence.js";

/**
 * One column: an array of numbers.
 * @inline
 */
export type Numbers = readonly (number | null | undefined)[] | Float32Array | Float64Array;

/**
 * A sequence of symbols or of numbers: one column, rows (`number[][]`), row objects, or an object of columns. Rows and columns are `object`
 * because an interface is not assignable to `Record<string, number>`.
 */
export type AnySequence = SymbolSequence | Numbers | object;

/**
 * What several sequences, labels or values come in.
 * @inline
 */
export type Source<Item> = readonly Item[] | Iterable<Item> | AsyncIterable<Item>;

/** The items of a source. */
export type ItemOf<Items> = Items extends Iterable<infer Item> | AsyncIterable<infer Item> ? Item : never;

/** An intersection written as one object type. */
export type Simplify<Type> = { [Key in keyof Type]: Type[Key] } & {};

export type IsAny<Type> = 0 extends 1 & Type ? true : false;

/** How numbers are arranged. */
type FormOf<Data> = Data extends Numbers
  ? "one"
  : Data extends readonly (infer Row)[]
    ? Row extends readonly unknown[]
      ? "numbered"
      : "rows"
    : "columns";

/** The names of those columns that are dates, which the option `time` of series names. */
type DateColumnOf<Data> = Data extends readonly (infer Row)[]
  ? { [Name in keyof Row]-?: Row[Name] extends string | Date ? Name : never }[keyof Row]
  : { [Name in keyof Data]-?: Data[Name] extends readonly (string | Date)[] ? Name : never }[keyof Data];

/** The dates of rows that are passed in again, which may be left out where they follow others. */
type DatesOf<Data> = Data extends readonly (infer Row)[]
  ? { readonly [Name in DateColumnOf<Data> & keyof Row]?: Row[Name] }
  : { readonly [Name in DateColumnOf<Data> & keyof Data]?: Data[Name] };

/** The names of the columns of numbers; a single column is 0, and the columns of `number[][]` are numbered. */
export type ColumnOf<Data> =
  FormOf<Data> extends "one"
    ? 0
    : FormOf<Data> extends "numbered"
      ? number
      : Data extends readonly (infer Row)[]
        ? Exclude<keyof Row & string, DateColumnOf<Data>>
        : Exclude<keyof Data & string, DateColumnOf<Data>>;

type CellOf<Data> = Data extends readonly (infer Cell)[]
  ? Cell extends readonly (infer Value)[]
    ? Value
    : Cell extends object
      ? Cell[keyof Cell]
      : Cell
  : Data extends Float32Array | Float64Array
    ? number
    : Data[keyof Data] extends readonly (infer Value)[]
      ? Value
      : number;

type HasGaps<Data> = null extends CellOf<Data> ? true : undefined extends CellOf<Data> ? true : false;

type Gap<Data> = HasGaps<Data> extends true ? null : never;

/** Options of numeric data that may have gaps: required where the cells' type has `null` or `undefined`. */
export type GapOption<Data> =
  HasGaps<Data> extends true
    ? // Without a comment of its own: the reference shows one for both.
      { readonly missing: "carry" }
    : {
        /**
         * A missing number is an error (`"error"`, default), or repeats the last one and adds a column that marks it (`"carry"`). Data whose
         * type has `null` or `undefined` requires `"carry"`.
         */
        readonly missing?: "error" | "carry" | undefined;
      };

/** Data with these columns in the same form; typed arrays become `number[]`. */
export type FormWith<Data, Column extends PropertyKey> =
  IsAny<Data> extends true
    ? // biome-ignore lint/suspicious/noExplicitAny: of data of any form
      any
    : FormOf<Data> extends "one"
      ? number[]
      : FormOf<Data> extends "numbered"
        ? number[][]
        : FormOf<Data> extends "rows"
          ? Simplify<{ -readonly [Name in Column]: number }>[]
          : Simplify<{ -readonly [Name in Column]: number[] }>;

/** What may be passed in again: the same form with these columns. */
export type Like<Data, Column extends PropertyKey = ColumnOf<Data>> =
  IsAny<Data> extends true
    ? // biome-ignore lint/suspicious/noExplicitAny: of data of any form
      any
    : FormOf<Data> extends "one"
      ? readonly (number | Gap<Data>)[] | Float32Array | Float64Array
      : FormOf<Data> extends "numbered"
        ? readonly (readonly (number | Gap<Data>)[])[]
        : FormOf<Data> extends "rows"
          ? readonly (DatesOf<Data> & { readonly [Name in Column]: number | Gap<Data> })[]
          : DatesOf<Data> & {
              readonly [Name in Column]: readonly (number | Gap<Data>)[] | Float32Array | Float64Array;
            };

/** What a model of such sequences reads. */
export type Readable<Sequence> = [Sequence] extends [string]
  ? string
  : [Sequence] extends [readonly string[]]
    ? readonly string[]
    : [Sequence] extends [Int32Array]
      ? Int32Array
      : Sequence extends SymbolSequence
        ? SymbolSequence
        : [AnySequence] extends [Sequence]
          ? AnySequence
          : Like<Sequence>;

/** Makes cells that are not numbers an error where they stand. */
export type OnlyNumbers<Data> = [Exclude<CellOf<Data>, number | null | undefined>] extends [never]
  ? unknown
  : { "every cell must be a number": never };
